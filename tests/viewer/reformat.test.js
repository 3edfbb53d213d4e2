import assert from "node:assert/strict";
import { test } from "node:test";
import { toPatient, toPixel, nearestSlice } from "../../static/viewer/geometry.js";
import { gather, isVolume, reformats } from "../../static/viewer/reformat.js";
import { axial, series } from "./series.js";

/** A value that says where it comes from. */
const voxel = (k, row, col) => k * 100 + row * 10 + col;
const frames = (s) => s.frames.map((_, k) =>
  Uint16Array.from({ length: s.rows * s.cols }, (_, i) => voxel(k, Math.floor(i / s.cols), i % s.cols)));

test("only thin, even, straight stacks are volumes", () => {
  assert.ok(isVolume(axial()));
  assert.ok(!isVolume(series()), "five slices of 4 mm");
  assert.ok(!isVolume(axial({ gap: 5 })));
  assert.ok(!isVolume(axial({ kind: "bitmap" })));
  assert.ok(!isVolume(axial({ still: 1 })));
  assert.ok(!isVolume(axial({ positions: null })));
  const uneven = axial();
  uneven.positions[3] = [-2, -3, 6.5];
  assert.ok(!isVolume(uneven), "a slice out of step");
  assert.ok(!isVolume(axial({ positions: axial().positions.map(([x, y, z]) => [x, y + z * 0.2, z]) })), "gantry tilt");
});

test("an axial volume gives coronal and sagittal planes, head up", () => {
  const planes = reformats(axial());
  assert.deepEqual(planes.map((p) => p.plane).sort(), ["coronal", "sagittal"]);
  for (const p of planes) {
    assert.deepEqual(p.orientation.slice(3), [0, 0, -1]);
    assert.equal(p.rows, 24);
    assert.equal(p.pixelSpacing[0], 2);
  }
  assert.deepEqual(planes.find((p) => p.plane === "coronal").orientation.slice(0, 3), [1, 0, 0]);
  assert.deepEqual(planes.find((p) => p.plane === "sagittal").orientation.slice(0, 3), [0, 1, 0]);
});

for (const [name, base] of [
  ["axial up", axial()],
  ["axial down", axial({ positions: axial().positions.slice().reverse() })],
  ["sagittal", series({ count: 20, gap: 1, rows: 8, cols: 7, pixelSpacing: [1, 1] })],
]) {
  test(`every voxel of a reformat lies where it was in the patient (${name})`, () => {
    const all = frames(base);
    for (const plane of reformats(base)) {
      for (const slice of [0, 2, plane.frames.length - 1]) {
        const { px, missing } = gather(plane, slice, (k) => all[k]);
        assert.equal(missing, 0);
        for (let row = 0; row < plane.rows; row += 3) {
          for (let col = 0; col < plane.cols; col++) {
            const point = toPatient(plane, slice, [col, row]), k = nearestSlice(base, point);
            const [c, r] = toPixel(base, k, point).map(Math.round);
            assert.equal(px[row * plane.cols + col], voxel(k, r, c));
          }
        }
      }
    }
  });
}

test("what has not arrived is counted and stays dark", () => {
  const base = axial({ signed: true }), all = frames(base), [plane] = reformats(base);
  const { px, missing } = gather(plane, 0, (k) => (k === 4 ? undefined : Int16Array.from(all[k])));
  assert.equal(missing, 1);
  const row = base.frames.length - 1 - 4; // head up: frame 4 from below
  assert.equal(px[row * plane.cols], -32768);
  assert.notEqual(px[(row + 1) * plane.cols], -32768);
});
