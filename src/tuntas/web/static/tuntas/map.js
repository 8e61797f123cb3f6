// The map over the table of published reports by area. Without this file the table says the same.
const CLOSE = 9.5; // from this zoom on, districts instead of regencies
const load = (tag, attributes) => new Promise((resolve, reject) => {
  const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
  document.head.append(element);
});
const read = async (url) => {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const marker = (area, name, reports, middle) => {
  const link = document.createElement("a");
  link.href = area.url;
  link.className = "map-count";
  link.textContent = reports.toLocaleString(document.documentElement.lang);
  link.title = name;
  link.setAttribute("aria-label", `${name}: ${link.textContent}`);
  const icon = window.L.divIcon({ html: link, className: "map-spot", iconSize: [32, 32] });
  return window.L.marker(middle ?? [area.latitude, area.longitude], { icon, keyboard: false, interactive: false });
};
const known = (area) => area.latitude !== null && area.longitude !== null;

const draw = async (frame) => {
  const { counts, areas, script, style, unknown } = frame.dataset;
  const [told, shapes] = await Promise.all([
    read(counts), read(areas), load("script", { src: script }), load("link", { rel: "stylesheet", href: style }),
  ]);
  const shown = told.areas.filter(known);
  if (!shown.length) return;
  frame.hidden = false;
  const L = window.L;
  const map = L.map(frame.querySelector(".map-canvas"), { attributionControl: false, zoomControl: false, zoomSnap: 0.25, scrollWheelZoom: false });
  L.control.zoom({ zoomInTitle: frame.dataset.in, zoomOutTitle: frame.dataset.out }).addTo(map);
  const provinces = new Set(shown.map((area) => area.code.slice(0, 2)));
  const middles = {}; // of the drawn areas: the seats of two neighbours may lie side by side
  const outlines = L.geoJSON(shapes, {
    filter: ({ id }) => provinces.has(String(id).slice(0, 2)),
    interactive: false,
    onEachFeature: ({ id }, shape) => { middles[id] = shape.getBounds().getCenter(); },
    style: { className: "map-area", weight: 1, fillOpacity: 1 },
  });
  const points = shown.map((area) => middles[area.code] ?? [area.latitude, area.longitude]);
  map.fitBounds(L.latLngBounds(points), { padding: [28, 28], maxZoom: 9 });
  outlines.addTo(map);
  const wide = L.layerGroup(shown.map((area, place) => marker(area, area.name, area.reports, points[place])));
  const near = L.layerGroup(shown.flatMap((area) => [
    ...area.districts.filter(known).map((one) => marker(one, `${one.name}, ${area.name}`, one.reports)),
    ...(area.without_district ? [marker(area, `${area.name}, ${unknown}`, area.without_district)] : []),
  ]));
  const choose = () => {
    const close = map.getZoom() >= CLOSE;
    map.removeLayer(close ? wide : near).addLayer(close ? near : wide);
  };
  map.on("zoomend", choose);
  choose();
};

for (const frame of document.querySelectorAll("[data-area-map]")) {
  draw(frame).catch(() => {
    frame.hidden = true;
    const note = document.querySelector("[data-area-map-failed]");
    note.textContent = note.dataset.words;
  });
}
