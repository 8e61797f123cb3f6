// The desk works without this file. It opens the side menu on wide screens for browsers that
// cannot show a closed <details> by style, and closes the account menu when the eye moves on.
import "./field-wipe.js";

const wide = matchMedia("(min-width: 62rem)");
const follow = () => {
  for (const menu of document.querySelectorAll("[data-open-when-wide]")) menu.open = wide.matches;
};
wide.addEventListener("change", follow);
follow();

const closeMenus = (except) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (menu !== except) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest(".menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelector(".menu[open] summary")?.focus();
  closeMenus();
});
