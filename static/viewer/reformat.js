/**
 * Two more planes of a volume, as series of their own. Voxels are only rearranged, never
 * interpolated, so a number read there is a number of the study; the screen does the stretching.
 */
import { axes, cross, dot, gap, planeOf, spacing, sub } from "./geometry.js";

const WANTED = { axial: [[1, 0, 0], [0, 1, 0]], coronal: [[1, 0, 0], [0, 0, -1]], sagittal: [[0, 1, 0], [0, 0, -1]] };

/** Enough slices, thin, evenly spaced and not sheared (gantry tilt). */
export function isVolume(series) {
  const a = axes(series), n = series.frames.length;
  if (!a || n < 16 || series.still || series.kind !== "mono16" || gap(series) > 3.5) return false;
  const step = sub(series.positions[n - 1], series.positions[0]).map((v) => v / (n - 1));
  return series.positions.every((p, i) =>
    sub(p, series.positions[0]).every((v, k) => Math.abs(v - step[k] * i) < 0.1)) &&
    Math.abs(dot(step, a.n)) > 0.999 * Math.hypot(...step);
}

/**
 * @returns {object[]} the two planes that `series` was not acquired in, shaped as manifest series,
 * each with `derived: {base, across, down, fixed}`; an axis is {size, stride: [frame, row, col], flip}
 */
export function reformats(series) {
  if (!isVolume(series)) return [];
  const a = axes(series), n = series.frames.length, s = spacing(series);
  const up = dot(sub(series.positions[n - 1], series.positions[0]), a.n) > 0 ? 1 : -1;
  const voxel = [
    { kind: "frame", dir: a.n.map((v) => v * up), size: n, mm: gap(series) },
    { kind: "row", dir: a.c, size: series.rows, mm: s[0] },
    { kind: "col", dir: a.r, size: series.cols, mm: s[1] },
  ];
  return [1, 2].map((fixed) => build(series, voxel, fixed));
}

function build(series, voxel, fixed) {
  const plane = planeOf(voxel[fixed].dir);
  const rest = voxel.filter((_, i) => i !== fixed);
  const want = WANTED[plane];
  const [across, down] = Math.abs(dot(rest[0].dir, want[0])) > Math.abs(dot(rest[1].dir, want[0])) ? rest : [rest[1], rest[0]];
  const turn = (axis, w) => {
    const flip = dot(axis.dir, w) < 0;
    return { ...axis, flip, dir: flip ? axis.dir.map((v) => 0 - v) : axis.dir };
  };
  const derived = { base: series, across: turn(across, want[0]), down: turn(down, want[1]), fixed: voxel[fixed] };
  const start = [derived.across, derived.down].reduce(
    (p, axis) => (axis.flip ? p.map((v, k) => v - axis.dir[k] * axis.mm * (axis.size - 1)) : p), series.positions[0]);
  const n = cross(derived.across.dir, derived.down.dir);
  return {
    ...series, derived, plane, id: `${series.id}~${plane}`, label: `${series.label.split(" ")[0]} ${plane}`,
    rows: derived.down.size, cols: derived.across.size, thickness: derived.fixed.mm, preview: null,
    pixelSpacing: [derived.down.mm, derived.across.mm], orientation: [...derived.across.dir, ...derived.down.dir],
    positions: Array.from({ length: derived.fixed.size }, (_, i) =>
      start.map((v, k) => v + derived.fixed.dir[k] * derived.fixed.mm * i)),
    frames: Array.from({ length: derived.fixed.size }, (_, i) => `${series.id}~${plane}~${i}`), normal: n,
  };
}

/**
 * One reformatted slice from the frames at hand; what is not there yet stays at the lowest value.
 * @param {(index: number) => (Uint16Array | Int16Array | undefined)} frame pixels of a frame of the base
 * @returns {{px: Uint16Array | Int16Array, missing: number}}
 */
export function gather(series, slice, frame) {
  const { base, across, down, fixed } = series.derived;
  const px = new (base.signed ? Int16Array : Uint16Array)(series.rows * series.cols);
  if (base.signed) px.fill(-32768);
  const at = { frame: 0, row: 0, col: 0, [fixed.kind]: slice };
  let missing = 0, last = -1, source;
  const inner = across.kind === "frame" ? down : across, outer = inner === across ? down : across;
  for (let o = 0; o < outer.size; o++) {
    at[outer.kind] = outer.flip ? outer.size - 1 - o : o;
    for (let i = 0; i < inner.size; i++) {
      at[inner.kind] = inner.flip ? inner.size - 1 - i : i;
      if (at.frame !== last) {
        source = frame((last = at.frame));
        if (!source) missing++;
      }
      if (source) px[inner === across ? o * series.cols + i : i * series.cols + o] = source[at.row * base.cols + at.col];
    }
  }
  return { px, missing };
}
