// The search for an area as a combobox: a list opens while one types (the pattern "editable combobox with list
// autocomplete" of the ARIA guide). Without this file, or when the list cannot be fetched, the button searches, and
// its answer is a page with the choices drawn: then this file is not loaded.
const panel = document.querySelector("[data-regions]");
const input = panel.querySelector("input[name=region_query]");
const button = panel.querySelector("button[value=search]");
const words = panel.dataset;
const FEWEST = 2;

// One hidden answer instead of the buttons of choice that the server draws.
const drawn = panel.querySelector("input[name=region]:checked");
const answer = Object.assign(document.createElement("input"), { type: "hidden", name: "region", value: drawn?.value || "" });
if (drawn?.value) input.value = drawn.closest("label").textContent.trim();
panel.querySelector("input[name=region][type=radio]")?.closest(".field").remove();

const list = Object.assign(document.createElement("ul"), { id: "daftar-wilayah", className: "options", hidden: true });
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", words.list);
const status = Object.assign(document.createElement("p"), { className: "map-status" });
status.setAttribute("role", "status");
const box = Object.assign(document.createElement("div"), { className: "combobox" });
input.replaceWith(box);
box.append(input, list);
panel.append(answer, status);
button.hidden = true;
const hint = document.getElementById(input.getAttribute("aria-describedby")?.split(" ")[0]);
if (hint) hint.textContent = words.hint;
for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

let active = -1;
const options = () => [...list.children];
const point = (at) => {
  active = at;
  for (const [place, option] of options().entries()) option.setAttribute("aria-selected", String(place === at));
  const option = options()[at];
  if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  else input.removeAttribute("aria-activedescendant");
};
const open = (shown) => {
  list.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (!shown) point(-1);
};
const choose = (option) => {
  answer.value = option.dataset.code;
  input.value = option.textContent;
  open(false);
  status.textContent = words.chosen.replace("%n", option.textContent);
  input.form.dispatchEvent(new Event("input"));
};
const draw = (regions) => {
  list.replaceChildren(...regions.map(({ code, name }, place) => {
    const option = Object.assign(document.createElement("li"), { id: `wilayah-${place}`, textContent: name });
    option.setAttribute("role", "option");
    option.dataset.code = code;
    return option;
  }));
  open(regions.length > 0);
  point(-1);
  status.textContent = regions.length ? words.found.replace("%n", regions.length) : words.none;
};

let asked;
const ask = async (q) => {
  asked?.abort();
  asked = new AbortController();
  try {
    const said = await fetch(words.regions, { method: "POST", body: new URLSearchParams({ q }), signal: asked.signal });
    if (!said.ok) throw new Error(said.statusText);
    draw((await said.json()).regions);
  } catch (error) {
    if (error.name === "AbortError") return;
    open(false);
    button.hidden = false;
  }
};
let timer;
input.addEventListener("input", () => {
  answer.value = "";
  status.textContent = "";
  clearTimeout(timer);
  const typed = input.value.trim();
  if (typed.length < FEWEST) { asked?.abort(); open(false); return; }
  timer = setTimeout(() => ask(typed), 200);
});

const keys = {
  ArrowDown: (count) => point(Math.min(active + 1, count - 1)),
  ArrowUp: (count) => point(active < 0 ? count - 1 : active - 1),
  Enter: () => active >= 0 && choose(options()[active]),
  Escape: () => open(false),
};
input.addEventListener("keydown", (event) => {
  if (list.hidden) {
    if (event.key === "ArrowDown" && list.children.length && !answer.value) { event.preventDefault(); open(true); point(0); }
    if (event.key === "Enter" && button.hidden) event.preventDefault();
    return;
  }
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act(list.children.length);
});
input.addEventListener("blur", () => open(false));
list.addEventListener("pointerdown", (event) => event.preventDefault());
list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) choose(option); });
