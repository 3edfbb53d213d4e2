/** Series for the unit tests, shaped as in the manifest. */

export const SAGITTAL = [0, 1, 0, 0, 0, -1];
export const AXIAL = [1, 0, 0, 0, 1, 0];

export function series(given = {}) {
  const n = given.count ?? 5, gap = given.gap ?? 4;
  return {
    id: "s", label: "T1 sagittal", modality: "MR", plane: "sagittal", frameOfReference: "f", rows: 40, cols: 30,
    kind: "mono16", signed: false, slope: 1, intercept: 0, unit: "", pixelSpacing: [1.5, 0.5], thickness: 4,
    orientation: SAGITTAL, positions: Array.from({ length: n }, (_, i) => [-10 + gap * i, -20, 50]),
    windows: [], frames: Array.from({ length: n }, (_, i) => `/f/${i}`), preview: null, ...given,
  };
}

export function axial(given = {}) {
  const n = given.count ?? 24, gap = given.gap ?? 2;
  return series({
    id: "ax", label: "CT axial", modality: "CT", unit: "HU", plane: "axial", orientation: AXIAL, count: n, rows: 6, cols: 5,
    pixelSpacing: [1, 1], thickness: gap, positions: Array.from({ length: n }, (_, i) => [-2, -3, gap * i]), ...given,
  });
}

/** A repeatable random number generator (mulberry32). */
export function random(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
