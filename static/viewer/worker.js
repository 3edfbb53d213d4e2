/**
 * Undoes the prediction of one frame (the server's encoder is cases/dicom/frames.py).
 * Runs as a module worker; imported by tests as a plain module.
 */

/**
 * @param {Uint8Array} body all low bytes, then all high bytes, of zig-zag residuals
 * @param {boolean} signed stored values are two's complement
 * @returns {Uint16Array | Int16Array} the stored values, row by row
 * @throws {RangeError} when the body has not 2·rows·cols bytes
 */
export function decode(body, rows, cols, signed) {
  const count = rows * cols;
  if (body.length !== 2 * count) throw new RangeError(`${body.length} bytes for ${count} pixels`);
  const out = new Uint16Array(count);
  for (let i = 0, row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, i++) {
      let p = 0;
      if (row === 0) p = col ? out[i - 1] : 0;
      else if (col === 0) p = out[i - cols];
      else {
        const a = out[i - 1], b = out[i - cols], c = out[i - cols - 1];
        if (a > b) p = c >= a ? b : c <= b ? a : a + b - c;
        else p = c >= b ? a : c <= a ? b : a + b - c;
      }
      const z = body[i] | (body[count + i] << 8);
      out[i] = p + ((z >>> 1) ^ -(z & 1));
    }
  }
  if (!signed) return out;
  for (let i = 0; i < count; i++) out[i] ^= 0x8000;
  return new Int16Array(out.buffer);
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.onmessage = ({ data: { id, buffer, rows, cols, signed } }) => {
    try {
      const { buffer: pixels } = decode(new Uint8Array(buffer), rows, cols, signed);
      self.postMessage({ id, pixels }, [pixels]);
    } catch (error) {
      self.postMessage({ id, error: String(error) });
    }
  };
  self.postMessage({ ready: true });
}
