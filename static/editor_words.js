// The editor would write a stylesheet of its own into the page, which our policy refuses and the browser complains of. It does
// not where it finds one by this name; an element of no HTML is enough, and styles nothing. The rules are in desk.css.
const sheet = document.createElementNS("urn:none", "style");
sheet.setAttribute("data-tiptap-style", "");
document.head.append(sheet);

// The editor names its buttons in English; the desk's own catalogue knows them in the reader's language.
document.addEventListener("DOMContentLoaded", () => {
  const say = window.gettext || ((words) => words);
  const rename = () => {
    for (const button of document.querySelectorAll(".prose-menubar [title]")) {
      const words = say(button.title);
      if (words !== button.title) {
        button.title = words;
        button.setAttribute("aria-label", words);
      }
    }
    for (const kind of document.querySelectorAll(".prose-menubar :is(h2, h3, p)")) {
      const words = say(kind.textContent);
      if (words !== kind.textContent) kind.textContent = words;
    }
  };
  new MutationObserver(rename).observe(document.body, { childList: true, subtree: true });
  rename();
});
