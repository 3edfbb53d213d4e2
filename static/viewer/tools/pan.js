/** The image follows the pointer. */
export default {
  id: "pan", cursor: "grab",
  move(view, p) { view.stack.panBy(view, p.dx, p.dy); },
};
