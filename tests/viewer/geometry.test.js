import assert from "node:assert/strict";
import { test } from "node:test";
import * as g from "../../static/viewer/geometry.js";
import { mm } from "../../static/viewer/tools/points.js";
import { AXIAL, axial, random, series } from "./series.js";

const near = (a, b, eps = 1e-9) => a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) < eps, `${a} is not ${b}`));

test("the first pixel's centre is ImagePositionPatient; columns and rows use their own spacing", () => {
  const s = series();
  near(g.toPatient(s, 0, [0, 0]), [-10, -20, 50]);
  near(g.toPatient(s, 2, [4, 0]), [-2, -18, 50]); // 4 columns of 0.5 mm towards posterior
  near(g.toPatient(s, 2, [0, 4]), [-2, -20, 44]); // 4 rows of 1.5 mm towards the feet
});

test("pixel → patient → pixel comes back, for oblique planes too", () => {
  const rand = random(3);
  for (let round = 0; round < 200; round++) {
    const angle = rand() * 6, tilt = rand() * 6;
    const r = [Math.cos(angle), Math.sin(angle), 0];
    const c = [-Math.sin(angle) * Math.cos(tilt), Math.cos(angle) * Math.cos(tilt), Math.sin(tilt)];
    const s = series({ orientation: [...r, ...c], pixelSpacing: [rand() + 0.1, rand() + 0.1] });
    const pixel = [rand() * 500, rand() * 500];
    near(g.toPixel(s, 1, g.toPatient(s, 1, pixel)), [...pixel, 0], 1e-6);
  }
});

test("the distance to the slice is signed along row × column", () => {
  const s = series();
  assert.equal(g.toPixel(s, 0, [-13, 0, 0])[2], 3); // r × c of SAGITTAL points to −x
});

test("the nearest slice, ties to the first, ends for what lies beyond", () => {
  const s = series();
  assert.equal(g.nearestSlice(s, [-3.9, 99, -99]), 2);
  assert.equal(g.nearestSlice(s, [-8, 0, 0]), 0);
  assert.equal(g.nearestSlice(s, [500, 0, 0]), 4);
  assert.equal(g.nearestSlice(series({ positions: null }), [0, 0, 0]), null);
});

test("slice gap is the median distance; a single slice says its thickness", () => {
  assert.equal(g.gap(series()), 4);
  assert.equal(g.gap(series({ count: 1 })), 4);
  assert.equal(g.gap(series({ count: 1, positions: null, thickness: 0 })), 1);
});

test("spaces: same id, never an empty one, always itself", () => {
  const a = series();
  assert.ok(g.sameSpace(a, axial()));
  assert.ok(!g.sameSpace(a, series({ frameOfReference: "g" })));
  assert.ok(!g.sameSpace(series({ frameOfReference: "" }), series({ frameOfReference: "" })));
  const lone = series({ frameOfReference: "" });
  assert.ok(g.sameSpace(lone, lone));
});

test("letters of a direction, largest first, small parts left out", () => {
  assert.equal(g.letters([1, 0, 0]), "L");
  assert.equal(g.letters([0, -1, 0.1]), "A");
  assert.equal(g.letters([0, 0.1, -0.99]), "F");
  assert.equal(g.letters([-0.8, 0.6, 0]), "RP");
});

test("a reference line is where two planes meet, cut to the extent of the other", () => {
  const sag = series(), ax = axial({ rows: 20, cols: 20, positions: [[-12, -18, 20]], count: 1, frames: ["a"] });
  const line = g.referenceLine(sag, 2, ax, 0);
  near(line.map((p) => p[1]).sort(), [20, 20]); // (50 − 20) / 1.5 mm
  near(line.map((p) => p[0]).sort((a, b) => a - b), [3, 43]); // −18.5 … 1.5 mm from −20, 0.5 mm a column
});

test("no reference line between parallel planes, other spaces, or planes that miss", () => {
  const sag = series();
  assert.equal(g.referenceLine(sag, 0, series(), 1), null);
  assert.equal(g.referenceLine(sag, 0, axial({ frameOfReference: "g" }), 1), null);
  assert.equal(g.referenceLine(sag, 0, axial({ positions: [[200, 0, 0]], count: 1 }), 0), null);
});

test("planes by their normal", () => {
  assert.equal(g.planeOf([0.9, 0.1, 0]), "sagittal");
  assert.equal(g.planeOf([0, -0.9, 0.3]), "coronal");
  assert.equal(g.planeOf([0, 0.2, -0.9]), "axial");
});

test("a still has units of its own: its slices are no millimetres apart and nothing is measured", () => {
  const s = series({ still: 0.5, pixelSpacing: null, thickness: null, orientation: AXIAL, positions: [[0, 0, 1e6], [0, 0, 9e8]] });
  near(g.toPatient(s, 1, [10, 20]), [5, 10, 9e8]);
  near(g.toPixel(s, 1, [5, 10, 9e8]), [10, 20, 0]);
  assert.equal(g.gap(s), 1);
  assert.equal(mm(s, [0, 0], [3, 4]), null);
});
