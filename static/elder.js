// 朗读, 大鼠标, 阅读尺: what elder mode adds where scripts run. The server writes what is said; the browser's own voice says it.
(() => {
  const aids = document.querySelector(".aloud");
  const status = document.querySelector(".said");
  const main = document.querySelector("main");
  if (!aids || !main) return;
  aids.hidden = false;
  const voices = window.speechSynthesis;
  const button = (name) => aids.querySelector(`[data-do=${name}]`);
  const speed = aids.querySelector(".speed");
  let sentences = null; // [{spans, spoken}]
  let at = 0;
  let turn = 0; // a new one makes what an old sentence still reports count for nothing

  const BLOCKS = "h1,h2,h3,p,li,dt,dd,th,td,caption,figcaption,blockquote,summary";
  const blocks = () => [...main.querySelectorAll(BLOCKS)].filter((block) =>
    !block.querySelector(BLOCKS) && !block.closest("nav,form,footer,.aids,.unseen,[hidden]") && block.getClientRects().length);

  const pieces = (block) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest("rt,rp,.unseen") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };

  // Puts each sentence's words into spans of their own, through links and bold words.
  const wrap = (nodes, said) => {
    let node = nodes.shift();
    return said.map(({ words, spoken }) => {
      const spans = [];
      let left = words.length;
      while (left > 0 && node) {
        const rest = node.length > left ? node.splitText(left) : null;
        left -= node.length;
        if (node.data.trim()) {
          const span = document.createElement("span");
          node.replaceWith(span);
          span.append(node);
          spans.push(span);
        }
        node = rest || nodes.shift();
      }
      return { spans, spoken };
    }).filter((sentence) => sentence.spans.length);
  };

  const prepare = async () => {
    const texts = blocks().map(pieces).filter((nodes) => nodes.some((node) => node.data.trim()));
    const body = JSON.stringify({ blocks: texts.map((nodes) => nodes.map((node) => node.data).join("")) });
    const answer = await fetch(aids.dataset.address, { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!answer.ok) throw new Error(answer.status);
    const said = (await answer.json()).blocks;
    return texts.flatMap((nodes, index) => wrap(nodes, said[index]));
  };

  const voice = () => voices && voices.getVoices().find((one) => /^(zh|cmn)/i.test(one.lang));
  const findVoice = async () => {
    for (let wait = 0; voices && !voice() && wait < 15; wait += 1) await new Promise((done) => setTimeout(done, 100));
    return voice();
  };

  const show = (state) => {
    for (const name of ["pause", "back", "next"]) button(name).hidden = state !== "speaking";
    button("resume").hidden = state !== "paused";
    button("stop").hidden = speed.hidden = state === "silent";
    button("start").hidden = state !== "silent";
  };
  const mark = (index, on) => sentences && sentences[index] && sentences[index].spans.forEach((span) => span.classList.toggle("now", on));

  const speak = (index) => {
    const mine = ++turn;
    voices.cancel();
    mark(at, false);
    at = index;
    if (!sentences[at]) { at = 0; show("silent"); return; }
    mark(at, true);
    sentences[at].spans[0].scrollIntoView({ block: "center" });
    const said = new SpeechSynthesisUtterance(sentences[at].spoken);
    said.lang = "zh-CN";
    said.voice = voice();
    said.rate = Number(speed.querySelector("select").value);
    said.onend = () => mine === turn && speak(at + 1);
    said.onerror = () => mine === turn && stop();
    voices.speak(said);
  };
  // A pause is a stop that remembers: many phones cannot go on in the middle of a sentence.
  const pause = () => { turn += 1; voices.cancel(); show("paused"); button("resume").focus(); };
  const stop = () => { turn += 1; voices.cancel(); mark(at, false); at = 0; show("silent"); };
  const start = async () => {
    status.textContent = "";
    if (!(await findVoice())) { status.textContent = status.dataset.noVoice; return; }
    try {
      sentences = sentences || await prepare();
    } catch {
      status.textContent = status.dataset.noAnswer;
      return;
    }
    show("speaking");
    button("pause").focus();
    speak(0);
  };

  // Remembered on this machine only, so that the next page keeps it.
  const keep = (name, on) => { try { localStorage.setItem(name, on ? "1" : ""); } catch { /* private windows keep nothing */ } };
  const kept = (name) => { try { return localStorage.getItem(name) === "1"; } catch { return false; } };
  const toggle = (name, on) => {
    document.documentElement.classList.toggle(name, on);
    button(name).setAttribute("aria-pressed", on);
    keep(name, on);
  };
  const ruler = document.createElement("div");
  ruler.className = "ruler-line";
  document.body.append(ruler);
  document.addEventListener("pointermove", (event) => ruler.style.setProperty("--at", `${event.clientY}px`));
  document.addEventListener("focusin", (event) => ruler.style.setProperty("--at", `${event.target.getBoundingClientRect().bottom}px`));

  const deeds = {
    start, pause, stop,
    resume: () => { show("speaking"); speak(at); button("pause").focus(); },
    back: () => speak(Math.max(0, at - 1)),
    next: () => speak(at + 1),
    pointer: () => toggle("pointer", !kept("pointer")),
    ruler: () => toggle("ruler", !kept("ruler")),
  };
  aids.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed) deeds[pressed.dataset.do]();
  });
  speed.addEventListener("change", () => button("pause").hidden || speak(at));
  for (const name of ["pointer", "ruler"]) if (kept(name)) toggle(name, true);
  window.addEventListener("pagehide", () => voices && voices.cancel());
})();
