// Rectangles over a held image: drawn with the mouse or a finger, kept as lines of the text field.

const form = document.querySelector("[data-held]");

if (form) start();

function start() {
  const stage = form.querySelector("[data-stage]"), svg = form.querySelector("[data-boxes]");
  const lines = form.querySelector("[data-lines]");
  for (const node of form.querySelectorAll("[data-with-script]")) node.hidden = false;
  stage.classList.add("drawing");
  let from = null;

  const boxes = () => lines.value.split("\n").map((line) => line.split(",").map(Number))
    .filter((box) => box.length === 4 && box.every((value) => Number.isInteger(value) && value >= 0));
  const draw = (extra) => {
    svg.querySelectorAll(".blank").forEach((node) => node.remove());
    for (const [x, y, width, height] of extra ? [...boxes(), extra] : boxes()) {
      const node = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      node.setAttribute("class", "blank");
      for (const [name, value] of Object.entries({ x, y, width, height })) node.setAttribute(name, value);
      svg.append(node);
    }
  };
  const at = (event) => {
    const frame = svg.getBoundingClientRect(), { width, height } = svg.viewBox.baseVal;
    return [
      clamp((event.clientX - frame.left) / frame.width * width, width),
      clamp((event.clientY - frame.top) / frame.height * height, height),
    ];
  };
  const between = ([x, y]) => [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])];

  stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    from = at(event);
  });
  stage.addEventListener("pointermove", (event) => from && draw(between(at(event))));
  stage.addEventListener("pointercancel", () => { from = null; draw(); });
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    const box = between(at(event));
    const kept = boxes();
    if (box[2] > 2 && box[3] > 2) kept.push(box);
    else removeAt(kept, from);
    from = null;
    lines.value = kept.map((one) => one.join(", ")).join("\n");
    draw();
  });
  lines.addEventListener("input", () => draw());
  draw();
}

function removeAt(boxes, [x, y]) {
  const index = boxes.findLastIndex(([left, top, width, height]) => x >= left && x <= left + width && y >= top && y <= top + height);
  if (index >= 0) boxes.splice(index, 1);
}

function clamp(value, most) {
  return Math.round(Math.max(0, Math.min(most, value)));
}
