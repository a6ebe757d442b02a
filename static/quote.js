// Shares a quotation: copies the link that a paragraph's own sign bears, or makes one for the words that are selected.
(() => {
  const tools = document.getElementById("quote-tools"), said = document.getElementById("said");
  const prose = document.querySelector(".prose");
  if (!tools || !prose) return;
  const encode = (words) => encodeURIComponent(words).replace(/-/g, "%2D");
  const copy = async (address) => {
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = "";
      setTimeout(() => { said.textContent = tools.dataset.copied; }, 50);
      return true;
    } catch { return false; }
  };
  const address = (words, node) => {
    const parts = words.split(/[\s，。；：、！？（）《》“”,;:!?()]+/).filter(Boolean);
    const ends = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
    const block = node.closest("[id]");
    const here = location.href.split("#")[0];
    return `${here}#${block && prose.contains(block) ? block.id : ""}:~:text=${ends.map(encode).join(",")}`;
  };
  document.addEventListener("selectionchange", () => {
    const selection = getSelection(), words = selection.toString().trim();
    const start = selection.rangeCount && selection.getRangeAt(0).startContainer;
    if (words.length < 2 || words.length > 500 || !prose.contains(start)) {
      tools.hidden = true;
      return;
    }
    const node = start.nodeType === 1 ? start : start.parentElement;
    for (const link of tools.querySelectorAll("a")) {
      link.href = "copy" in link.dataset ? address(words, node) : `${link.href.split("&")[0]}&quote=${encodeURIComponent(words)}`;
    }
    const at = selection.getRangeAt(0).getBoundingClientRect();
    tools.hidden = false;
    const room = document.documentElement.clientWidth - tools.offsetWidth - 8;
    tools.style.left = `${scrollX + Math.max(8, Math.min(at.left, room))}px`;
    tools.style.top = `${scrollY + at.bottom + 8}px`;
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a.pin, #quote-tools a[data-copy]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches(".pin")) {
      copy(link.href);
      return;
    }
    event.preventDefault();
    if (await copy(link.href)) tools.hidden = true;
    else location.assign(link.href);
  });
})();
