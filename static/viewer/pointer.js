/** Mouse, pen, fingers and wheel of one view, turned into what the chosen tool understands. */

const TAP = 350; // ms between the taps of a double tap

export function listenPointer(stack, view) {
  const { node, bar } = view, fingers = new Map();
  let tool = null, last = null, wheel = 0, tapped = 0, pinch = null;

  const where = (event) => {
    const box = node.getBoundingClientRect(), x = event.clientX - box.left - node.clientLeft, y = event.clientY - box.top - node.clientTop;
    return { x, y, at: view.toImage([x, y]), touch: event.pointerType === "touch", alt: event.altKey, dx: last ? x - last.x : 0, dy: last ? y - last.y : 0 };
  };
  const toolFor = ({ button }) => (button === 1 ? stack.tools.pan : button === 2 ? stack.tools.window : stack.tool);
  const two = () => {
    const [a, b] = [...fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, gap: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  node.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button, .ds-bar")) return;
    event.preventDefault();
    node.focus({ preventScroll: true });
    stack.activate(view);
    stack.cine(false);
    node.setPointerCapture(event.pointerId);
    const p = where(event);
    fingers.set(event.pointerId, p);
    if (fingers.size === 2) {
      tool?.cancel?.(view);
      stack.cancel();
      tool = null;
      pinch = two();
      return;
    }
    if (fingers.size > 2) return;
    last = p;
    tool = toolFor(event);
    view.cursor = null;
    tool.down?.(view, p);
  });

  node.addEventListener("pointermove", (event) => {
    const p = where(event);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, p);
    if (pinch && fingers.size === 2) {
      const now = two();
      stack.panBy(view, now.x - pinch.x, now.y - pinch.y);
      stack.zoomAt(view, [now.x, now.y], now.gap / (pinch.gap || 1));
      pinch = now;
    } else if (tool) {
      tool.move?.(view, p);
      last = p;
    } else if (stack.tool.hover && stack.pending && !fingers.size) {
      stack.tool.move(view, p);
    }
  });

  const up = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size < 2) pinch = null;
    const p = where(event);
    if (tool) tool.up?.(view, p);
    const still = tool && last && !event.type.includes("cancel") && event.button === 0;
    tool = last = null;
    if (still) tap(event, p);
  };
  node.addEventListener("pointerup", up);
  node.addEventListener("pointercancel", up);

  const tap = (event, p) => {
    const quick = event.timeStamp - tapped < TAP && Math.hypot(p.x - tap.x, p.y - tap.y) < 24;
    Object.assign(tap, { x: p.x, y: p.y });
    tapped = quick ? 0 : event.timeStamp;
    if (quick && !stack.tool.hover && stack.tool.id !== "mark") stack.layout.toggleSolo();
  };

  node.addEventListener("wheel", (event) => {
    event.preventDefault();
    stack.activate(view);
    if (event.ctrlKey || event.metaKey) {
      const { x, y } = where(event);
      stack.zoomAt(view, [x, y], Math.exp(-event.deltaY / 200));
      return;
    }
    wheel += event.deltaMode ? event.deltaY * 40 : event.deltaY;
    const slices = Math.abs(event.deltaY) >= 40 && !event.deltaMode ? Math.sign(event.deltaY) : Math.trunc(wheel / 40);
    if (!slices) return;
    wheel = 0;
    stack.scrollBy(view, slices);
  }, { passive: false });

  node.addEventListener("contextmenu", (event) => event.preventDefault());

  const toSlice = (event) => {
    const box = bar.getBoundingClientRect();
    stack.setSlice(view, ((event.clientY - box.top - 24) / (box.height - 48)) * (view.series.frames.length - 1));
  };
  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    stack.activate(view);
    toSlice(event);
  });
  bar.addEventListener("pointermove", (event) => { if (bar.hasPointerCapture(event.pointerId)) toSlice(event); });

  node.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("text/x-series")) event.preventDefault(); });
  node.addEventListener("drop", (event) => {
    const series = stack.all.find((s) => s.id === event.dataTransfer.getData("text/x-series"));
    if (!series) return;
    event.preventDefault();
    stack.open(view, series);
  });
}
