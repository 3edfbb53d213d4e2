import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "../../static/viewer/worker.js";
import { random } from "./series.js";

/** The encoder of the contract, written straight from its words: the bytes of layout 1 and of layout 2. */
function encode(values, rows, cols, signed) {
  const x = Array.from(values, (v) => (signed ? (v & 0xffff) ^ 0x8000 : v));
  const body = new Uint8Array(2 * rows * cols), classes = [[], [], [], [], [], [], []];
  x.forEach((value, i) => {
    const row = Math.floor(i / cols), col = i % cols;
    const a = col ? x[i - 1] : 0, b = row ? x[i - cols] : 0, c = row && col ? x[i - cols - 1] : 0;
    let p = a + b - c;
    if (row === 0) p = a;
    else if (col === 0) p = b;
    else if (c >= Math.max(a, b)) p = Math.min(a, b);
    else if (c <= Math.min(a, b)) p = Math.max(a, b);
    const r = ((value - p) << 16) >> 16, z = ((r << 1) ^ (r >> 15)) & 0xffff;
    body[i] = z & 0xff;
    body[rows * cols + i] = z >> 8;
    const busy = Math.abs(a - c) + Math.abs(b - c);
    classes[[4, 8, 16, 32, 64, 128].filter((limit) => busy >= limit).length].push(z & 0xff);
  });
  const counts = new DataView(new ArrayBuffer(28));
  classes.forEach((list, k) => counts.setUint32(4 * k, list.length, true));
  return [body, Uint8Array.from([...new Uint8Array(counts.buffer), ...classes.flat(), ...body.slice(rows * cols)])];
}

function roundTrip(values, rows, cols, signed) {
  for (const body of encode(values, rows, cols, signed)) {
    const back = decode(body, rows, cols, signed);
    assert.deepEqual(Array.from(back), Array.from(values));
    assert.equal(back.constructor, signed ? Int16Array : Uint16Array);
  }
}

test("a frame by hand: 10, 12 / 9, 500", () => {
  // residuals 10, 2, −1, and 500 − 11 (10 + … : c = 10 lies between, so 12 + 9 − 10) = 489
  const z = [20, 4, 1, 978];
  const body = Uint8Array.from([...z.map((v) => v & 255), ...z.map((v) => v >> 8)]);
  assert.deepEqual(Array.from(decode(body, 2, 2, false)), [10, 12, 9, 500]);
});

for (const [rows, cols] of [[1, 1], [1, 23], [23, 1], [2, 2], [17, 31]]) {
  test(`${rows} × ${cols}, unsigned and signed, the whole range`, () => {
    const rand = random(rows * 100 + cols), count = rows * cols;
    roundTrip(Uint16Array.from({ length: count }, () => rand() * 65536), rows, cols, false);
    roundTrip(Int16Array.from({ length: count }, () => rand() * 65536 - 32768), rows, cols, true);
    roundTrip(Uint16Array.from({ length: count }, () => 500 + rand() * 2 ** (2 + 6 * rand())), rows, cols, false); // every class
    roundTrip(Uint16Array.from({ length: count }, () => (rand() < 0.5 ? 0 : 65535)), rows, cols, false);
  });
}

test("a body of the wrong length is refused", () => {
  assert.throws(() => decode(new Uint8Array(7), 2, 2, false), RangeError);
  const [, body] = encode([1, 2, 3, 4], 2, 2, false);
  body[0] += 1; // classes that do not add up
  assert.throws(() => decode(body, 2, 2, false), RangeError);
});

test("memory that is given is used when it is large enough, and only its part", () => {
  const [, body] = encode([5, 6, 7, 65535], 2, 2, false), large = new ArrayBuffer(40), small = new ArrayBuffer(6);
  const out = decode(body, 2, 2, false, large);
  assert.equal(out.buffer, large);
  assert.deepEqual(Array.from(out), [5, 6, 7, 65535]);
  assert.notEqual(decode(body, 2, 2, false, small).buffer, small);
  const signed = decode(encode([-1, 2, -3, 4], 2, 2, true)[1], 2, 2, true, large);
  assert.deepEqual(Array.from(signed), [-1, 2, -3, 4]);
});
