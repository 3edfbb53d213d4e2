/** Draws one view's pixels into its canvas at native resolution; the transform does the scaling. */
import { fill } from "./lut.js";

const FAST = 5e6; // more pixels than this are drawn coarsely while a window is dragged

/**
 * @param {object} view with canvas, series, center, width and invert
 * @param {{px?: ArrayLike<number>, bitmap?: ImageBitmap, preview?: ImageBitmap}} image
 * @param {boolean} moving a window is being dragged
 */
export function draw(view, image, moving) {
  const { canvas, series: { rows, cols } } = view;
  const step = moving && rows * cols > FAST ? Math.ceil(Math.sqrt((rows * cols) / 1.2e6)) : 1;
  const width = Math.ceil(cols / step), height = Math.ceil(rows / step);
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = (view.context ??= canvas.getContext("2d", { willReadFrequently: true }));
  if (image.px) gray(view, context, image.px, step);
  else still(view, context, image.bitmap ?? image.preview, !image.bitmap);
}

function gray(view, context, px, step) {
  const { width, height } = view.canvas, { cols, rows } = view.series;
  if (view.pixels?.width !== width || view.pixels.height !== height) {
    view.pixels = context.createImageData(width, height);
    view.words = new Uint32Array(view.pixels.data.buffer);
  }
  const table = tableFor(view), out = view.words;
  if (step === 1) for (let i = 0; i < out.length; i++) out[i] = table[px[i] & 0xffff];
  else {
    for (let i = 0, r = 0; r < rows; r += step) {
      for (let c = 0; c < cols; c += step, i++) out[i] = table[px[r * cols + c] & 0xffff];
    }
  }
  context.putImageData(view.pixels, 0, 0);
}

/** The table is made again only when the window has changed. */
function tableFor(view) {
  const { series, center, width, invert } = view, key = [series.id, center, width, invert].join();
  if (view.tableKey !== key) {
    view.table ??= new Uint32Array(65536);
    fill(view.table, series, center, width, invert);
    view.tableKey = key;
  }
  return view.table;
}

/**
 * Color and 8-bit pictures, and previews. A preview was made with the first window; another one
 * is worked out from its 8 bits, good enough until the real frame is there.
 */
function still(view, context, bitmap, isPreview) {
  const { width, height } = view.canvas;
  context.drawImage(bitmap, 0, 0, width, height);
  const { series, center, width: w, invert } = view, base = series.windows?.[0] ?? { center: 127.5, width: 255 };
  const from = isPreview ? base : { center: 127.5, width: 255 };
  const flip = isPreview ? invert : invert !== Boolean(series.inverted);
  if (center === from.center && w === from.width && !flip) return;
  const image = context.getImageData(0, 0, width, height), data = image.data;
  const low = from.center - from.width / 2 - (center - w / 2);
  const map = Uint8ClampedArray.from({ length: 256 }, (_, v) => {
    const g = ((low + (v / 255) * from.width) / w) * 255;
    return flip ? 255 - g : g;
  });
  for (let i = 0; i < data.length; i++) if ((i & 3) !== 3) data[i] = map[data[i]];
  context.putImageData(image, 0, 0);
}
