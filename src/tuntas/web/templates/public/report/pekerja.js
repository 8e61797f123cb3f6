// Opens the form without a line: every way to it then leads to the page with all questions. Keeps that page, its style
// and its scripts, nothing else; what a person wrote lies in IndexedDB (draft.js). Made only with the person's consent.
import { send } from "{{ draft|escapejs }}";

const CACHE = "tuntas-lapor-1";
const PAGE = "{{ page|escapejs }}";
const PLACES = ["{{ form|escapejs }}", PAGE];
const FILES = [{% for file in files %}"{{ file|escapejs }}", {% endfor %}{% if brand.sheet %}"{{ brand.sheet|escapejs }}", {% endif %}{% if brand.logo %}"{{ brand.logo|escapejs }}"{% endif %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// Never opened here: after wiping, a worker that still serves an open page must not make the cache anew.
const kept = async (what) => ((await caches.has(CACHE)) ? (await caches.open(CACHE)).match(what, { ignoreVary: true }) : undefined);
const otherwise = async (request, what) => {
  try {
    return await fetch(request);
  } catch (error) {
    const last = await kept(what);
    if (last) return last;
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && PLACES.includes(url.pathname)) event.respondWith(otherwise(request, PAGE));
  else if (request.method === "GET" && FILES.includes(url.pathname + url.search)) event.respondWith(otherwise(request, request));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "laporan") event.waitUntil(send().then((done) => { if (!done) throw new Error("still no line"); }));
});
