// Keeps tables and headings of what is pasted; sends files one by one, so that each has its line as soon as it is read.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("bring-in");
  const paste = document.getElementById("paste");
  const rich = document.getElementById("paste-html");
  const state = document.getElementById("paste-state");
  paste.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    rich.value = html;
    state.textContent = html ? state.dataset.rich : "";
  });
  // Once the words are changed by hand, what was on the clipboard is no longer what is meant.
  paste.addEventListener("input", (event) => {
    if (event.inputType !== "insertFromPaste") {
      rich.value = "";
      state.textContent = "";
    }
  });

  const table = document.getElementById("lines");
  const body = table.tBodies[0];
  const progress = document.getElementById("progress");
  const cell = (text) => Object.assign(document.createElement("td"), { textContent: text });
  const show = (line) => {
    const row = document.createElement("tr");
    const result = cell(line.check_url ? "" : body.dataset.refused + line.error);
    if (line.check_url) {
      result.append(Object.assign(document.createElement("a"), { href: line.check_url, textContent: body.dataset.check }), ` ${line.title}`);
    }
    row.append(cell(line.filename), result);
    body.append(row);
    table.hidden = false;
  };
  const send = async (files) => {
    progress.hidden = false;
    progress.max = files.length;
    progress.value = 0;
    for (const file of files) {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append("files", file);
      try {
        const answer = await fetch(form.action || location.href, { method: "POST", body: data, headers: { Accept: "application/json" } });
        (await answer.json()).lines.forEach(show);
      } catch {
        show({ filename: file.name, error: navigator.onLine ? "500" : "offline" });
      }
      progress.value += 1;
    }
  };
  form.addEventListener("submit", (event) => {
    const files = form.elements.files.files;
    if (files.length < 2) return;
    event.preventDefault();
    send([...files]);
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    send([...event.dataTransfer.files]);
  });
});
