/**
 * For educators, fetched only in author mode: regions drawn slice by slice, with undo. Ellipse (drag
 * over the lesion), polygon (corner by corner, closed at its first one) and brush (drag)
 * make polygons, the eraser (or the brush with Alt) takes them away; the page gets them in patient coordinates with every change.
 */
import { spacing, toPatient } from "./geometry.js";
import { erase } from "./erase.js";
import { cased, path } from "./overlay.js";
import { html, icon } from "./icons.js";
import { far } from "./tools/points.js";

const CLOSE = 10, BRUSH_MM = 5;
const SIGNS = {
  ellipse: "M8 4c3.6 0 6 1.8 6 4s-2.4 4-6 4-6-1.8-6-4 2.4-4 6-4", polygon: "M8 2l6 4.5-2.3 7H4.3L2 6.5z", brush: "M3 13l1-4 7-7 3 3-7 7z",
  erase: "M6 13h8M2.5 9.5l6-6 4.5 4.5-5 5H6z", undo: "M5 3 2.5 5.5 5 8M2.5 5.5H10a3.5 3.5 0 0 1 0 7H6",
};

export class Author {
  constructor(stack) {
    this.stack = stack;
    this.shapes = []; // {series, slice, polygon}
    this.past = [];
    this.open = null;
    const draw = () => [];
    stack.tools.ellipse = { id: "ellipse", cursor: "crosshair", draw, down: (v, p) => this.begin(v, p), move: (v, p) => this.ellipse(v, p), up: (v) => this.finish(v) };
    stack.tools.polygon = { id: "polygon", cursor: "crosshair", hover: true, draw, down: (v, p) => this.corner(v, p) };
    stack.tools.brush = { id: "brush", cursor: "crosshair", draw, ...this.brush((p) => p.alt) };
    stack.tools.erase = { id: "erase", cursor: "crosshair", draw, ...this.brush(() => true) };
    this.buttons = ["ellipse", "polygon", "brush", "erase", "undo"].map((id) => html("button", {
      type: "button", className: "ds-t", title: stack.t(id), onclick: () => (id === "undo" ? this.undo() : stack.choose(stack.tools[id])),
    }, icon(id, SIGNS[id]), html("span", { textContent: stack.t(id) })));
    stack.menus.bar.insertBefore(html("span", { className: "ds-author" }, ...this.buttons), stack.menus.tabs);
    stack.element.addEventListener("keydown", (event) => {
      if (event.key === "z" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.undo(); }
    });
  }

  /** Regions the case has already, to go on from. @param {{series: string, slice: number, polygon: number[][]}[]} shapes */
  load(shapes) {
    this.shapes = shapes;
    this.past = [];
    this.stack.redraw();
  }

  remember() { this.past.push(this.shapes.map((s) => ({ ...s, polygon: [...s.polygon] }))); }

  undo() {
    if (this.open) this.giveUp();
    else if (this.past.length) this.shapes = this.past.pop();
    this.tell();
  }

  begin(view, p) {
    const { series, slice } = view;
    this.open = { series: series.id, slice, from: p.at, polygon: [] };
  }

  /** A round brush; it takes away instead where `erasing` says so when the stroke begins. */
  brush(erasing) {
    return {
      down: (view, p) => {
        this.begin(view, p);
        if (erasing(p)) Object.assign(this.open, { discs: [], before: this.shapes });
        this.stroke(view, p);
      },
      move: (view, p) => this.stroke(view, p),
      up: (view) => this.finish(view),
      cancel: () => this.giveUp(),
    };
  }

  stroke(view, p) {
    if (this.open?.discs) this.rub(view, p);
    else this.paint(view, p);
  }

  /** A second finger came down: the stroke was meant as a pinch. */
  giveUp() {
    if (this.open?.discs) this.shapes = this.open.before;
    this.open = null;
    this.stack.redraw();
  }

