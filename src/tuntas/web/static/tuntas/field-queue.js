// Photos that wait on the phone until the server has them: kept in IndexedDB under a key of their own. The server
// keeps one photo a key, so sending twice does no harm; a photo leaves the phone only when its digest was confirmed.
import { alone, shelf } from "./kept.js";

const KEY_URL = "/meja/lapangan/kunci/";
const PHOTO_URL = "/meja/lapangan/foto/";

export const { all: waiting, keep, forget } = shelf("tuntas-lapangan", "photos");

// Who is signed in, or nothing: no line, or signed out.
const whoever = async () => {
  try {
    const answer = await fetch(KEY_URL, { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch { return null; }
};

const post = (photo, token) => {
  const form = new FormData();
  const { report, role, key, sha256, taken_at: taken, latitude, longitude } = photo;
  const facts = { report, role, key, sha256, taken_at: taken, latitude, longitude };
  for (const [name, value] of Object.entries(facts)) if (value !== null && value !== undefined) form.append(name, value);
  form.append("photo", new Blob([photo.bytes], { type: photo.type }), photo.name || "foto.jpg");
  return fetch(PHOTO_URL, { method: "POST", body: form, headers: { Accept: "application/json", "X-CSRFToken": token } });
};

// One photo: true when the server has it; false when the rest had better wait.
const one = async (photo, token) => {
  let answer;
  try { answer = await post(photo, token); } catch { return false; }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok && said.sha256 === photo.sha256) { await forget(photo.key); return true; }
  if (answer.status >= 500 || answer.status === 403 || answer.status === 429) return false;
  await keep({ ...photo, refused: said.sentence || String(answer.status) });
  return true;
};

const run = async () => {
  const photos = (await waiting()).filter((photo) => !photo.refused);
  if (!photos.length) return;
  const me = await whoever();
  if (!me) return;
  for (const photo of photos) if (photo.user === me.user && !(await one(photo, me.token))) return;
};

// One sender at a time on this phone, whatever tabs are open.
export const send = () => alone("tuntas-lapangan", run);
