import assert from "node:assert/strict";
import { test } from "node:test";
import { autoWindow, fill, fullWindow, grey, presets } from "../../static/viewer/lut.js";
import { axial, series } from "./series.js";

const byte = (table, stored) => table[stored & 0xffff] & 255;

test("the window of the standard: ends, centre and a width of one", () => {
  assert.equal(grey(-400, 40, 400), 0);
  assert.equal(grey(500, 40, 400), 255);
  assert.equal(grey(39.5, 40, 400), 128); // the exact middle, 127.5, rounded up
  assert.equal(grey(40, 40, 1), 255);
  assert.equal(grey(39, 40, 1), 0);
});

test("every stored value gets its grey, through slope and intercept, signed or not", () => {
  const table = new Uint32Array(65536);
  const ct = axial({ signed: true, slope: 2, intercept: -100 });
  fill(table, ct, 40, 400, false);
  for (const stored of [-32768, -1, 0, 1, 70, 32767]) assert.equal(byte(table, stored), grey(stored * 2 - 100, 40, 400));
  fill(table, series(), 40000, 50000, false);
  assert.equal(byte(table, 40000), grey(40000, 40000, 50000));
  assert.equal(table[0] >>> 24, 255, "opaque");
});

test("inverting, and MONOCHROME1, and both together", () => {
  const table = new Uint32Array(65536), plain = series(), mono1 = series({ inverted: true });
  const at = (s, invert) => byte(fill(table, s, 100, 200, invert), 30);
  assert.equal(at(plain, true), 255 - at(plain, false));
  assert.equal(at(mono1, false), at(plain, true));
  assert.equal(at(mono1, true), at(plain, false));
});

test("full range and percentiles in output units; background does not count", () => {
  const s = series({ slope: 2, intercept: 10 });
  const px = Uint16Array.from({ length: 2000 }, (_, i) => (i < 1000 ? 0 : i - 900));
  assert.deepEqual(fullWindow(s, [px]), { center: 1109, width: 2198 });
  const auto = autoWindow(s, [px]);
  const low = auto.center - auto.width / 2;
  assert.ok(low > 2 * 100 + 10 && low < 2 * 130 + 10, `starts at ${low}`);
});

test("a flat frame has a window of one, not of nothing", () => {
  assert.deepEqual(autoWindow(series(), [new Uint16Array(50).fill(7)]), { center: 7, width: 1 });
});

test("presets: the study's first, then bone and soft tissue for CT only", () => {
  const own = [{ name: "Default", center: 1, width: 2 }];
  assert.deepEqual(presets(series({ windows: own })).map((p) => p.name), ["Default"]);
  assert.deepEqual(presets(axial({ windows: own })).map((p) => [p.name, p.center, p.width]),
    [["Default", 1, 2], ["bone", 450, 1800], ["soft", 40, 400]]);
  assert.deepEqual(presets(axial({ kind: "bitmap" })), []);
});

test("the window of a series takes every slice, not the one on the screen", () => {
  const s = series(), dark = new Uint16Array(1000).fill(100), bright = new Uint16Array(1000).fill(900);
  dark[0] = bright[0] = 0;
  const { center, width } = autoWindow(s, [dark, bright]);
  assert.deepEqual([center, width], [500, 800]);
  assert.deepEqual(fullWindow(s, [dark, bright]), { center: 450, width: 900 });
});
