// Writing at the desk. Without this file the same buttons ask the server.

// A template goes into the text at once, and its first gap is marked, ready to be typed over.
for (const button of document.querySelectorAll("[data-start]")) {
  const text = document.getElementById(button.dataset.start);
  const list = button.form.querySelector(".starter select");
  if (!text || !list) continue;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    text.value = [text.value.trim(), list.selectedOptions[0].dataset.text].filter(Boolean).join("\n\n");
    const gap = /\[\[[^\[\]]*\]\]/.exec(text.value);
    text.focus();
    text.setSelectionRange(gap ? gap.index : text.value.length, gap ? gap.index + gap[0].length : text.value.length);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// What is typed is kept after a pause, without files: those wait for the button. Sending ends it.
const PAUSE = 2000;
for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[data-draft-said]");
  let timer;
  let going = new AbortController();
  const save = async () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("draf", "diam");
    going = new AbortController();
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, signal: going.signal });
      status.textContent = answer.status === 204 ? status.dataset.draftSaid : status.dataset.draftFailed;
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = status.dataset.draftFailed;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    going.abort();
  });
}
