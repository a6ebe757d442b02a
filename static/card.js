// A figure's card: what its record's page says in short, beside the words. Without it the link leads to that page.
// Stays while pointer or focus is on the figure or on the card; Esc closes it (WCAG 1.4.13).
(() => {
  const card = document.createElement("div");
  const known = new Map();
  let shown = null, waiting = 0, byTouch = false;
  card.className = card.id = "card";
  card.hidden = true;
  document.body.append(card);

  const close = () => {
    clearTimeout(waiting);
    if (shown) shown.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  };
  const later = (act, after) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, after);
  };
  const fetched = (link) => {
    const address = new URL("card/", link.href).href;
    if (!known.has(address)) {
      known.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : "")).catch(() => ""));
    }
    return known.get(address);
  };
  const open = async (link) => {
    if (shown === link) return;
    close();
    shown = link;
    const words = await fetched(link);
    if (shown !== link || !words) return;
    card.innerHTML = words;
    card.hidden = false;
    link.setAttribute("aria-describedby", "card");
    const at = link.getClientRects()[0];
    const room = document.documentElement.clientWidth - card.offsetWidth - 8;
    const below = at.bottom + 6 + card.offsetHeight < innerHeight || at.top < card.offsetHeight;
    card.style.left = `${scrollX + Math.max(8, Math.min(at.left, room))}px`;
    card.style.top = `${scrollY + (below ? at.bottom + 6 : at.top - 6 - card.offsetHeight)}px`;
  };
  const figure = (event) => event.target.closest?.(".prose a.figure");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = figure(event);
    if (link) later(() => open(link), 200);
    else if (card.contains(event.target)) clearTimeout(waiting);
    else if (!shown || document.activeElement !== shown) later(close, 300);
  });
  document.addEventListener("focusin", (event) => {
    const link = figure(event);
    if (link && link.matches(":focus-visible")) later(() => open(link), 200);
    else if (!card.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  document.addEventListener("pointerdown", (event) => {
    byTouch = event.pointerType === "touch";
    if (!card.contains(event.target) && !figure(event)) close();
  });
  // The first tap shows the card, the second follows the link.
  document.addEventListener("click", (event) => {
    const link = figure(event);
    if (!link || !byTouch || shown === link) return;
    event.preventDefault();
    open(link);
  });
})();
