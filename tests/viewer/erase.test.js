import assert from "node:assert/strict";
import { test } from "node:test";
import { erase, trace } from "../../static/viewer/erase.js";
import { insidePolygon, polygonArea } from "../../static/viewer/tools/freehand.js";

const square = [[10, 10], [50, 10], [50, 50], [10, 50]];
const disc = (x, y, r) => ({ at: [x, y], rx: r, ry: r });
const near = (a, b, share) => assert.ok(Math.abs(a - b) <= share * b, `${a}, not about ${b}`);

test("a bite out of an edge takes its area and keeps the rest", () => {
  const [left, ...more] = erase(square, [disc(50, 30, 8)]);
  assert.equal(more.length, 0);
  near(polygonArea(left), 1600 - (Math.PI * 64) / 2, 0.01);
  assert.ok(!insidePolygon(left, 47, 30));
  assert.ok(insidePolygon(left, 40, 30) && insidePolygon(left, 48, 12));
  assert.ok(left.length < 60, `${left.length} corners`);
});

test("a stroke through the middle leaves two outlines", () => {
  const stroke = Array.from({ length: 30 }, (_, i) => disc(30, 5 + 2 * i, 4));
  const parts = erase(square, stroke);
  assert.equal(parts.length, 2);
  for (const part of parts) near(polygonArea(part), 40 * 16, 0.02);
});

test("nothing is left under a disc that covers all, everything beside one that misses", () => {
  assert.deepEqual(erase(square, [disc(30, 30, 40)]), []);
  assert.deepEqual(erase(square, [disc(70, 30, 8)]), [square]);
  const triangle = [[0, 0], [40, 0], [0, 40]];
  assert.deepEqual(erase(triangle, [disc(38, 38, 5)]), [triangle]); // in its box, not in it
});

test("a hole inside is filled, as one outline cannot hold it", () => {
  const [whole, ...more] = erase(square, [disc(30, 30, 5)]);
  assert.equal(more.length, 0);
  near(polygonArea(whole), 1600, 0.01);
});

test("a disc is an ellipse where rows and columns are not spaced alike", () => {
  const [left] = erase(square, [{ at: [50, 30], rx: 4, ry: 12 }]);
  near(polygonArea(left), 1600 - (Math.PI * 48) / 2, 0.01);
});

test("cells that meet at a corner only are two borders", () => {
  const mask = new Uint8Array(100);
  for (let i = 0; i < 25; i++) {
    mask[Math.floor(i / 5) * 10 + (i % 5)] = 1;
    mask[(5 + Math.floor(i / 5)) * 10 + 5 + (i % 5)] = 1;
  }
  assert.deepEqual(trace(mask, 10, 10).map((ring) => ring.length), [20, 20]);
});
