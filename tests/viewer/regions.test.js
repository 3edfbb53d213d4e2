import assert from "node:assert/strict";
import { test } from "node:test";
import { insidePolygon, polygonArea } from "../../static/viewer/tools/freehand.js";
import angle from "../../static/viewer/tools/angle.js";
import circle from "../../static/viewer/tools/circle.js";
import length from "../../static/viewer/tools/length.js";
import { hull } from "../../static/viewer/author.js";
import { translator } from "../../static/viewer/strings.js";
import { series } from "./series.js";

/** A view as the measuring tools see it: pixel (col, row) holds 100·row + col. */
function view(given) {
  const s = series(given);
  return { series: s, slice: 0, stack: { t: translator({}, "en") },
    value: (col, row) => (col < 0 || row < 0 || col >= s.cols || row >= s.rows ? undefined : 100 * row + col) };
}

test("length in millimetres with both spacings, in pixels without", () => {
  const note = { points: [[0, 0], [6, 4]] }; // 6·0.5 = 3 mm, 4·1.5 = 6 mm
  assert.ok(Math.abs(length.read(note, view()).mm - Math.hypot(3, 6)) < 1e-12);
  assert.equal(length.read(note, view({ pixelSpacing: null })).mm, null);
});

test("an angle is measured in the patient, not on the grid, and is never above 180", () => {
  const right = { points: [[6, 0], [0, 0], [0, 4]] };
  assert.ok(Math.abs(angle.read(right, view()).degrees - 90) < 1e-9);
  const half = { points: [[3, 1], [0, 0], [0, 5]] }; // 1.5 mm by 1.5 mm
  assert.ok(Math.abs(angle.read(half, view()).degrees - 45) < 1e-9);
  const wide = { points: [[-5, -0.001], [0, 0], [-5, 0.001]] };
  assert.ok(angle.read(wide, view()).degrees < 1);
});

test("a circle is round in millimetres and counts pixel centres", () => {
  const read = circle.read({ points: [[10, 20], [14, 20]] }, view()); // radius 2 mm
  const inside = [];
  for (let row = 0; row < 40; row++) for (let col = 0; col < 30; col++) {
    if (((col - 10) * 0.5) ** 2 + ((row - 20) * 1.5) ** 2 <= 4) inside.push(100 * row + col);
  }
  assert.equal(read.n, inside.length);
  assert.equal(read.mean, inside.reduce((a, b) => a + b) / inside.length);
  assert.equal(read.min, Math.min(...inside));
  assert.ok(Math.abs(read.area - Math.PI * 4) < 1e-12);
});

test("the part of a circle outside the image does not count", () => {
  assert.equal(circle.read({ points: [[0, 0], [2, 0]] }, view()).n, 3); // cols 0, 1, 2 of row 0
});

test("inside and area of a polygon", () => {
  const square = [[1, 1], [5, 1], [5, 4], [1, 4]];
  assert.ok(insidePolygon(square, 3, 2));
  assert.ok(!insidePolygon(square, 6, 2));
  assert.ok(!insidePolygon(square, 3, 4.5));
  assert.equal(polygonArea(square), 12);
  assert.equal(polygonArea(square.slice().reverse()), 12);
});

test("the hull holds every point of a brush stroke and no inner corner", () => {
  const square = [[0, 0], [4, 0], [4, 4], [0, 4]], inner = [[1, 1], [2, 3], [3, 2]];
  assert.deepEqual(hull([...inner, ...square]).map(String).sort(), square.map(String).sort());
});
