// The form of one question a page keeps its draft, with consent. Loaded only when the person says yes, or said so before.
import { all, consent, consented, filesOf, forget, keep, tell, valuesOf, wipe } from "./draft.js";

const box = document.querySelector("[data-keep]");
const draft = box.closest("[data-draft]");
const form = document.querySelector("form.letter");
const words = draft.dataset;
const key = form.elements.key.value;
const photos = form.elements.files;
const say = (text) => { draft.querySelector("[data-draft-status]").textContent = text; };
const nameless = () => form.elements.identity?.value === "NONE";
let kept = { key, values: {}, files: [] };

const save = async (state = "writing") => {
  if (!box.checked || nameless()) return;
  const more = await filesOf(photos);
  kept = { ...kept, state, values: valuesOf(form, kept.values) };
  await keep({ ...kept, files: [...kept.files, ...more] });
};
let timer;
const saveSoon = () => { clearTimeout(timer); timer = setTimeout(() => save().catch(() => {}), 300); };
const wiped = async () => {
  clearTimeout(timer);
  box.checked = false;
  kept = { key, values: {}, files: [] };
  draft.querySelector("[data-wipe]").hidden = true;
  say(words.wiped);
};

form.addEventListener("input", saveSoon);
photos?.addEventListener("shrunk", saveSoon);
// The last words are kept before the page goes.
let going = false;
form.addEventListener("submit", async (event) => {
  const go = event.submitter?.value || "";
  if (event.defaultPrevented || going || go === "send" || !box.checked) return;
  event.preventDefault();
  going = true;
  clearTimeout(timer);
  if (go.startsWith("remove:")) kept.files.splice(Number(go.slice(7)), 1);
  await save().catch(() => {});
  form.requestSubmit(event.submitter);
});
// No line at the last step: the report waits on the device, and the page with all questions says so.
form.addEventListener("noline", (event) => {
  if (!box.checked || nameless()) return;
  event.preventDefault();
  save("waiting").then(() => { tell({ changed: key }); location.assign(words.page); });
});
for (const choice of form.querySelectorAll("input[type=radio][name=identity]")) choice.addEventListener("change", async () => {
  draft.hidden = nameless();
  document.querySelector("[data-nameless]").hidden = !nameless();
  if (nameless() && box.checked) { await wiped(); await forget(key); }
});
draft.querySelector("[data-wipe]").addEventListener("click", async () => { await wipe(); await wiped(); });

const begin = async () => {
  draft.querySelector("[data-wipe]").hidden = false;
  const reports = await all();
  kept = reports.find((report) => report.key === key) || kept;
  const others = reports.filter((report) => report.key !== key);
  draft.querySelector("[data-open]").hidden = !others.length;
  if (nameless()) { await forget(key); return; }
  await save();
  say((await consent().catch(() => false)) ? words.ready : words.kept);
};
box.addEventListener("change", () => (box.checked ? begin() : wiped().then(() => forget(key))));
if (consented()) box.checked = true;
if (box.checked) await begin();
document.documentElement.dataset.ready = "ya";
