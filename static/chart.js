// A card at each point of the picture, from the rows of its table. Arrow keys lead on. It stays while the pointer is on it, and
// Esc closes it wherever the focus is (WCAG 1.4.13).
(() => {
  const figure = document.querySelector("figure.chart");
  const rows = [...document.querySelectorAll("tr[data-x]")].reverse();
  if (!figure || !rows.length) return;
  const frame = figure.querySelector(".frame"), image = frame.querySelector("img");
  const card = Object.assign(document.createElement("p"), { className: "card", hidden: true });
  let waiting = 0;
  const close = () => { clearTimeout(waiting); card.hidden = true; };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(close, 300); };
  const spots = rows.map((row, n) => {
    const words = [...row.cells].slice(0, 3).map((cell) => cell.innerText.trim()).join(" ");
    const { href } = row.querySelector("td a");
    const spot = Object.assign(document.createElement("a"), { className: "spot", href, tabIndex: n ? -1 : 0 });
    spot.setAttribute("aria-label", words);
    spot.onmouseenter = spot.onfocus = () => {
      clearTimeout(waiting);
      card.textContent = words;
      card.hidden = false;
      const y = spot.offsetTop;
      card.style.left = `${Math.max(4, Math.min(spot.offsetLeft, frame.clientWidth - card.offsetWidth - 4))}px`;
      card.style.top = `${y > card.offsetHeight + 8 ? y - card.offsetHeight - 4 : y + 32}px`;
    };
    spot.onmouseleave = later;
    spot.onblur = close;
    spot.onkeydown = (event) => {
      const to = spots[n + ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key] || NaN)];
      if (!to) return;
      event.preventDefault();
      spot.tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    };
    return spot;
  });
  card.onmouseenter = () => clearTimeout(waiting);
  card.onmouseleave = later;
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  const place = () => {
    const boxes = figure.dataset[image.currentSrc.includes("size=narrow") ? "narrow" : "wide"].split(";");
    spots.forEach((spot, n) => {
      const { panel, x, y } = rows[n].dataset;
      const [left, bottom, width, height] = boxes[panel].split(",").map(Number);
      spot.style.left = `${(left + x * width) * 100}%`;
      spot.style.top = `${(1 - bottom - height + y * height) * 100}%`;
    });
  };
  frame.append(...spots, card);
  place();
  image.addEventListener("load", place);
})();
