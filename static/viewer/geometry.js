/**
 * Patient space and pixel space (DICOM PS3.3 C.7.6.2.1.1), in millimetres, LPS.
 * A pixel [col, row] has its centre on whole numbers, so [0, 0] is ImagePositionPatient.
 * @typedef {[number, number, number]} Vec
 * @typedef {[number, number]} Pix
 */

export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const sub = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
/** a + k·b */
export const along = (a, b, k) => [a[0] + k * b[0], a[1] + k * b[1], a[2] + k * b[2]];
export const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0],
];

const axesCache = new WeakMap();

/** Unit vectors of a series: r along a row, c down a column, n = r × c; null without geometry. */
export function axes(series) {
  if (!series.orientation || !series.positions?.length) return null;
  if (!axesCache.has(series)) {
    const r = series.orientation.slice(0, 3), c = series.orientation.slice(3);
    axesCache.set(series, { r, c, n: cross(r, c) });
  }
  return axesCache.get(series);
}

/** Row and column spacing; of a still its own units, else 1 × 1 where the study gives none (then nothing is measured in mm). */
export const spacing = (series) => series.pixelSpacing ?? [series.still ?? 1, series.still ?? 1];

/** @returns {Vec | null} */
export function toPatient(series, slice, [col, row]) {
  const a = axes(series), s = spacing(series);
  return a && along(along(series.positions[slice], a.r, col * s[1]), a.c, row * s[0]);
}

/** @returns {[number, number, number] | null} col, row and the signed distance (mm) to the slice */
export function toPixel(series, slice, point) {
  const a = axes(series), s = spacing(series);
  if (!a) return null;
  const d = sub(point, series.positions[slice]);
  return [dot(d, a.r) / s[1], dot(d, a.c) / s[0], dot(d, a.n)];
}

/** The slice whose plane is nearest to a patient point; null without geometry. */
export function nearestSlice(series, point) {
  const a = axes(series);
  if (!a) return null;
  let best = 0, least = Infinity;
  series.positions.forEach((p, i) => {
    const d = Math.abs(dot(sub(point, p), a.n));
    if (d < least - 1e-6) [best, least] = [i, d];
  });
  return best;
}

/** Distance between neighbouring slices (mm): the median, or the thickness of a single slice. */
export function gap(series) {
  const a = axes(series);
  if (!a || series.still || series.positions.length < 2) return series.thickness || 1;
  const d = series.positions.slice(1).map((p, i) => Math.abs(dot(sub(p, series.positions[i]), a.n)));
  return d.sort((x, y) => x - y)[d.length >> 1];
}

export const sameSpace = (a, b) =>
  Boolean(axes(a) && axes(b) && (a === b || (a.frameOfReference && a.frameOfReference === b.frameOfReference)));

/** Within about 18°, the tilt at which a linked scroll still makes sense. */
export const parallel = (a, b) => Math.abs(dot(axes(a).n, axes(b).n)) > 0.95;

/** Letters for a direction in the patient: R L, A P, H F; oblique directions get two. */
export function letters(direction) {
  const names = [["L", "R"], ["P", "A"], ["H", "F"]];
  return direction
    .map((v, i) => ({ size: Math.abs(v), name: names[i][v > 0 ? 0 : 1] }))
    .filter((x) => x.size > 0.38)
    .sort((x, y) => y.size - x.size)
    .slice(0, 2).map((x) => x.name).join("");
}

/** The corners of a slice, at the outer edges of the corner pixels. */
function corners(series, slice) {
  const right = series.cols - 0.5, low = series.rows - 0.5;
  return [[-0.5, -0.5], [right, -0.5], [right, low], [-0.5, low]].map((p) => toPatient(series, slice, p));
}

/**
 * Where the plane of `source` cuts `target`: two pixels of target, cut to the extent of source.
 * @returns {[Pix, Pix] | null} null when the two are parallel, in different spaces or don't meet
 */
export function referenceLine(target, targetSlice, source, sourceSlice) {
  if (!sameSpace(target, source) || parallel(target, source)) return null;
  const n = axes(target).n, origin = target.positions[targetSlice];
  const edge = corners(source, sourceSlice), found = [];
  edge.forEach((p, i) => {
    const q = edge[(i + 1) % 4];
    const a = dot(sub(p, origin), n), b = dot(sub(q, origin), n);
    if (a > 0 !== b > 0) found.push(along(p, sub(q, p), a / (a - b)));
  });
  if (found.length < 2) return null;
  return found.slice(0, 2).map((p) => toPixel(target, targetSlice, p).slice(0, 2));
}

/** "axial", "coronal" or "sagittal" by the nearest patient axis of the normal. */
export function planeOf(normal) {
  const size = normal.map(Math.abs);
  return ["sagittal", "coronal", "axial"][size.indexOf(Math.max(...size))];
}
