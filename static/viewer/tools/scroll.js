/** Through the stack by dragging: the view's height is the whole stack, a slice at least 6 pixels. */
let rest = 0;

export default {
  id: "scroll", cursor: "ns-resize",
  down() { rest = 0; },
  move(view, p) {
    const step = Math.max(6, Math.min(40, view.size[1] / view.series.frames.length));
    rest += p.dy;
    const slices = Math.trunc(rest / step);
    if (!slices) return;
    rest -= slices * step;
    view.stack.scrollBy(view, slices);
  },
};
