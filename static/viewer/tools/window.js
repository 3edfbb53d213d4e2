/** Right: wider. Down: higher level, so darker. The step grows with the window. */
export default {
  id: "window", cursor: "move",
  move(view, p) {
    const step = Math.max(1, view.width) / 250 || 1;
    view.stack.setWindow(view, view.center + p.dy * step, view.width + p.dx * step, true);
  },
  up(view) { view.stack.settle(); },
};
