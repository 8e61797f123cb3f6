// "Keluar cepat": the screen is cleared at once, and the page that opens takes this one's place, so that "back" does not
// lead here. Pages before it stay in the browser's history, which the privacy page says.
for (const link of document.querySelectorAll("[data-quick-exit]")) link.addEventListener("click", (event) => {
  event.preventDefault();
  document.title = "";
  document.body.replaceChildren();
  location.replace(link.href);
});
