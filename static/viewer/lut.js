/** Windows: from stored values to 8-bit grey. Centers and widths are in output units (HU for CT). */

/** Presets a modality brings, beside those in the manifest. */
const PRESETS = {
  CT: [{ name: "bone", center: 450, width: 1800 }, { name: "soft", center: 40, width: 400 }],
};

/** Values that a window is worked out from: enough for a percentile, quick to sort. */
const SAMPLE = 40_000;

/** @returns {{name: string, center: number, width: number}[]} those of the study, then the usual ones */
export function presets(series) {
  return [...(series.windows ?? []), ...(series.kind === "bitmap" ? [] : PRESETS[series.modality] ?? [])];
}

/** Linear window of PS3.3 C.11.2.1.2.1, rounded to 0–255. */
export function grey(value, center, width) {
  const w = Math.max(width, 1);
  if (w === 1) return value > center - 0.5 ? 255 : 0;
  const y = ((value - (center - 0.5)) / (w - 1) + 0.5) * 255;
  return y <= 0 ? 0 : y >= 255 ? 255 : Math.floor(y + 0.5);
}

/**
 * RGBA words for every stored value, so that drawing is one lookup a pixel.
 * @param {Uint32Array} table 65,536 words, written in place (index: the value modulo 2^16)
 */
export function fill(table, series, center, width, invert) {
  const { slope = 1, intercept = 0, signed } = series;
  const flip = Boolean(series.inverted) !== invert ? 255 : 0;
  for (let i = 0; i < 65536; i++) {
    const stored = signed && i > 32767 ? i - 65536 : i;
    table[i] = 0xff000000 | ((grey(stored * slope + intercept, center, width) ^ flip) * 0x010101);
  }
  return table;
}

/** Lowest and highest value of frames (arrays of stored values), in output units. */
export function fullWindow(series, frames) {
  let low = Infinity, high = -Infinity;
  for (const pixels of frames) {
    for (const v of pixels) {
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  return between(series, low, high);
}

/** From the 1st to the 99.5th percentile of what is not background (a sample over all frames). */
export function autoWindow(series, frames) {
  const total = frames.reduce((n, pixels) => n + pixels.length, 0), step = Math.max(1, Math.floor(total / SAMPLE));
  const sample = [];
  for (const pixels of frames) for (let i = 0; i < pixels.length; i += step) sample.push(pixels[i]);
  sample.sort((a, b) => a - b);
  const seen = sample.filter((v) => v !== sample[0]);
  if (!seen.length) return fullWindow(series, frames);
  const at = (q) => seen[Math.min(seen.length - 1, Math.floor(q * seen.length))];
  return between(series, at(0.01), at(0.995));
}

function between(series, low, high) {
  const { slope = 1, intercept = 0 } = series;
  const a = low * slope + intercept, b = high * slope + intercept;
  return { center: Math.round((a + b) / 2), width: Math.max(1, Math.round(Math.abs(b - a))) };
}
