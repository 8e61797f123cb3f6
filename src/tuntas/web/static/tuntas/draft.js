// A report on the reporter's own device: written without a line, waiting to be sent, or sent and its receipt not yet
// seen. Kept only after the person said yes, never with the identity "none", and gone when it was sent or wiped. One key
// makes one report of however many attempts, so tabs and the worker may all send.
import { alone, shelf } from "./kept.js";
import { tried } from "./proof.js";

const BASE = "tuntas-lapor";
const FLAG = "tuntas-draf";
const SENDING = "/lapor/luring/";
const WORKER = "/lapor/pekerja.js";
const kept = shelf(BASE, "reports");
const wire = self.BroadcastChannel ? new BroadcastChannel(BASE) : { postMessage() {} };

// Looking does not even begin to make the shelf: after wiping nothing is there.
const there = async () => !indexedDB.databases || (await indexedDB.databases()).some((base) => base.name === BASE);
export const all = async () => ((await there()) ? kept.all() : []);
export const keep = (report) => kept.keep({ ...report, at: Date.now() });
export const hear = (listen) => { wire.onmessage = ({ data }) => listen(data); };
export const tell = (said) => wire.postMessage(said);

export const consented = () => { try { return localStorage.getItem(FLAG) === "ya"; } catch { return false; } };
export const consent = async () => {
  localStorage.setItem(FLAG, "ya");
  if (!navigator.serviceWorker) return false;
  await navigator.serviceWorker.register(WORKER, { type: "module", scope: "/lapor/" });
  await navigator.serviceWorker.ready;
  return true;
};
export const wipe = async () => {
  self.localStorage?.removeItem(FLAG);
  if (await there()) await kept.clear();
  if (self.caches) for (const name of await caches.keys()) if (name.startsWith(BASE)) await caches.delete(name);
  for (const one of (await navigator.serviceWorker?.getRegistrations?.()) || []) if (one.scope.endsWith("/lapor/")) await one.unregister();
  tell({ wiped: true });
};
export const forget = async (key) => {
  if (await there()) await kept.forget(key);
  if (!(await all()).length) await wipe();
};

// What stands in a form, without the marks of its steps; the rest of an older draft stays unless the form asks it too.
const MARKS = new Set(["key", "step", "go", "token", "then", "stamp", "proof", "csrfmiddlewaretoken"]);
export const valuesOf = (form, older = {}) => {
  const own = new Set([...form.elements].map((element) => element.name));
  const rest = Object.entries(older).filter(([name]) => !own.has(name));
  const typed = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !MARKS.has(name));
  return Object.fromEntries([...rest, ...typed]);
};
export const filesOf = (input) => Promise.all([...(input?.files || [])].map(async (file) => (
  { name: file.name, type: file.type, bytes: await file.arrayBuffer() })));
export const asFile = ({ name, type, bytes }) => new File([bytes], name, { type });

// One attempt: number and code, the sentences of a refusal, or null while there is no line (or a busy server).
export const post = async ({ key, values, files }) => {
  const form = new FormData();
  form.append("key", key);
  for (const [name, value] of Object.entries(await tried())) form.append(name, value);
  for (const [name, value] of Object.entries(values)) if (value) form.append(name, value);
  for (const file of files) form.append("files", asFile(file));
  try {
    const answer = await fetch(SENDING, { method: "POST", body: form, headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.status >= 500 || answer.status === 429) return null;
    const said = await answer.json();
    if (answer.ok && said.number) return { number: said.number, code: said.code };
    return said.errors ? { errors: said.errors, used: said.code === "key_reused" } : null;
  } catch { return null; }
};

// True when nothing waits any more. Of what was sent only number and code stay, until a page has shown them.
const run = async () => {
  for (const report of (await all()).filter(({ state }) => state === "waiting")) {
    const answer = await post(report);
    if (!answer) return false;
    const after = answer.number ? { key: report.key, state: "sent", ...answer } : { ...report, state: "refused", ...answer };
    await keep(after);
    tell({ changed: report.key, sent: answer.number ? after : null });
  }
  return true;
};
export const send = () => alone(BASE, run);
export const sendSoon = async () => (await navigator.serviceWorker?.getRegistration("/lapor/"))?.sync?.register("laporan").catch(() => {});
