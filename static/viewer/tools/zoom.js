/** Up: larger, about the point where the drag began. */
let anchor = [0, 0];

export default {
  id: "zoom", cursor: "zoom-in",
  down(view, p) { anchor = [p.x, p.y]; },
  move(view, p) { view.stack.zoomAt(view, anchor, Math.exp(-p.dy / 120)); },
};
