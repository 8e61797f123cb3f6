// Drawing boxes over a picture. The numbers in the form are the truth; here they are only drawn and filled in.
// Without this script they are typed by hand, and the lines over the picture help to read them off.
const SVG = "http://www.w3.org/2000/svg";
const whole = (value, most = 100) => Math.min(Math.max(Math.round(value), 0), most);
const inputs = (row) => [...row.querySelectorAll("input")];
const numbers = (row) => inputs(row).map((input) => Number(input.value));
const rowsOf = (cover) => [...cover.querySelectorAll(".cover-row")];
const rows = (cover) => rowsOf(cover).filter((row) => numbers(row)[2] > 0 && numbers(row)[3] > 0);

const draw = (cover, drawn) => {
  const all = [...rows(cover).map(numbers), ...(drawn ? [drawn] : [])];
  cover.querySelector("[data-boxes]").replaceChildren(
    ...all.map(([x, y, width, height]) => {
      const box = document.createElementNS(SVG, "rect");
      Object.entries({ x, y, width, height }).forEach(([name, value]) => box.setAttribute(name, value));
      return box;
    }),
  );
};

const emptyRow = (cover) => {
  const free = rowsOf(cover).find((row) => inputs(row)[2].value === "");
  if (free) return free;
  const last = rowsOf(cover).at(-1);
  const added = last.cloneNode(true);
  inputs(added).forEach((input) => (input.value = ""));
  added.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+$/, (n) => Number(n) + 1));
  last.after(added);
  return added;
};

const put = (cover, four) => {
  const row = emptyRow(cover);
  inputs(row).forEach((input, place) => (input.value = four[place]));
  draw(cover);
  return row;
};

const between = (from, to) => {
  const [left, top] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])].map((n) => whole(Math.floor(n), 99));
  const [right, bottom] = [Math.max(from[0], to[0]), Math.max(from[1], to[1])].map((n) => whole(Math.ceil(n)));
  return [left, top, right - left, bottom - top];
};

for (const cover of document.querySelectorAll("[data-cover]")) {
  const board = cover.querySelector(".cover-boxes");
  cover.classList.add("cover-drawn");
  cover.querySelector("[data-without-script]").hidden = true;
  cover.querySelector("[data-with-script]").hidden = false;
  const add = cover.querySelector("[data-add-box]");
  add.hidden = false;
  add.addEventListener("click", () => inputs(put(cover, [40, 40, 20, 20]))[0].focus());
  cover.addEventListener("input", () => draw(cover));

  let from = null;
  const place = (event) => {
    const frame = board.getBoundingClientRect();
    return [((event.clientX - frame.left) / frame.width) * 100, ((event.clientY - frame.top) / frame.height) * 100];
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    board.setPointerCapture(event.pointerId);
    from = place(event);
  });
  board.addEventListener("pointermove", (event) => from && draw(cover, between(from, place(event))));
  board.addEventListener("pointerup", (event) => {
    if (!from) return;
    const four = between(from, place(event));
    from = null;
    if (four[2] > 1 && four[3] > 1) put(cover, four);
    else draw(cover);
  });
  board.addEventListener("pointercancel", () => {
    from = null;
    draw(cover);
  });
}
