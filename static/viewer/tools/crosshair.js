/** One point of the patient, shown in every view of the same space; the others turn to its slice. */
import { toPatient } from "../geometry.js";

const point = (view, p) => view.stack.showPoint(view, toPatient(view.series, view.slice, p.at));

export default { id: "crosshair", cursor: "crosshair", down: point, move: point };
