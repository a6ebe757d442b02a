// Adds what a link alone cannot do: print this page, and close a window that was opened from another page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-print], a[data-close]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if ("print" in link.dataset) {
    window.print();
    return;
  }
  window.close();
  // A browser closes only a window that a page opened. In any other the link leads on.
  setTimeout(() => location.assign(link.href), 150);
});
