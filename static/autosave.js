// Keeps what is typed and not yet saved: on the server every few seconds, on this machine while the server cannot be reached.
document.addEventListener("DOMContentLoaded", () => {
  const desk = document.getElementById("autosave");
  const form = document.querySelector("#revision_form");
  if (!desk || !form) return;
  const state = document.getElementById("autosave-state");
  const names = ["title", "subtitle", "source", "authors", "summary", "body", "correction_note"];
  const store = `autosave:${location.pathname}`;
  const words = () => Object.fromEntries(names.filter((n) => form.elements[n]).map((n) => [n, form.elements[n].value]));
  const cookie = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1];
  let sent = JSON.stringify(words());
  let heard = 0; // when the server last heard of this page; soon, for the page before it may only now say that it was left
  let saved = ""; // when words were last kept, as it is said
  let closed = false; // somebody else has the draft now; the last words are with the server

  const say = (text, link) => {
    state.textContent = text;
    state.classList.toggle("desk-warning", closed);
    if (!link) return;
    const a = Object.assign(document.createElement("a"), { href: link, target: "_blank", rel: "noopener", textContent: link });
    state.append(" ", a);
  };

  const send = async (kept, changed) => {
    const body = new URLSearchParams({ ...kept, ...(changed ? { changed: "1" } : {}) });
    const answer = await fetch(desk.dataset.url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": cookie() || "" } });
    if (answer.type === "opaqueredirect") throw new Error("expired");
    if (!answer.ok && answer.status !== 409) throw new Error("failed");
    return answer.json();
  };

  let submitted = 0; // the form is on its way, which may take seconds: what it carries need not go twice

  const tick = async () => {
    if (Date.now() - submitted < 30000) return;
    const now = words();
    const written = JSON.stringify(now);
    const changed = written !== sent;
    // By the clock, not by counting: in the background a browser lets a page act once a minute.
    if (!changed && (closed || Date.now() - heard < 25000)) return;
    if (changed) localStorage.setItem(store, written);
    try {
      const answer = await send(now, changed);
      heard = Date.now();
      if (changed) {
        sent = written;
        localStorage.removeItem(store);
      }
      closed = "closed" in answer;
      if (closed) { say(answer.closed); return; }
      if (changed) saved = `${desk.dataset.saved} ${new Date().toLocaleTimeString("zh-CN")}`;
      const others = answer.others.length ? desk.dataset.others + answer.others.join("、") : "";
      say([saved, others].filter(Boolean).join(" · "));
    } catch (error) {
      if (error.message === "expired") say(desk.dataset.expired, desk.dataset.login);
      else say(desk.dataset.failed);
    }
  };

  // What a crash left on this machine goes to the server first; the page then offers it.
  const left = localStorage.getItem(store);
  if (left && left !== sent) {
    send(JSON.parse(left), true).then(() => {
      localStorage.removeItem(store);
      location.reload();
    }, () => {});
  }
  setInterval(tick, 5000);

  // Colleagues see at once that nobody is here any more; what was typed in the last seconds goes along.
  addEventListener("pagehide", () => {
    const now = words();
    if (!submitted && JSON.stringify(now) !== sent) {
      localStorage.setItem(store, JSON.stringify(now));
      navigator.sendBeacon(desk.dataset.url, new URLSearchParams({ ...now, changed: "1", csrfmiddlewaretoken: cookie() || "" }));
    }
    navigator.sendBeacon(desk.dataset.url, new URLSearchParams({ leave: "1", csrfmiddlewaretoken: cookie() || "" }));
  });
  form.addEventListener("submit", () => {
    submitted = Date.now();
    localStorage.removeItem(store);
    // After a login in another window the page's own token is an old one.
    if (cookie()) form.elements.csrfmiddlewaretoken.value = cookie();
  });
});
