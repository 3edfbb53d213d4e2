// Lesions: each row of the form has a region, drawn in the viewer slice by slice on one series and
// kept in the row as patient coordinates. What is not being drawn is shown as outlines.

import { cross, gap } from "../../viewer/geometry.js";
import { fill } from "../reading/form.js";
import { changed } from "./form.js";

export function startDrawing(form, viewer, state, say) {
  const root = form.querySelector("[data-lesions]"), list = root.querySelector("[data-lesion-rows]");
  const template = form.querySelector("#lesion-row"), banner = document.querySelector("[data-drawing]");
  const { words } = state;
  const outlines = new WeakMap(); // row → {series: {slice: [polygon]}}
  const rows = () => [...list.children];
  const part = (row, name) => row.querySelector(`[name=lesion_${name}]`);
  let active = null, home = null, quiet = false, before = new Map();
  rows().forEach((row, index) => outlines.set(row, state.shapes[index] ?? {}));

  const author = () => viewer?.stack?.author;
  const seriesOf = (id) => viewer.stack.all.find((one) => one.id === id);

  function add() {
    const row = template.content.firstElementChild.cloneNode(true);
    const taken = rows().map((one) => part(one, "name").value);
    const letter = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((one) => !taken.includes(fill(words.lesion, { letter: one }))) ?? rows().length + 1;
    part(row, "name").value = fill(words.lesion, { letter });
    outlines.set(row, {});
    list.append(row);
    return row;
  }

  /** Outlines of every lesion but the one that is being drawn on its own series. */
  function draw() {
    if (!author()) return;
    const regions = {};
    for (const row of rows()) {
      for (const [series, slices] of Object.entries(outlines.get(row) ?? {})) {
        if (row === active && series === home) continue;
        for (const [slice, polygons] of Object.entries(slices)) {
          ((regions[series] ??= {})[slice] ??= []).push(...polygons.map((polygon) => ({ name: part(row, "name").value, polygon })));
        }
      }
    }
    viewer.showRegions(regions);
    for (const row of rows()) row.classList.toggle("on", row === active);
    banner.hidden = !active;
    banner.textContent = active ? fill(words.drawing, { name: part(active, "name").value }) : "";
  }

  /** Begin, or go on, drawing a lesion. */
  function choose(row, tool = true) {
    active = row;
    const drawn = outlines.get(row) ?? {}, shown = viewer.shown()?.series;
    home = drawn[shown] ? shown : Object.keys(drawn)[0] ?? null;
    const shapes = Object.entries(drawn[home] ?? {}).flatMap(([slice, polygons]) =>
      polygons.map((polygon) => ({ series: home, slice: Number(slice), polygon })));
    author().load(shapes);
    if (tool && !["ellipse", "polygon", "brush", "erase"].includes(viewer.stack.tool.id)) viewer.stack.choose(viewer.stack.tools.ellipse);
    if (home && tool) {
      const middle = shapes[shapes.length >> 1];
      viewer.goTo({ series: home, slice: middle.slice });
    }
    draw();
  }

  function onRegions({ detail }) {
    if (quiet) return;
    const drawn = detail.regions.filter((one) => Object.keys(one.slices).length);
    if (drawn.some((one) => Object.values(one.slices).flat(2).some((point) => !point))) return refuse(words.noPlace);
    if (!active && !drawn.length) return undefined;
    if (!active) {
      active = add();
      home = null;
    }
    const name = part(active, "name").value;
    const strange = drawn.find((one) => home && one.series !== home);
    if (strange) return refuse(fill(words.otherSeries, { name }));
    return take(drawn[0], name);
  }

  /** The newest shape is taken back, with a sentence. */
  function refuse(sentence) {
    quiet = true;
    author().undo();
    quiet = false;
    banner.hidden = false;
    banner.textContent = sentence;
    say(sentence);
  }

  function take(drawn, name) {
    const slabs = drawn ? Object.values(drawn.slices).map((polygons) => ({ polygons })) : [];
    if (drawn) {
      home = drawn.series;
      form.querySelector("[name=extent][value=focal]").checked = true;
    }
    const series = seriesOf(home), along = series.orientation;
    const region = {
      name, kind: "contours", center: [0, 0, 0], axes: [],
      normal: cross(along.slice(0, 3), along.slice(3)), thickness: gap(series), slabs,
    };
    part(active, "region").value = JSON.stringify(region);
    const slices = {};
    for (const shape of author().shapes) (slices[shape.slice] ??= []).push(shape.polygon);
    outlines.set(active, { [home]: slices });
    said(active, slabs.length);
    draw();
    changed(form);
  }

  function said(row, count) {
    const text = count === 0 ? words.nothingDrawn : count === 1 ? words.oneSlice : fill(words.slices, { count });
    row.querySelector("[data-drawn]").textContent = text;
  }

  function stop() {
    active = home = null;
    author()?.load([]);
    draw();
  }

  root.addEventListener("click", (event) => {
    const row = event.target.closest("[data-lesion-row]");
    if (event.target.closest("[data-add-lesion]") && author()) choose(add());
    else if (event.target.closest("[data-remove-lesion]")) {
      row.remove();
      if (row === active) stop();
      else draw();
      changed(form);
    } else if (event.target.closest("[data-draw]") && author()) {
      if (row === active) stop();
      else choose(row);
    }
  });
  root.addEventListener("input", (event) => {
    if (event.target.name === "lesion_name" && event.target.closest("[data-lesion-row]") === active) draw();
  });
  viewer?.addEventListener("regions", onRegions);
  viewer?.addEventListener("ready", draw, { once: true });

  return {
    /** As many rows as were kept. */
    fit(count) {
      before = new Map(rows().map((row) => [row, part(row, "region").value]));
      while (rows().length < count) add();
      while (rows().length > count) list.lastElementChild.remove();
    },
    /**
     * Kept regions came back into the rows. Returns whether some differ from what the page knows:
     * their outlines come with the page, which is read again after the save.
     */
    restored() {
      for (const row of rows()) {
        const text = part(row, "region").value;
        said(row, text ? JSON.parse(text).slabs.length : 0);
        outlines.set(row, outlines.get(row) ?? {});
      }
      draw();
      return rows().some((row) => part(row, "region").value !== (before.get(row) ?? ""));
    },
  };
}
