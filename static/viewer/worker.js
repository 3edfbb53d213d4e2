/**
 * Undoes the prediction of one frame (the server's encoder is cases/dicom/frames.py).
 * Runs as a module worker; imported by tests as a plain module.
 */

const CLASSES = 7, HEAD = 4 * CLASSES;

/**
 * Either layout of zig-zag residuals, told apart by its length. 1: all low bytes, then all high bytes.
 * 2: pixels a class (little-endian uint32), low bytes class by class, all high bytes.
 * @param {Uint8Array} body
 * @param {boolean} signed stored values are two's complement
 * @param {ArrayBuffer} [spare] memory for the values, used when it is large enough
 * @returns {Uint16Array | Int16Array} the stored values, row by row
 * @throws {RangeError} when the body's length or its classes do not fit rows·cols
 */
export function decode(body, rows, cols, signed, spare) {
  const count = rows * cols, out = spare?.byteLength >= 2 * count ? new Uint16Array(spare, 0, count) : new Uint16Array(count);
  if (body.length === 2 * count) undo(body, rows, cols, out);
  else if (body.length === 2 * count + HEAD) undo(body.subarray(HEAD), rows, cols, out, starts(body, count));
  else throw new RangeError(`${body.length} bytes for ${count} pixels`);
  if (!signed) return out;
  for (let i = 0; i < count; i++) out[i] ^= 0x8000;
  return new Int16Array(out.buffer, 0, count);
}

/** Where the low bytes of each class begin. */
function starts(body, count) {
  const view = new DataView(body.buffer, body.byteOffset, HEAD), place = new Int32Array(CLASSES + 1);
  for (let k = 0; k < CLASSES; k++) place[k + 1] = place[k] + view.getUint32(4 * k, true);
  if (place[CLASSES] !== count) throw new RangeError(`classes of ${place[CLASSES]} for ${count} pixels`);
  return place;
}

/** Pixels outside the image count as 0. `place`: see `starts`; without it, low bytes lie in order. */
function undo(body, rows, cols, out, place) {
  const count = rows * cols;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let col = 0, a = 0, c = 0; col < cols; col++, i++) {
      const b = row ? out[i - cols] : 0;
      let p, at = i;
      if (a > b) p = c >= a ? b : c <= b ? a : a + b - c;
      else p = c >= b ? a : c <= a ? b : a + b - c;
      if (place) {
        const busy = (a > c ? a - c : c - a) + (b > c ? b - c : c - b);
        at = place[busy < 4 ? 0 : busy < 128 ? 30 - Math.clz32(busy) : 6]++;
      }
      const z = body[at] | (body[count + i] << 8);
      out[i] = p + ((z >>> 1) ^ -(z & 1));
      a = out[i];
      c = b;
    }
  }
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  // The bytes of one frame become the memory of the next one's values: nothing is left to collect.
  let spare = null;
  self.onmessage = ({ data: { id, buffer, rows, cols, signed } }) => {
    try {
      const fits = spare && spare.byteLength <= buffer.byteLength ? spare : undefined;
      const { buffer: pixels } = decode(new Uint8Array(buffer), rows, cols, signed, fits);
      spare = buffer;
      self.postMessage({ id, pixels }, [pixels]);
    } catch (error) {
      self.postMessage({ id, error: String(error) });
    }
  };
  self.postMessage({ ready: true });
}
