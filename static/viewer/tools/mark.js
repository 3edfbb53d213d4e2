/**
 * Click to localise: a click sets a mark, a drag moves it, Delete (or its ×) removes it. A mark is
 * a patient coordinate with the series and slice where it was set.
 */
import { nearestSlice, toPatient, toPixel } from "../geometry.js";
import { cased, glyph } from "../overlay.js";
import { svg } from "../icons.js";
import { far } from "./points.js";

const NEAR = 16;
let held = null, scrolling = false, start = null;

/** Where a mark lies in this view, or null: its own series and slice, or a reformat through it. */
function pixelOf(view, mark) {
  const { series, slice } = view, own = series.id === mark.series;
  if (!own && series.derived?.base.id !== mark.series) return null;
  if (!mark.point) return own && slice === mark.slice ? mark.pixel : null;
  if ((own ? mark.slice : nearestSlice(series, mark.point)) !== slice) return null;
  return toPixel(series, slice, mark.point).slice(0, 2);
}

function place(view, mark, at) {
  const { series, slice } = view, { cols, rows } = series;
  const [col, row] = [Math.min(Math.max(at[0], -0.5), cols - 0.5), Math.min(Math.max(at[1], -0.5), rows - 0.5)];
  const point = toPatient(series, slice, [col, row]), base = series.derived?.base ?? series;
  const own = base === series ? slice : nearestSlice(base, point);
  Object.assign(mark, { series: base.id, slice: own, point,
    pixel: base === series ? [col, row] : toPixel(base, own, point).slice(0, 2) });
}

const inside = ({ series }, [col, row]) => col >= -0.5 && row >= -0.5 && col < series.cols - 0.5 && row < series.rows - 0.5;

export default {
  id: "mark", cursor: "crosshair",
  down(view, p) {
    const { stack } = view;
    scrolling = false;
    start = [p.x, p.y];
    if (!stack.marking) return undefined;
    const near = (mark) => { const q = pixelOf(view, mark); return q && far(view.toScreen(q), [p.x, p.y]) < NEAR; };
    held = stack.clicks.find(near) ?? null;
    if (!held && inside(view, p.at)) {
      if (stack.most === 1) stack.clicks = [];
      if (stack.clicks.length >= stack.most) return stack.say(stack.t("allMarked", { n: stack.most }));
      held = {};
      place(view, held, p.at);
      stack.clicks.push(held);
      held.fresh = true;
    }
    stack.chosen = held;
    return stack.redraw();
  },
  move(view, p) {
    // A finger that goes on after setting a mark wants to scroll, not to smear it.
    if (p.touch && held?.fresh && far(start, [p.x, p.y]) > 10) {
      this.cancel(view);
      scrolling = true;
      view.stack.tools.scroll.down();
    }
    if (scrolling) return view.stack.tools.scroll.move(view, p);
    if (!held || (p.dx === 0 && p.dy === 0)) return undefined;
    place(view, held, p.at);
    held.moved = true;
    return view.stack.redraw();
  },
  /** A second finger came down: what the first one set was not meant. */
  cancel({ stack }) {
    if (held?.fresh) stack.clicks = stack.clicks.filter((mark) => mark !== held);
    held = stack.chosen = null;
    stack.redraw();
  },
  up(view) {
    if (!held) return;
    const { fresh, moved } = held;
    delete held.fresh;
    delete held.moved;
    held = null;
    if (fresh || moved) view.stack.answered(view.stack.t("marked", { n: view.stack.clicks.length }));
  },
  draw(clicks, view) {
    return clicks.flatMap((mark) => {
      const at = pixelOf(view, mark);
      if (!at) return [];
      const { stack } = view, chosen = stack.marking && mark === stack.chosen && stack.tool.id === "mark";
      const nodes = [glyph(view, at, "M0-20v10M0 20V10M-20 0h10M20 0H10", `ds-mark${chosen ? " ds-chosen" : ""}${stack.mode === "reveal" ? " ds-said" : ""}`)];
      if (chosen) {
        const [x, y] = view.toScreen(at);
        const remove = svg("g", { class: "ds-remove", transform: `translate(${x + 28} ${y - 28})` },
          svg("circle", { r: 22, class: "ds-hit" }), svg("circle", { r: 11 }), ...cased("path", { d: "M-4-4l8 8M4-4l-8 8" }, "ds-mark"));
        remove.addEventListener("pointerdown", (event) => { event.stopPropagation(); stack.unmark(mark); });
        nodes.push(remove);
      }
      return nodes;
    });
  },
};
