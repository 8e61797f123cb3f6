// Small comforts for the report form. Nothing depends on them: every page works without this file.
const $ = (id) => document.getElementById(id);
document.documentElement.classList.add("scripted");

// How many letters are left. The browser counts line breaks as one, the server as two.
for (const note of document.querySelectorAll("[data-count]")) {
  const box = $(note.dataset.count);
  const limit = box?.maxLength;
  if (!(limit > 0)) continue;
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  note.after(spoken);
  box.removeAttribute("maxlength"); // cutting a pasted text off in silence loses words
  let timer;
  const tell = () => {
    const left = limit - box.value.replace(/\r?\n/g, "\r\n").length;
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = words.replace("%n", Math.abs(left).toLocaleString(document.documentElement.lang));
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = note.textContent; }, 1000);
  };
  box.addEventListener("input", tell);
  tell();
}

// How heavy the chosen photos are, before a slow line has to carry them.
for (const input of document.querySelectorAll("input[type=file][data-max-bytes]")) {
  const note = document.createElement("p");
  note.className = "field-count";
  note.setAttribute("role", "status");
  input.after(note);
  input.addEventListener("change", () => {
    const bytes = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const size = (bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    const heavy = bytes > Number(input.dataset.maxBytes);
    const words = heavy ? input.dataset.tooBig : input.dataset.size;
    note.textContent = bytes ? (words || "%n MB").replace("%n", size) : "";
  });
}

const fill = (place, latitude, longitude) => {
  $(place.dataset.latitude).value = latitude.toFixed(6);
  $(place.dataset.longitude).value = longitude.toFixed(6);
};
const say = (place, words) => { place.querySelector("[data-status]").textContent = words; };

// Where the phone is, only when asked.
for (const button of document.querySelectorAll("[data-locate]")) {
  const place = button.closest("[data-place]");
  if (!navigator.geolocation) { button.hidden = true; continue; }
  button.addEventListener("click", () => {
    say(place, button.dataset.searching);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { fill(place, coords.latitude, coords.longitude); say(place, button.dataset.found); },
      () => say(place, button.dataset.refused),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  });
}

// The map costs 46 kB: it is fetched when it is opened, and brings no tiles from anybody.
const load = (tag, attributes) => new Promise((resolve, reject) => {
  const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
  document.head.append(element);
});

const draw = async (map, place) => {
  const { script, style, areas, start } = map.dataset;
  const [answer] = await Promise.all([
    fetch(areas),
    window.L || load("script", { src: script }),
    load("link", { rel: "stylesheet", href: style }),
  ]);
  if (!answer.ok) throw new Error(answer.statusText);
  const L = window.L;
  const [latitude, longitude, zoom] = start.split(",").map(Number);
  const canvas = L.map(map.querySelector(".map-canvas"), { attributionControl: false });
  canvas.setView([latitude, longitude], zoom);
  L.geoJSON(await answer.json(), {
    style: { className: "map-area", weight: 1, fillOpacity: 1 },
    onEachFeature: ({ properties }, area) => properties?.name && area.bindTooltip(L.Util.template("{name}", {
      name: properties.name.replace(/[<&]/g, (c) => `&#${c.charCodeAt(0)};`),
    }), { sticky: true }),
  }).addTo(canvas);
  let mark;
  const point = (at) => {
    mark?.remove();
    mark = L.circleMarker(at, { radius: 10, weight: 4, fillOpacity: 0.3 }).addTo(canvas);
  };
  const known = [$(place.dataset.latitude).value, $(place.dataset.longitude).value];
  if (known.every(Boolean)) { point(known); canvas.setView(known, 13); }
  canvas.on("click", ({ latlng }) => {
    point(latlng);
    fill(place, latlng.lat, latlng.lng);
    say(place, map.dataset.chosen);
  });
};

for (const map of document.querySelectorAll("[data-map]")) {
  const place = map.closest("[data-place]");
  map.addEventListener("toggle", () => {
    if (!map.open || map.dataset.drawn) return;
    map.dataset.drawn = "1";
    draw(map, place).catch(() => { delete map.dataset.drawn; say(place, map.dataset.failed); });
  });
}

// The draft on the device: fetched when somebody wants one, or has one.
for (const box of document.querySelectorAll("[data-keep][data-script]")) {
  const start = () => import(box.dataset.script);
  let kept = null;
  try { kept = localStorage.getItem("tuntas-draf"); } catch { /* a browser that keeps nothing */ }
  if (kept) start();
  else box.addEventListener("change", start, { once: true });
}

// Sending through a bad line: the page keeps asking until the server answers, then shows the answer. Nothing is stored
// on the phone without consent (draft-form.js hears "noline"). The key in the form makes one report of however many attempts.
for (const form of document.querySelectorAll("form[data-resend]")) {
  const status = form.querySelector("[data-sending]");
  const again = (ms) => new Promise((done) => {
    const timer = setTimeout(done, ms);
    addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
  const answered = async (body) => {
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, cache: "no-store" });
      await answer.text();
      return answer.status < 500 && answer.status !== 429;
    } catch { return false; }
  };
  const stay = (event) => event.preventDefault();
  let busy = false;
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.value !== "send") return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    status.textContent = status.dataset.sending;
    await form.proving;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "go", value: "send" }));
    const body = new FormData(form);
    addEventListener("beforeunload", stay);
    while (!(await answered(body))) {
      if (!form.dispatchEvent(new Event("noline", { cancelable: true }))) { removeEventListener("beforeunload", stay); return; }
      status.textContent = status.dataset.waiting;
      await again(5000);
    }
    removeEventListener("beforeunload", stay);
    form.submit();
  });
}

// Photos are made smaller before a slow line carries them. Drawing them anew also turns them upright and leaves the
// place of the photo behind.
const MOST_PIXELS = 2048;
const SMALL_BYTES = 400_000;
const smaller = async (file) => {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, MOST_PIXELS / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= SMALL_BYTES) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
  if (!drawn || drawn.size >= file.size) return file;
  return new File([drawn], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
};
for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
  const note = input.parentElement.querySelector("[data-shrunk]");
  const size = (files) => (files.reduce((sum, file) => sum + file.size, 0) / 1e6)
    .toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  let work = null;
  const shrink = async () => {
    const before = [...input.files];
    const after = await Promise.all(before.map((file) => smaller(file).catch(() => file)));
    const box = new DataTransfer();
    for (const file of after) box.items.add(file);
    if (after.some((file, place) => file !== before[place])) input.files = box.files;
    note.textContent = after.length ? input.dataset.shrink.replace("%c", after.length).replace("%n", size(after)) : "";
    work = null;
    input.dispatchEvent(new Event("shrunk"));
  };
  input.addEventListener("change", () => { work = shrink(); });
  input.form?.addEventListener("submit", async (event) => {
    if (!work) return;
    event.preventDefault();
    await work;
    input.form.requestSubmit(event.submitter);
  });
}
