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
  };
  new MutationObserver(rename).observe(document.body, { childList: true, subtree: true });
  rename();
});
