import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, duration, Speed } from "../../static/app/intake/words.js";

test("sizes and times are words", () => {
  assert.equal(bytes(0), "0 bytes");
  assert.equal(bytes(1536000), "1.5 MB");
  assert.equal(bytes(412000000), "412 MB");
  assert.equal(duration(0.2), "1 s");
  assert.equal(duration(61), "2 min");
  assert.equal(duration(3700), "1 h 2 min");
  assert.equal(duration(7190), "2 h 0 min");
  assert.equal(duration(Infinity), "some time");
});

test("the speed forgets what is long ago", () => {
  const speed = new Speed();
  speed.add(5000, 0);
  assert.equal(speed.rate(1000), 5000);
  assert.equal(speed.rate(20000), 0);
});
