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
