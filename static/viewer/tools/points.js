/**
 * What all measuring tools share: points set by dragging or by single clicks, moved by their
 * handles, and read out beside the drawing. A tool file says how many points, what it draws, what
 * it reads.
 * @typedef {{x: number, y: number, at: [number, number], dx: number, dy: number}} Pointer screen, image
 * @typedef {{id: string, cursor?: string, down?: (view: object, p: Pointer) => void,
 *   move?: (view: object, p: Pointer) => void, up?: (view: object, p: Pointer) => void,
 *   cancel?: (view: object) => void, hover?: boolean, draw?: (note: object, view: object) => Node[]}} Tool
 */
import { cased, label, path } from "../overlay.js";

const NEAR = 11, DRAGGED = 5; // CSS pixels

export const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** A handle of a note on this view near the pointer. */
export function handleAt(view, p) {
  for (const note of view.stack.notes) {
    if (note.series !== view.series.id || note.slice !== view.slice) continue;
    const index = note.points.findIndex((q) => far(view.toScreen(q), [p.x, p.y]) < NEAR);
    if (index >= 0 && !note.free) return { note, index };
  }
  return null;
}

/**
 * @param {{id: string, count: number, free?: boolean, shape: (note: object, view: object) => Node[],
 *   read: (note: object, view: object) => {lines: string[]}}} spec
 * @returns {Tool}
 */
export function pointTool(spec) {
  let grip = null, start = null;
  const finish = (view) => {
    const note = view.stack.pending;
    view.stack.pending = null;
    view.stack.measured(note, spec.read(note, view));
  };
  return {
    id: spec.id, cursor: "crosshair", hover: true,
    down(view, p) {
      const { stack } = view;
      start = [p.x, p.y];
      if (!stack.pending && (grip = handleAt(view, p))) return;
      if (!stack.pending) {
        stack.pending = { tool: spec.id, series: view.series.id, slice: view.slice, points: [p.at], free: spec.free };
        stack.notes.push(stack.pending);
        if (spec.count > 1) stack.pending.points.push(p.at);
      }
      stack.redraw(view);
    },
    move(view, p) {
      const { pending } = view.stack;
      if (grip) grip.note.points[grip.index] = p.at;
      else if (!pending || pending.slice !== view.slice || pending.series !== view.series.id) return;
      else if (spec.free && start) pending.points.push(p.at);
      else if (!spec.free) pending.points[pending.points.length - 1] = p.at;
      view.stack.redraw(view);
    },
    up(view, p) {
      const { pending } = view.stack;
      if (grip) {
        view.stack.measured(grip.note, view.stack.tools[grip.note.tool].read(grip.note, view));
        grip = start = null;
        return;
      }
      if (!pending) return;
      const points = pending.points, moved = points.length < 2 || far(view.toScreen(points.at(-2)), [p.x, p.y]) > DRAGGED;
      start = null;
      if (!moved && !spec.free) return;
      if (spec.free ? points.length < 3 : points.length < spec.count) {
        if (spec.free) view.stack.cancel();
        else points.push(p.at);
      } else finish(view);
      view.stack.redraw(view);
    },
    read: spec.read,
    draw(note, view) {
      const { lines } = spec.read(note, view), at = note.points.at(note.free ? 0 : -1);
      const dots = note.free ? [] : note.points.flatMap((q) => {
        const [x, y] = view.toScreen(q);
        return cased("circle", { cx: x, cy: y, r: 2.5 });
      });
      return [...spec.shape(note, view), ...dots, ...(lines.length ? [label(view, at, lines)] : [])];
    },
  };
}

export const line = (view, points, close) => cased("path", { d: path(view, points, close) });

/** Millimetres between two pixels, or null where the series has no spacing. */
export function mm(series, a, b) {
  const s = series.pixelSpacing;
  return s && Math.hypot((a[0] - b[0]) * s[1], (a[1] - b[1]) * s[0]);
}

/**
 * Statistics of the pixels whose centres lie inside; the standard deviation is the population's.
 * @param {(col: number, row: number) => boolean} inside
 * @param {[number, number, number, number]} box first col, first row, last col, last row
 */
export function statistics(view, inside, box) {
  const { series } = view;
  let n = 0, sum = 0, min = Infinity, max = -Infinity;
  const values = [];
  for (let row = Math.max(0, Math.ceil(box[1])); row <= Math.min(series.rows - 1, box[3]); row++) {
    for (let col = Math.max(0, Math.ceil(box[0])); col <= Math.min(series.cols - 1, box[2]); col++) {
      if (!inside(col, row)) continue;
      const v = view.value(col, row);
      if (v === undefined) return null;
      values.push(v);
      sum += v;
      n++;
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
  }
  if (!n) return null;
  const mean = sum / n, sd = Math.sqrt(values.reduce((acc, v) => acc + (v - mean) ** 2, 0) / n);
  const s = series.pixelSpacing;
  return { n, mean, sd, min, max, area: s ? n * s[0] * s[1] : null };
}

/** Lines for the read-out of a region. */
export function regionLines(view, stats, area) {
  const { t } = view.stack, unit = view.series.unit ? ` ${t(view.series.unit)}` : "", f = (v) => t.number(v, 1, 1);
  const size = area ?? stats?.area;
  return [
    ...(stats ? [`${t("mean")} ${f(stats.mean)}${unit}  ${t("sd")} ${f(stats.sd)}`, `${t.number(stats.min, 1)} … ${t.number(stats.max, 1)}`] : []),
    size == null ? (stats ? `${stats.n} ${t("pixels")}` : "") : `${f(size)} ${t("area")}`,
  ].filter(Boolean);
}
