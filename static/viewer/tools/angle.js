/** The angle at the second of three points, measured in millimetres, not in pixels. */
import { spacing } from "../geometry.js";
import { line, pointTool } from "./points.js";

export default pointTool({
  id: "angle", count: 3,
  shape: (note, view) => line(view, note.points),
  read({ points: [a, b, c] }, view) {
    if (!c) return { lines: [] };
    const s = spacing(view.series);
    const arm = (p) => Math.atan2((p[1] - b[1]) * s[0], (p[0] - b[0]) * s[1]);
    const turn = Math.abs(arm(a) - arm(c)) * (180 / Math.PI), degrees = turn > 180 ? 360 - turn : turn;
    return { degrees, lines: [`${view.stack.t.number(degrees, 1, 1)}°`] };
  },
});
