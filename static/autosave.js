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
  let quiet = 0;

  const say = (text, link) => {
    state.textContent = text;
    if (!link) return;
    const a = Object.assign(document.createElement("a"), { href: link, target: "_blank", rel: "noopener", textContent: link });
    state.append(" ", a);
  };

  const send = async (kept, changed) => {
    const body = new URLSearchParams({ ...kept, ...(changed ? { changed: "1" } : {}) });
    const answer = await fetch(desk.dataset.url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": cookie() || "" } });
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("expired");
    if (!answer.ok) throw new Error("failed");
    return answer.json();
  };

  const tick = async () => {
    const now = words();
    const written = JSON.stringify(now);
    const changed = written !== sent;
    quiet += 1;
    if (!changed && quiet < 6) return;
    quiet = 0;
    if (changed) localStorage.setItem(store, written);
    try {
      const { others } = await send(now, changed);
      if (changed) {
        sent = written;
        localStorage.removeItem(store);
      }
      const where = changed ? `${desk.dataset.saved} ${new Date().toLocaleTimeString("zh-CN")}` : state.textContent.split(" · ")[0];
      say(others.length ? `${where} · ${desk.dataset.others}${others.join("、")}` : where);
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
  form.addEventListener("submit", () => {
    localStorage.removeItem(store);
    // After a login in another window the page's own token is an old one.
    if (cookie()) form.elements.csrfmiddlewaretoken.value = cookie();
  });
});
