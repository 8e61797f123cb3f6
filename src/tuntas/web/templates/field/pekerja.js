// Keeps the field pages readable without a line: shell and last tasks. Photos wait in the queue (field-queue.js).
import { send } from "{{ queue }}";

const CACHE = "tuntas-lapangan-1";
const HOME = "{{ home }}";
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OLDEST = 24 * 3600 * 1000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The network first. What it says is kept; when it is silent, what was kept last.
const page = async (request) => {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.redirected || answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) await cache.delete(HOME);
    else if (answer.ok) await cache.put(HOME, answer.clone());
    return answer.status >= 500 ? (await kept(cache)) || answer : answer;
  } catch (error) {
    const last = await kept(cache);
    if (last) return last;
    throw error;
  }
};
const kept = async (cache) => {
  const last = await cache.match(HOME, { ignoreVary: true });
  const age = last ? Date.now() - Date.parse(last.headers.get("date") || 0) : 0;
  if (last && age > OLDEST) await cache.delete(HOME);
  return last && age <= OLDEST ? last : undefined;
};
const file = async (request) => {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const last = await cache.match(request, { ignoreVary: true });
    if (last) return last;
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === HOME) event.respondWith(page(event.request));
  else if (FILES.includes(url.pathname)) event.respondWith(file(event.request));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "foto-lapangan") event.waitUntil(send());
});
