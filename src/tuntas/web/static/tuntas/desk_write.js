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
