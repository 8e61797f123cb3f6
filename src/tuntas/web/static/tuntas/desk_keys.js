// Letter keys at the desk. All of them do what a link or a field on the page does too, and a person can turn
// them off: then the list of shortcuts has no data-letter-keys and nothing here listens.
const keys = document.getElementById("pintasan");
const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
const links = () => [...document.querySelectorAll("[data-queue] tbody th a")];

const step = (by) => {
  const all = links();
  const here = all.indexOf(document.activeElement?.closest("tr")?.querySelector("th a"));
  const next = all[here === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
  next?.focus();
};
const follow = (selector) => document.querySelector(selector)?.click();
// In the list a step goes to the next line, on a report to the next report of the queue.
const go = (by) => (links().length ? step(by) : follow(by > 0 ? "[data-next-report]" : "[data-previous-report]"));

const commands = {
  j: () => go(1),
  k: () => go(-1),
  x: () => document.activeElement?.closest("tr")?.querySelector("input[type=checkbox]")?.click(),
  a: () => {
    // On a report the one next step, written at once; else the first of the others; in a list the bulk work.
    const main = document.querySelector(".main-act form :is(textarea, select, input:not([type=hidden]), button.btn-primary)");
    const words = document.querySelector(".main-act form textarea");
    const acts = words ?? main ?? document.querySelector(".act-group details.confirm > summary, [data-bulk] select");
    acts?.scrollIntoView({ block: "center" });
    acts?.focus();
  },
  "/": () => document.querySelector("input[type=search]")?.focus() ?? follow("[data-search]"),
  u: () => follow("[data-back-to-queue]"),
  "?": () => {
    keys.open = true;
    keys.querySelector("summary").focus();
  },
};

if (keys?.hasAttribute("data-letter-keys")) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const command = commands[event.key];
    if (!command) return;
    event.preventDefault();
    command();
  });
}
