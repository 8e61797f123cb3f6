// The field page on a phone: photos are kept before anything is sent, the walk begins where the phone is, and the
// last tasks can be read without a line. Without this file the forms send their photo like any other form.
import { forget, keep, send, waiting } from "./field-queue.js";

const page = document.querySelector("[data-field]");
const words = page.dataset;
const status = page.querySelector("[data-queue]");
const refused = page.querySelector("[data-refused]");

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const here = (wait) => new Promise((resolve) => {
  if (!navigator.geolocation) { resolve(null); return; }
  navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), () => resolve(null),
    { enableHighAccuracy: true, timeout: wait, maximumAge: 60000 });
});

const show = async () => {
  const photos = (await waiting()).filter((photo) => photo.user === words.user);
  const open = photos.filter((photo) => !photo.refused);
  status.textContent = open.length ? words.waiting.replace("%n", open.length) : words.done;
  refused.replaceChildren(...photos.filter((photo) => photo.refused).map(line));
};
const line = (photo) => {
  const item = document.createElement("li");
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary", textContent: words.again });
  const away = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary", textContent: words.away });
  again.addEventListener("click", async () => { await keep({ ...photo, refused: "" }); await pass(); });
  away.addEventListener("click", async () => { await forget(photo.key); await show(); });
  item.append(`${photo.number}: ${photo.refused} `, again, " ", away);
  return item;
};
const pass = async () => {
  try { await send(); } finally { await show(); }
};

const take = async (form) => {
  const input = form.elements.photo;
  const photo = input.files[0];
  if (!photo) return;
  const [bytes, place] = await Promise.all([photo.arrayBuffer(), here(8000)]);
  await keep({
    key: crypto.randomUUID(), user: words.user, report: form.elements.report.value, number: form.dataset.number,
    role: form.elements.role.value, name: photo.name, type: photo.type, bytes,
    sha256: hex(await crypto.subtle.digest("SHA-256", bytes)), taken_at: new Date().toISOString(),
    latitude: place?.latitude ?? null, longitude: place?.longitude ?? null,
  });
  input.value = "";
  form.querySelector("[data-said]").textContent = words.kept;
  const registration = await navigator.serviceWorker?.getRegistration();
  registration?.sync?.register("foto-lapangan").catch(() => {});
  await pass();
};
if (self.indexedDB && self.crypto?.subtle) {
  for (const form of page.querySelectorAll("form[data-photo]")) form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(form).catch(() => { form.querySelector("[data-said]").textContent = words.failed; });
  });
  status.hidden = false;
  pass().catch(() => {});
  addEventListener("online", () => pass().catch(() => {}));
  setInterval(() => { if (!document.hidden) pass().catch(() => {}); }, 15000);
}

// From where the phone is, always to the nearest next.
const radians = (degrees) => degrees * Math.PI / 180;
const metres = (one, other) => {
  const north = radians(other[0] - one[0]) / 2;
  const east = radians(other[1] - one[1]) / 2;
  const part = Math.sin(north) ** 2 + Math.cos(radians(one[0])) * Math.cos(radians(other[0])) * Math.sin(east) ** 2;
  return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(part)));
};
const walk = (start) => {
  const list = page.querySelector(".stops");
  const left = [...list.children].filter((stop) => stop.dataset.latitude);
  const lost = [...list.children].filter((stop) => !stop.dataset.latitude);
  const point = (stop) => [Number(stop.dataset.latitude), Number(stop.dataset.longitude)];
  const ordered = [];
  for (let now = start; left.length;) {
    left.sort((one, other) => metres(now, point(one)) - metres(now, point(other)));
    const next = left.shift();
    next.querySelector("[data-distance]").textContent = words.distance.replace("%n",
      (metres(now, point(next)) / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 }));
    ordered.push(next);
    now = point(next);
  }
  list.append(...ordered, ...lost);
};
const locate = page.querySelector("[data-walk]");
if (locate && navigator.geolocation) {
  locate.hidden = false;
  locate.addEventListener("click", async () => {
    const place = await here(20000);
    page.querySelector("[data-walked]").textContent = place ? words.walked : words.nowhere;
    if (place) walk([place.latitude, place.longitude]);
  });
}

const offline = page.querySelector("[data-offline]");
const tell = () => { offline.hidden = navigator.onLine; };
addEventListener("online", tell);
addEventListener("offline", tell);
tell();
navigator.serviceWorker?.register("/meja/lapangan/pekerja.js", { type: "module", scope: "/meja/lapangan/" }).then(async () => {
  const { serviceWorker } = navigator;
  if (!serviceWorker.controller) await new Promise((done) => serviceWorker.addEventListener("controllerchange", done, { once: true }));
  await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => {});
  page.dataset.ready = "ya";
}).catch(() => {});
