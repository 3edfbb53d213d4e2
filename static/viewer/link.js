/** What follows what: slices by patient position, zoom and pan, windows. Pure: no DOM. */
import { nearestSlice, parallel, sameSpace, spacing, toPatient, toPixel } from "./geometry.js";

/** The middle of a slice in the patient. */
export const middle = (series, slice) =>
  toPatient(series, slice, [(series.cols - 1) / 2, (series.rows - 1) / 2]);

/**
 * The slice of `target` that lies where `source` shows; null when it should stay where it is
 * (other space, other plane).
 */
export function followSlice(target, source, sourceSlice) {
  if (target === source) return sourceSlice;
  if (!sameSpace(target, source) || !parallel(target, source)) return null;
  return nearestSlice(target, middle(source, sourceSlice));
}

/** The pixel of `target` at the centre of `source`'s view: by patient position, else by proportion. */
export function followCenter(target, targetSlice, source, sourceSlice, [col, row]) {
  if (sameSpace(target, source) && parallel(target, source)) {
    return toPixel(target, targetSlice, toPatient(source, sourceSlice, [col, row])).slice(0, 2);
  }
  return [(col / source.cols) * target.cols, (row / source.rows) * target.rows];
}

/** A window is shared only where numbers mean the same: CT with CT, and one MR series with itself. */
export const sharesWindow = (a, b) =>
  a.kind !== "bitmap" && a.modality === b.modality && (a.unit === "HU" ? b.unit === "HU" : a.label === b.label);

/** Which side by side: the first series and those in its space and plane, then the rest in order. */
export function hang(all, places) {
  if (!all.length) return [];
  const first = all[0];
  const alike = all.filter((s) => s === first || (sameSpace(s, first) && parallel(s, first)));
  return [...alike, ...all.filter((s) => !alike.includes(s))].slice(0, places);
}

/** Millimetres of a pixel along a row, a column. */
export const pixelSize = (series) => [spacing(series)[1], spacing(series)[0]];
