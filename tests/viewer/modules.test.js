import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../", import.meta.url), read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const imports = (name) => [...read(`static/viewer/${name}`).matchAll(/^import .*?"(\.{1,2}\/[^"]+)";/gm)]
  .map((m) => new URL(m[1], new URL(`static/viewer/${name}`, ROOT)).pathname.split("/static/viewer/")[1]);

test("the page preloads exactly what the first image needs", () => {
  const needed = new Set(["element.js"]);
  for (const name of needed) imports(name).forEach((next) => needed.add(next));
  const listed = [...read("templates/partials/viewer_modules.html").matchAll(/viewer\/(\w+\.js)/g)].map((m) => m[1]);
  assert.deepEqual([...needed].sort(), listed.sort());
});

test("modules only import their neighbours, relatively", () => {
  for (const file of readdirSync(new URL("static/viewer/", ROOT), { recursive: true }).filter((f) => f.endsWith(".js"))) {
    for (const [, path] of read(`static/viewer/${file}`).matchAll(/(?:from|import\()\s*"([^"]+)"/g)) assert.match(path, /^\.{1,2}\//);
  }
});

test("nothing that the strict policy refuses", () => {
  for (const file of readdirSync(new URL("static/viewer/", ROOT), { recursive: true }).filter((f) => f.endsWith(".js"))) {
    assert.doesNotMatch(read(`static/viewer/${file}`), /\beval\(|new Function|innerHTML|setAttribute\("style"|createObjectURL|"webgl/);
  }
});
