/** Distance between two points, in mm; in pixels where the study has no spacing. */
import { far, line, mm, pointTool } from "./points.js";

export default pointTool({
  id: "length", count: 2,
  shape: (note, view) => line(view, note.points),
  read({ points: [a, b] }, view) {
    const length = mm(view.series, a, b), { t } = view.stack;
    return { mm: length, lines: [length == null ? `${t.number(far(a, b), 1, 1)} ${t("pixels")}` : `${t.number(length, 1, 1)} mm`] };
  },
});
