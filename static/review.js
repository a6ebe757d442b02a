// The review desk without reloading: the page's own forms, sent by fetch, and the parts that come back put in their places.
"use strict";
(() => {
  const desk = document.getElementById("desk");
  if (!desk) return;
  const find = (id) => document.getElementById(id);
  const cards = () => [...desk.querySelectorAll(".desk-card")];
  const waits = (card) => card.dataset.state === "candidate" || card.dataset.state === "undecided";
  let selected = null;
  let busy = false;
  let sent = 0; // decisions so far: findings that were asked for before the last one are old

  desk.classList.add("is-live");
  find("desk-keys").hidden = false;

  function say(words, refused = false) {
    find("desk-status").textContent = words;
    find("desk-status").classList.toggle("is-refused", refused);
  }

  function select(card, { focus = true, follow = true } = {}) {
    selected = card ? card.id : null;
    for (const other of desk.querySelectorAll(".is-selected")) other.classList.remove("is-selected");
    if (!card) return;
    card.classList.add("is-selected");
    const marks = card.dataset.mark ? desk.querySelectorAll(`.desk-mark[data-mark="${card.dataset.mark}"]`) : [];
    for (const mark of marks) mark.classList.add("is-selected");
    if (marks.length && follow) {
      const at = marks[0].getBoundingClientRect();
      if (at.top < 40 || at.bottom > innerHeight - 40) marks[0].scrollIntoView({ block: "center" });
    }
    const list = find("desk-list"), frame = list.getBoundingClientRect(), lies = card.getBoundingClientRect();
    if (lies.top < frame.top || lies.bottom > Math.min(frame.bottom, innerHeight)) list.scrollTop += lies.top - frame.top - frame.height / 4;
    card.scrollIntoView({ block: "nearest" });
    if (focus) card.focus({ preventScroll: true });
  }

  const chosen = () => (selected && find(selected)) || null;

  function step(by, fits = () => true) {
    const all = cards();
    const from = all.indexOf(chosen());
    for (let n = 1; n <= all.length; n++) {
      const card = all[(from + (from < 0 && by < 0 ? 0 : by * n) + all.length * 2) % all.length];
      if (card && fits(card)) return card;
    }
    return null;
  }

  function onwards() {
    const next = step(1, waits);
    if (next) select(next);
    else { select(chosen()); say(desk.dataset.finished); }
  }

  // What a decision changes elsewhere: the counts, and the mark that the card's words carry.
  function recount() {
    for (const place of desk.querySelectorAll("[data-count]")) {
      const states = place.dataset.count.split(" ");
      const these = cards().filter((card) => states.includes(card.dataset.state));
      place.textContent = "sum" in place.dataset ? these.reduce((sum, card) => sum + Number(card.dataset.numbers), 0) : these.length;
    }
    for (const level of desk.querySelectorAll("option[data-words]")) {
      const these = cards().filter((card) => Number(card.dataset.sure) >= Number(level.value));
      level.textContent = level.dataset.words.replace("#", these.length);
    }
    const order = ["undecided", "candidate", "confirmed", "rejected"];
    for (const mark of desk.querySelectorAll(".desk-mark")) {
      const states = cards().filter((card) => card.dataset.mark === mark.dataset.mark).map((card) => card.dataset.state);
      mark.dataset.state = order.find((state) => states.includes(state)) || mark.dataset.state;
    }
  }

  function put(source) {
    const parts = new DOMParser().parseFromString(source, "text/html");
    for (const part of [...parts.body.children]) {
      const place = part.id && find(part.id);
      if (!place) continue;
      const scroll = place.scrollTop;
      if (part.matches("details") && place.open) part.open = true;
      place.replaceWith(part);
      part.scrollTop = scroll;
      if (!part.dataset.state) continue;
      part.closest(".desk-card").dataset.state = part.dataset.state;
      delete part.closest(".desk-card").dataset.sure;
    }
    recount();
    return parts.getElementById("desk-said");
  }

  // One decision may settle or stir up what the checks say of others: asked for when the hands rest, and never waited for.
  let resting = 0;
  function recheck() {
    clearTimeout(resting);
    resting = setTimeout(async () => {
      const at = sent;
      let source = "";
      try {
        const answer = await fetch(desk.dataset.checks, { headers: { "X-Desk": "1" } });
        if (!answer.ok || answer.redirected) return;
        source = await answer.text();
      } catch (error) { return; }
      if (at !== sent || busy) { recheck(); return; }
      const parts = new DOMParser().parseFromString(source, "text/html");
      for (const part of [...parts.body.children]) {
        const place = find(part.id);
        if (!place || place.contains(document.activeElement)) continue;
        if (part.matches("details") && place.open) part.open = true;
        place.replaceWith(part);
        const card = part.closest(".desk-card");
        if (!card) continue;
        card.toggleAttribute("data-conflict", "conflict" in part.dataset);
        if ("sure" in part.dataset) card.dataset.sure = part.dataset.sure;
        else delete card.dataset.sure;
      }
      for (const mark of desk.querySelectorAll(".desk-mark:not([data-state=finding])")) {
        mark.toggleAttribute("data-conflict", cards().some((card) => card.dataset.mark === mark.dataset.mark && "conflict" in card.dataset));
      }
    }, 700);
  }

  async function ask(address, options = {}) {
    const answer = await fetch(address, { ...options, headers: { "X-Desk": "1" } });
    if (answer.redirected) { say(desk.dataset.expired, true); return null; }
    if (answer.status === 403) { say(desk.dataset.closed, true); return null; }
    if (!answer.ok && ![409, 422].includes(answer.status)) { say(desk.dataset.lost, true); return null; }
    return answer;
  }

  async function guarded(work) {
    if (busy) return;
    busy = true;
    desk.setAttribute("aria-busy", "true");
    try { await work(); } catch (error) { say(desk.dataset.lost, true); }
    busy = false;
    desk.removeAttribute("aria-busy");
  }

  const slotOf = (element) => { const card = element.closest(".desk-card"); return card ? card.querySelector(".desk-slot") : find("desk-sheet"); };

  function close() {
    for (const slot of desk.querySelectorAll(".desk-slot, #desk-sheet")) slot.replaceChildren();
  }

  async function open(address, slot) {
    const answer = await ask(address);
    if (!answer) return;
    close();
    fill(slot, await answer.text());
  }

  function fill(slot, source) {
    const sheet = new DOMParser().parseFromString(source, "text/html");
    slot.replaceChildren(...sheet.body.children);
    const first = slot.querySelector(".errorlist + *, .desk-field:has(.errorlist) input, .desk-field input, a, button");
    if (first) first.focus({ preventScroll: true });
    slot.scrollIntoView({ block: "nearest" });
  }

  async function send(form, button) {
    const card = form.closest(".desk-card");
    const index = cards().indexOf(card);
    const mended = Boolean(form.closest(".desk-edit"));
    sent++;
    const answer = await ask(form.action, { method: "POST", body: new FormData(form, button) });
    if (!answer) return;
    const source = await answer.text();
    if (answer.status === 422) { fill(slotOf(form), source); return; }
    const said = put(source);
    say(said ? said.textContent : "", Boolean(said && "refused" in said.dataset));
    if (!said) recheck();
    const goal = said && said.dataset.at && find(said.dataset.at);
    if (goal && goal.matches(".desk-finding")) { reveal(unsettled()[0] || goal); return; }
    if (answer.ok && mended) close();
    const now = (goal && goal.matches(".desk-card") && goal) || (card && find(card.id)) || cards()[index];
    if (now) select(now, { follow: false });
    else if (answer.ok && !card) select(step(1, waits) || cards()[0]); // many at once: the keys go on from the first that is left
    if (answer.ok && button && ["confirmed", "rejected", "dismiss"].includes(button.value)) onwards();
  }

  const unsettled = () => [...desk.querySelectorAll(".desk-finding[data-severity=severe]:not([data-settled])")];

  function reveal(finding) {
    find("desk-checks").open = true;
    finding.scrollIntoView({ block: "nearest" });
    finding.focus({ preventScroll: true });
  }

  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    event.preventDefault();
    const button = event.submitter;
    if (form.method === "get") {
      const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
      guarded(() => open(address, find("desk-sheet")));
    } else guarded(() => send(form, button));
  });

  desk.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (link && plain && "sheet" in link.dataset) {
      event.preventDefault();
      const card = link.closest(".desk-card");
      if (card) select(card);
      guarded(() => open(link.href, slotOf(link)));
    } else if (link && plain && "close" in link.dataset) {
      event.preventDefault();
      close();
      select(chosen());
    } else if (link && plain && link.hash.startsWith("#finding-")) {
      const finding = find(decodeURIComponent(link.hash.slice(1)));
      if (finding) { event.preventDefault(); reveal(finding); }
    } else if (link && plain && link.dataset.mark && cards().some((card) => card.dataset.mark === link.dataset.mark)) {
      event.preventDefault();
      const all = cards().filter((card) => card.dataset.mark === link.dataset.mark);
      const next = all.find((card) => `#${card.id}` === link.hash && card.id !== selected);
      select(next || all[(all.indexOf(chosen()) + 1) % all.length]);
    } else {
      const card = event.target.closest(".desk-card");
      if (card && card.id !== selected) {
        if (link) event.preventDefault();
        select(card, { focus: !event.target.closest("button, input, select, a") || Boolean(link) });
      } else if (card && link && link.hash) {
        event.preventDefault();
        select(card);
      }
    }
  });

  // A press moves the focus too; nothing may move under the pointer before it is a click.
  let pressing = false;
  document.addEventListener("pointerdown", () => { pressing = true; });
  for (const end of ["pointerup", "pointercancel", "click"]) document.addEventListener(end, () => { pressing = false; });

  desk.addEventListener("focusin", (event) => {
    const card = event.target.closest(".desk-card");
    if (!pressing && card && card.id !== selected) select(card, { focus: false });
  });

  // Words that were selected in the text, and which of their like they are.
  document.addEventListener("selectionchange", () => {
    const selection = getSelection(), text = find("desk-text"), words = find("desk-add-words");
    if (!words || !selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
    const chosenWords = selection.toString().trim();
    if (!chosenWords || chosenWords.length > 100) return;
    const range = selection.getRangeAt(0).cloneRange();
    const lead = selection.toString().length - selection.toString().trimStart().length;
    range.setEnd(range.startContainer, range.startOffset);
    range.setStart(text, 0);
    const before = range.toString().length + lead, whole = text.textContent;
    let nth = 0;
    for (let at = whole.indexOf(chosenWords); at >= 0 && at < before; at = whole.indexOf(chosenWords, at + 1)) nth++;
    words.value = chosenWords;
    find("desk-add-nth").value = nth;
  });
  if (find("desk-add-words")) find("desk-add-words").addEventListener("input", () => { find("desk-add-nth").value = ""; });

  // Single letters act only inside the desk, outside of fields, and can be switched off (WCAG 2.1.4).
  const on = find("desk-keys-on");
  try { on.checked = localStorage.getItem("desk-keys") !== "off"; } catch (error) { /* no storage: on */ }
  on.addEventListener("change", () => { try { localStorage.setItem("desk-keys", on.checked ? "on" : "off"); } catch (error) { /* not kept */ } });
  const help = find("desk-help");
  find("desk-help-open").addEventListener("click", () => help.showModal());

  desk.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !help.open && desk.querySelector(".desk-slot > *, #desk-sheet > *")) { close(); select(chosen()); return; }
    if (!on.checked || help.open || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const key = event.key.toLowerCase();
    const card = chosen();
    if (key === "?" || key === "？") help.showModal();
    else if (key === "j") select(step(1) || card);
    else if (key === "k") select(step(-1) || card);
    else if (key === "n") onwards();
    else if (key === "f") {
      const open = unsettled();
      const next = open[(open.indexOf(document.activeElement.closest(".desk-finding")) + 1) % open.length];
      if (next) reveal(next);
    } else if (key === "a" && find("desk-add")) {
      if (find("desk-add-words").value) find("desk-add").requestSubmit();
      else say(desk.dataset.nothing);
    } else if ("cxue".includes(key) && card) {
      if (event.repeat) return;
      const act = card.querySelector(`.desk-decision [data-key="${key}"]`);
      if (act) act.click();
    } else return;
    event.preventDefault();
  });

  const target = location.hash && find(decodeURIComponent(location.hash.slice(1)));
  if (target && target.matches(".desk-finding, #desk-checks")) { find("desk-checks").open = true; target.scrollIntoView({ block: "center" }); }
  else {
    const first = (target && target.closest(".desk-card")) || cards().find(waits);
    if (first) select(first);
    else { desk.tabIndex = -1; desk.focus({ preventScroll: true }); } // all decided: keys act all the same
  }
})();
