// Shows that there is news. Keeps nothing, answers no page, and says nothing but what was sent.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => {
  let said = {};
  try { said = event.data.json(); } catch { /* an empty message still says that there is news */ }
  event.waitUntil(self.registration.showNotification(said.title || "Tuntas", {
    body: said.body || "Ada kabar tentang laporan Anda", tag: "tuntas", data: "{% url 'web:track' %}",
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});
