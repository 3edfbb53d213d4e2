/** Value, unit and place of one pixel. */
import { toPatient } from "../geometry.js";
import { pointTool } from "./points.js";

export default pointTool({
  id: "probe", count: 1,
  shape: () => [],
  read({ points: [[x, y]] }, view) {
    const col = Math.round(x), row = Math.round(y), { series, slice } = view, { t } = view.stack;
    const value = view.value(col, row), point = toPatient(series, slice, [col, row]);
    const shown = value === undefined ? "–" : t.number(value, 2) + (series.unit ? ` ${t(series.unit)}` : "");
    return { value, col, row, point,
      lines: [shown, point ? point.map((v) => t.number(v, 1, 1)).join("; ") + " mm" : `${col}; ${row}`] };
  },
});
