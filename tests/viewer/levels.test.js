import assert from "node:assert/strict";
import { test } from "node:test";

import { byLevel } from "../../static/app/levels.js";

const SMALL = { T12: [0, 10, 30], L1: [0, 10, 0], L2: [2, 8, -30] };
const LARGE = { T12: [5, 20, 160], L1: [5, 20, 120], L2: [5, 26, 75], L3: [5, 26, 30] };
const near = (got, wanted) => got.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-9, `${got}`));

test("the middle of a level is the middle of that level, what lies beside it lies beside it", () => {
  const carry = byLevel(SMALL, LARGE);
  near(carry([0, 10, 0]).point, [5, 20, 120]);
  near(carry([-12, 25, 0]).point, [-7, 35, 120]);
});

test("half way between two levels is half way, and there and back is where it began", () => {
  near(byLevel(SMALL, LARGE)([1, 9, -15]).point, [5, 23, 97.5]);
  const point = [7, 3, 21], there = byLevel(SMALL, LARGE)(point);
  const back = byLevel(LARGE, SMALL)(there.point);
  near(back.point, point);
  near([there.stretch * back.stretch], [1]);
});

test("beyond the last shared level it goes on as between the last two", () => {
  const { point, stretch } = byLevel(SMALL, LARGE)([0, 10, 60]);
  near(point, [5, 20, 200]);
  near([stretch], [4 / 3]);
  near(byLevel(SMALL, LARGE)([4, 6, -60]).point, [5, 32, 30]);
});

test("one shared level, or none, is no link", () => {
  assert.equal(byLevel({ L1: [0, 0, 0] }, LARGE), null);
  assert.equal(byLevel({}, LARGE), null);
  assert.equal(byLevel(undefined, undefined), null);
});
