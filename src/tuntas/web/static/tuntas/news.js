// News to this browser (web push). Shown only where the browser can; everything else on the page works without it.
const part = document.getElementById("peramban-ini");
const said = document.getElementById("peramban-kata");
const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
const can = window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const digest = async (text) => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
// A sentence for the person; what browsers say of themselves is none.
class Told extends Error {}
const send = async (address, words) => {
  const body = new URLSearchParams({ ...words, csrfmiddlewaretoken: token });
  const answer = await fetch(address, { method: "POST", body, redirect: "error" });
  if (answer.status !== 204) throw new Told((await answer.json().catch(() => ({}))).sentence);
};
const registration = () => navigator.serviceWorker.register(part.dataset.worker);
const known = () => part.dataset.known.split(" ");

const add = async () => {
  if ((await Notification.requestPermission()) !== "granted") throw new Told(part.dataset.refused);
  await registration();
  const ready = await navigator.serviceWorker.ready;
  const own = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(part.dataset.key) });
  const { endpoint, keys } = own.toJSON();
  await send(part.dataset.add, { endpoint, p256dh: keys.p256dh, auth: keys.auth });
};
// The browser's own subscription stays: another report in this browser may live on it.
const remove = async (endpoint) => send(part.dataset.gone, { endpoint });

const show = async () => {
  const held = await (await navigator.serviceWorker.getRegistration(part.dataset.worker))?.pushManager.getSubscription();
  const here = held && known().includes(await digest(held.endpoint));
  const [yes, no] = part.querySelectorAll("button");
  yes.hidden = here;
  no.hidden = !here;
  part.hidden = false;
  const press = (button, act) => button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act();
      location.reload();
    } catch (error) {
      said.textContent = (error instanceof Told && error.message) || part.dataset.failed;
      button.disabled = false;
    }
  });
  press(yes, add);
  press(no, () => remove(held.endpoint));
};
if (part && can) show();
