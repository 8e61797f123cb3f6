// The page with all questions. Sends what is written here without leaving the page, and with the person's consent keeps
// it on the device until the line is back. Without this file the page is a form like any other.
import { all, asFile, consent, consented, filesOf, forget, hear, keep, post, send, sendSoon, tell, valuesOf, wipe } from "./draft.js";

const form = document.querySelector("[data-whole]");
const words = form.dataset;
const find = (name) => document.querySelector(`[data-${name}]`);
const [status, mistakes, receipts, box, again] = ["draft-status", "mistakes", "receipts", "keep", "another"].map(find);
const photos = form.elements.files;
const report = { key: crypto.randomUUID(), state: "writing", values: {}, files: [] };
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 60000;
let busy = false;

const nameless = () => form.elements.identity.value === "NONE";
const say = (text) => { status.textContent = text; };
const showForm = (shown) => { form.hidden = !shown; again.hidden = shown; };
const complain = (sentences) => {
  mistakes.hidden = !sentences.length;
  mistakes.querySelector("ul").replaceChildren(...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  if (sentences.length) mistakes.focus();
};

// What is typed is kept as it is typed.
const gather = async () => Object.assign(report, { values: valuesOf(form, report.values), files: await filesOf(photos) });
const save = async () => {
  await gather();
  if (box.checked && !nameless()) await keep(report);
};
let timer;
const saveSoon = () => { clearTimeout(timer); timer = setTimeout(() => save().catch(() => {}), 300); };

const restore = (kept) => {
  Object.assign(report, kept);
  const { values } = report;
  if (values.topic && values.topic !== "other") values.topic_listed = values.topic;
  delete values.topic;
  for (const element of form.elements) {
    if (!(element.name in values) || element === photos) continue;
    if (element.type === "radio" || element.type === "checkbox") element.checked = element.value === values[element.name];
    else element.value = values[element.name];
  }
  const chosen = new DataTransfer();
  for (const file of report.files) chosen.items.add(asFile(file));
  photos.files = chosen.files;
};

// Number and code: shown, then gone from the device.
const shown = new Set();
const receipt = ({ number, code }) => {
  if (shown.has(number)) return;
  shown.add(number);
  const paper = find("receipt").content.cloneNode(true);
  for (const [name, value] of Object.entries({ number, code })) {
    paper.querySelector(`[data-${name}]`).textContent = value;
    paper.querySelector(`input[data-value=${name}]`).value = value;
  }
  receipts.append(paper);
  receipts.lastElementChild.focus();
};
const seen = async (sent) => {
  for (const one of sent) receipt(one);
  if (document.visibilityState === "visible") for (const one of sent) await forget(one.key);
};

const show = async () => {
  const reports = await all();
  const waiting = reports.filter(({ state }) => state === "waiting");
  // What was refused comes back to be mended, but never over words that somebody is just writing here.
  const free = !form.hidden && !form.elements.body.value.trim();
  const refused = reports.find(({ key, state }) => state === "refused" && (key === report.key || free));
  await seen(reports.filter(({ state }) => state === "sent"));
  if (waiting.some(({ key }) => key === report.key)) showForm(false);
  if (shown.size) showForm(false);
  if (refused) {
    const { errors, used, ...rest } = refused;
    restore({ ...rest, state: "writing", key: used ? crypto.randomUUID() : rest.key });
    box.checked = true;
    await save();
    if (used) await forget(rest.key);
    showForm(true);
    complain(errors);
  }
  say(waiting.length ? words.waiting.replace("%n", waiting.length) : shown.size ? words.sent.replace("%n", [...shown].join(", ")) : "");
  return waiting.length;
};

let pausing = 0;
let wait = FIRST_WAIT;
const pass = async () => {
  clearTimeout(pausing);
  try { await send(); } finally {
    const left = await show();
    wait = left ? Math.min(wait * 2, LONGEST_WAIT) : FIRST_WAIT;
    if (left) pausing = setTimeout(() => pass().catch(() => {}), wait);
  }
};
const hurry = () => { wait = FIRST_WAIT; pass().catch(() => {}); };
addEventListener("online", hurry);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") hurry(); });

// Without consent, or without a name, nothing is written to the device: the open page itself keeps trying.
const stay = (event) => event.preventDefault();
const pause = (milliseconds) => new Promise((done) => {
  const alarm = setTimeout(done, milliseconds);
  addEventListener("online", () => { clearTimeout(alarm); done(); }, { once: true });
});
const sendOpen = async () => {
  addEventListener("beforeunload", stay);
  say(words.sending);
  let answer;
  for (let patience = FIRST_WAIT; !(answer = await post(report)); patience = Math.min(patience * 2, LONGEST_WAIT)) {
    say(words.open);
    await pause(patience);
  }
  removeEventListener("beforeunload", stay);
  if (answer.errors) { if (answer.used) report.key = crypto.randomUUID(); say(""); complain(answer.errors); return; }
  receipt(answer);
  showForm(false);
  say(words.sent.replace("%n", answer.number));
};
const lacking = () => {
  const { kind, body, identity, content, place_text: place, nowhere, latitude } = report.values;
  const asked = { kind, body: body?.trim(), place: place?.trim() || nowhere || latitude || report.values.region, identity, content };
  return Object.entries(asked).filter(([, answer]) => !answer).map(([name]) => words[`lacks${name[0].toUpperCase()}${name.slice(1)}`]);
};

form.elements.key.value = report.key;
form.addEventListener("input", saveSoon);
photos.addEventListener("shrunk", saveSoon);
form.addEventListener("submit", async (event) => {
  if (event.defaultPrevented) return; // photos are still being made smaller; the form comes again
  event.preventDefault();
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    await gather();
    complain(lacking());
    if (!mistakes.hidden) return;
    if (!box.checked || nameless()) { await sendOpen(); return; }
    await keep({ ...report, state: "waiting" });
    tell({ changed: report.key });
    showForm(false);
    await show();
    sendSoon();
    await pass();
  } finally { busy = false; }
});

// The choice of keeping. Who wants no identity leaves nothing on the device.
const offer = async () => {
  find("keeping").hidden = nameless();
  find("nameless").hidden = !nameless();
  if (!nameless() || !box.checked) return;
  box.checked = false;
  clearTimeout(timer);
  await forget(report.key);
};
for (const choice of form.elements.identity) choice.addEventListener("change", offer);
box.addEventListener("change", async () => {
  if (!box.checked) { clearTimeout(timer); await forget(report.key); say(words.wiped); return; }
  await save();
  say((await consent().catch(() => false)) ? words.ready : words.kept);
});
find("wipe").addEventListener("click", async () => {
  if (!confirm(words.sure)) return;
  clearTimeout(timer);
  box.checked = false;
  form.reset();
  Object.assign(report, { key: crypto.randomUUID(), values: {}, files: [] });
  await wipe();
  showForm(true);
  complain([]);
  say(words.wiped);
});
again.querySelector("button").addEventListener("click", () => location.assign("/lapor/luring/"));
hear(({ wiped, sent }) => {
  if (wiped) { clearTimeout(timer); box.checked = false; return; }
  if (sent) seen([sent]).then(() => { if (sent.key === report.key) showForm(false); });
  show().catch(() => {});
});

const begin = async () => {
  if (!consented()) return;
  const reports = await all();
  box.checked = true;
  const written = reports.filter(({ state }) => state === "writing").sort((one, other) => other.at - one.at)[0];
  if (written) restore(written);
  form.elements.key.value = report.key;
  await offer();
  await pass();
};
begin().finally(() => { document.documentElement.dataset.ready = "ya"; });
