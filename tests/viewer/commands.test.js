import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { translator } from "../../static/viewer/strings.js";
import { addWords, parse } from "../../static/viewer/words.js";

const source = (name) => readFileSync(new URL(`../../static/viewer/${name}`, import.meta.url), "utf8");

test("no two commands share a key", () => {
  const keys = [...source("commands.js").matchAll(/(?:tool|toggle|view|scroll|windowTo|windowBy)\("\w+", "([^"]+)"/g)].map((m) => m[1]);
  assert.ok(keys.length > 35, `${keys.length} keys found`);
  assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), []);
});

test("every command and every t(\"…\") has English words", () => {
  addWords();
  const t = translator(), ids = [...source("commands.js").matchAll(/(?:tool|toggle|view|scroll|windowTo|windowBy)\("(\w+)"|id: "(\w+)"/g)]
    .map((m) => m[1] ?? m[2]);
  const used = ["overlay.js", "menus.js", "view.js", "stack.js", "element.js", "tools/mark.js", "tools/points.js"]
    .flatMap((file) => [...source(file).matchAll(/\bt\("(\w+)"/g)].map((m) => m[1]));
  const missing = [...ids, ...used].filter((key) => !/^\w+$/.test(key) || (t(key) === key && key.length > 3));
  assert.deepEqual([...new Set(missing)].filter((key) => t(key) === key && !(source("strings.js") + source("words.js")).includes(` ${key}:`)), []);
});

test("a translation replaces, fills in and falls back", () => {
  const t = translator({ slice: "Schicht {n} von {total}" });
  assert.equal(t("slice", { n: 3, total: 9 }), "Schicht 3 von 9");
  assert.equal(t("retry"), "Try again");
  assert.equal(t("Body region"), "Body region");
});

test("numbers are written and read as the language does", () => {
  const en = translator({}, "en"), de = translator({}, "de");
  assert.deepEqual([en.number(1312.25, 1), de.number(1312.25, 1), de.number(-3, 1, 1)], ["1312.3", "1312,3", "-3,0"]);
  const typed = ["1,800", "1.800", "40,5", "40.5", " -12 ", "1.234,5", "1,234.5", "", "wide", "1.2.3"];
  const nan = Number.NaN;
  assert.deepEqual(typed.map((text) => parse(en, text)), [1800, 1.8, 40.5, 40.5, -12, nan, 1234.5, nan, nan, nan]);
  assert.deepEqual(typed.map((text) => parse(de, text)), [1.8, 1800, 40.5, 40.5, -12, 1234.5, nan, nan, nan, nan]);
});
