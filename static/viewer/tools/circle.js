/** A circle (in millimetres, so an ellipse where pixels are not square) with its statistics. */
import { spacing } from "../geometry.js";
import { line, pointTool, regionLines, statistics } from "./points.js";

function radius({ points: [a, b] }, view) {
  const s = spacing(view.series);
  return Math.hypot((a[0] - b[0]) * s[1], (a[1] - b[1]) * s[0]);
}

export default pointTool({
  id: "circle", count: 2,
  shape(note, view) {
    const r = radius(note, view), s = spacing(view.series), [x, y] = note.points[0];
    const round = Array.from({ length: 64 }, (_, i) => {
      const a = (i * Math.PI) / 32;
      return [x + (r * Math.cos(a)) / s[1], y + (r * Math.sin(a)) / s[0]];
    });
    return line(view, round, true);
  },
  read(note, view) {
    const r = radius(note, view), s = spacing(view.series), [x, y] = note.points[0];
    const inside = (col, row) => ((col - x) * s[1]) ** 2 + ((row - y) * s[0]) ** 2 <= r * r;
    const stats = statistics(view, inside, [x - r / s[1], y - r / s[0], x + r / s[1], y + r / s[0]]);
    const area = view.series.pixelSpacing ? Math.PI * r * r : null;
    return { ...stats, area, lines: r ? regionLines(view, stats, area) : [] };
  },
});