  /** The eraser: outlines of this slice as they were, without every disc of the stroke so far. */
  rub(view, p) {
    const { open } = this, [rx, ry] = radii(view);
    const from = open.discs.at(-1)?.at ?? p.at, steps = Math.max(1, Math.ceil(Math.hypot((p.at[0] - from[0]) / rx, (p.at[1] - from[1]) / ry) * 2));
    for (let i = 1; i <= steps; i++) {
      open.discs.push({ at: [0, 1].map((k) => from[k] + ((p.at[k] - from[k]) * i) / steps), rx, ry });
    }
    this.shapes = open.before.flatMap((shape) =>
      (shape.series !== open.series || shape.slice !== open.slice ? [shape] : erase(shape.polygon, open.discs).map((polygon) => ({ ...shape, polygon }))));
    this.stack.redraw(view);
  }

  /** An ellipse in the box between where the drag began and the pointer. */
  ellipse(view, p) {
    if (!this.open?.from) return;
    const [[x, y], [u, v]] = [this.open.from, p.at];
    this.open.polygon = Array.from({ length: 32 }, (_, i) => [
      (x + u) / 2 + (Math.abs(u - x) / 2) * Math.cos((i * Math.PI) / 16), (y + v) / 2 + (Math.abs(v - y) / 2) * Math.sin((i * Math.PI) / 16)]);
    this.stack.redraw(view);
  }

  corner(view, p) {
    const { series, slice } = view, open = this.open;
    if (!open || open.series !== series.id || open.slice !== slice) {
      this.open = { series: series.id, slice, polygon: [p.at] };
    } else if (open.polygon.length > 2 && far(view.toScreen(open.polygon[0]), [p.x, p.y]) < CLOSE) this.finish(view);
    else open.polygon.push(p.at);
    this.stack.redraw(view);
  }

  /** The brush: the hull of every disc so far, which is how a lesion is filled with a few strokes. */
  paint(view, p) {
    const [rx, ry] = radii(view);
    if (!this.open) return;
    const disc = Array.from({ length: 16 }, (_, i) => [p.at[0] + rx * Math.cos((i * Math.PI) / 8), p.at[1] + ry * Math.sin((i * Math.PI) / 8)]);
    this.open.polygon = hull([...this.open.polygon, ...disc]);
    this.stack.redraw(view);
  }

  finish(view) {
    const { open } = this;
    this.open = null;
    if (open?.discs) {
      this.past.push(open.before);
      return this.tell();
    }
    if (!open || open.polygon.length < 3) return this.stack.redraw(view);
    this.remember();
    this.shapes.push({ series: open.series, slice: open.slice, polygon: open.polygon });
    return this.tell();
  }

  /** Everything drawn, series by series, in patient coordinates. */
  tell() {
    const regions = new Map();
    for (const { series: id, slice, polygon } of this.shapes) {
      const series = this.stack.all.find((s) => s.id === id);
      if (!regions.has(id)) regions.set(id, { series: id, slices: {} });
      (regions.get(id).slices[slice] ??= []).push(polygon.map((q) => toPatient(series, slice, q)));
    }
    this.stack.emit("regions", { regions: [...regions.values()] });
    this.stack.redraw();
  }

  draw(view) {
    for (const [i, id] of ["ellipse", "polygon", "brush", "erase"].entries()) this.buttons[i].setAttribute("aria-pressed", this.stack.tool.id === id);
    return [...this.shapes, ...(this.open ? [this.open] : [])]
      .filter((s) => s.series === view.series.id && s.slice === view.slice && s.polygon.length)
      .flatMap((s) => cased("path", { d: path(view, s.polygon, s !== this.open || Boolean(s.from)) }, "ds-region"));
  }
}

/** The brush's radius in columns and rows. */
function radii(view) {
  const s = spacing(view.series);
  return [BRUSH_MM / s[1], BRUSH_MM / s[0]];
}

/** The convex hull of points (monotone chain). */
export function hull(points) {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (list) => {
    const chain = [];
    for (const p of list) {
      while (chain.length > 1 && turn(chain.at(-2), chain.at(-1), p) <= 0) chain.pop();
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}
