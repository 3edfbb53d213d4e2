/** A region drawn freely, closed by itself, with its statistics. */
import { line, pointTool, regionLines, statistics } from "./points.js";

/** Even–odd rule on pixel centres. */
export function insidePolygon(points, col, row) {
  let inside = false;
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [x, y] = points[i], [u, v] = points[j];
    if (y > row !== v > row && col < ((u - x) * (row - y)) / (v - y) + x) inside = !inside;
  }
  return inside;
}

/** Shoelace, in pixels. */
export const polygonArea = (points) => Math.abs(points.reduce((sum, [x, y], i) => {
  const [u, v] = points[(i + 1) % points.length];
  return sum + x * v - u * y;
}, 0)) / 2;

export default pointTool({
  id: "freehand", count: 3, free: true,
  shape: (note, view) => line(view, note.points, true),
  read({ points }, view) {
    if (points.length < 3) return { lines: [] };
    const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]), s = view.series.pixelSpacing;
    const stats = statistics(view, (col, row) => insidePolygon(points, col, row),
      [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
    const area = s ? polygonArea(points) * s[0] * s[1] : null;
    return { ...stats, area, lines: regionLines(view, stats, area) };
  },
});
