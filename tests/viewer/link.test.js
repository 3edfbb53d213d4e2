import assert from "node:assert/strict";
import { test } from "node:test";
import { followCenter, followSlice, hang, sharesWindow } from "../../static/viewer/link.js";
import { axial, series } from "./series.js";

const thick = series({ id: "t", label: "STIR sagittal", count: 4, gap: 6 });

test("slices follow by patient position, not by number", () => {
  assert.equal(followSlice(thick, series(), 4), 3); // −10 + 16 = 6 mm → slices at −10, −4, 2, 8
  assert.equal(followSlice(series(), thick, 1), 1); // −4 mm lies midway: the first of the two
  assert.equal(followSlice(series({ gap: -4, positions: series().positions.slice().reverse() }), series(), 0), 4);
});

test("nothing follows into another space or plane", () => {
  assert.equal(followSlice(series({ frameOfReference: "g" }), series(), 3), null);
  assert.equal(followSlice(axial(), series(), 3), null);
  assert.equal(followSlice(series({ positions: null }), series(), 3), null);
});

test("the centre follows in millimetres where it can, else by proportion", () => {
  const fine = series({ id: "f", rows: 60, cols: 60, pixelSpacing: [1, 0.25], positions: series().positions.map(([x]) => [x, -20, 50]) });
  assert.deepEqual(followCenter(fine, 0, series(), 0, [10, 10]), [20, 15]);
  assert.deepEqual(followCenter(series({ frameOfReference: "g", rows: 80, cols: 60 }), 0, series(), 0, [15, 10]), [30, 20]);
});

test("windows are shared where numbers mean the same", () => {
  assert.ok(sharesWindow(axial(), axial({ label: "CT bone" })));
  assert.ok(!sharesWindow(series(), thick), "T1 and STIR");
  assert.ok(sharesWindow(series(), series({ id: "x" })), "the same MR sequence twice");
  assert.ok(!sharesWindow(axial(), series()));
  assert.ok(!sharesWindow(axial({ kind: "bitmap" }), axial({ kind: "bitmap" })));
});

test("hanging: what lies in the first one's plane and space comes first", () => {
  const all = [series(), axial(), thick, series({ id: "o", frameOfReference: "g" })];
  assert.deepEqual(hang(all, 3).map((s) => s.id), ["s", "t", "ax"]);
  assert.deepEqual(hang([], 3), []);
});
