// The browser's proof of work (ALTCHA): it looks for the number behind a SHA-256 while the person reads the summary, in
// a worker of its own. Nothing is asked, nothing leaves but the number. Without this file a report is taken in all the same.
const inWorker = typeof DedicatedWorkerGlobalScope !== "undefined" && self instanceof DedicatedWorkerGlobalScope;
const AT_ONCE = 200;
const FASTEST = 2100; // a form that is sent sooner counts as a machine's
const LONGEST = 8000; // nobody waits longer for a proof

const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
const solve = async ({ algorithm, challenge, salt, maxNumber, signature }) => {
  const words = new TextEncoder();
  const start = parseInt(challenge.slice(0, 8), 16);
  for (let first = 0; first <= maxNumber; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, step) => first + step);
    const hashes = await Promise.all(numbers.map((number) => crypto.subtle.digest(algorithm, words.encode(salt + number))));
    const place = hashes.findIndex((hash) => new DataView(hash).getUint32(0) === start && hex(hash) === challenge);
    if (place >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: numbers[place], salt, signature }));
  }
  return "";
};
if (inWorker) self.onmessage = async ({ data }) => postMessage(await solve(data));

const apart = (challenge) => new Promise((done, failed) => {
  if (!self.Worker) { solve(challenge).then(done, failed); return; } // a service worker has no workers of its own
  const worker = new Worker(import.meta.url, { type: "module" });
  worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
  worker.onerror = () => solve(challenge).then(done, failed);
  worker.postMessage(challenge);
});

// The stamp of the form and its proof; a form without a stamp gets a fresh one, and waits as long as a person would.
export const prove = async (known = "") => {
  const answer = await fetch(`/lapor/bukti/?stamp=${encodeURIComponent(known)}`, { cache: "no-store" });
  const { stamp, ...challenge } = await answer.json();
  const wait = stamp === known ? 0 : FASTEST;
  const [proof] = await Promise.all([apart(challenge), new Promise((done) => setTimeout(done, wait))]);
  return { stamp, proof };
};
// The same for whoever must not fail by it.
export const tried = () => Promise.race([
  prove().catch(() => ({})),
  new Promise((done) => setTimeout(() => done({}), LONGEST)),
]);

const form = self.document?.querySelector("form[data-prove]");
if (form) {
  const { stamp, proof } = form.elements;
  const proved = prove(stamp.value).then((found) => { stamp.value = found.stamp; proof.value = found.proof; });
  form.proving = Promise.race([proved, new Promise((done) => setTimeout(done, LONGEST))]).catch(() => {});
}
