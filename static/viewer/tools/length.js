/** Distance between two points, in mm; in pixels where the study has no spacing. */
import { far, line, mm, pointTool } from "./points.js";

export default pointTool({
  id: "length", count: 2,
  shape: (note, view) => line(view, note.points),
  read({ points: [a, b] }, view) {
    const length = mm(view.series, a, b);
    return { mm: length, lines: [length == null ? `${far(a, b).toFixed(1)} ${view.stack.t("pixels")}` : `${length.toFixed(1)} mm`] };
  },
});
