// Two viewers side by side: the same sequence, the same window; slices, zoom and place follow each
// other. One patient: by position. Two patients: by level, as far to the side as at first.
import { nearestSlice, toPatient, toPixel } from "../viewer/geometry.js";
import { middle } from "../viewer/link.js";
import { byLevel } from "./levels.js";
import { outlinesFrom } from "./outlines.js";

document.querySelectorAll("[data-pair]").forEach(open);
document.addEventListener("htmx:load", ({ target }) => {
  const fetched = target.matches?.("[data-pair]") ? [target] : [...(target.querySelectorAll?.("[data-pair]") ?? [])];
  fetched.forEach((root) => {
    root.closest("dialog")?.showModal(); // before the viewers measure their place
    open(root);
  });
});

async function open(root) {
  if (root.dataset.open) return;
  root.dataset.open = "yes";
  await customElements.whenDefined("dicom-stack");
  const state = read(root.querySelector("#pair-state"));
  const sides = ["a", "b"].map((key, index) => ({
    ...state.sides[index],
    viewer: root.querySelector(`[data-manifest="images-${key}"]`),
    series: new Map((read(root.querySelector(`#images-${key}`))?.series ?? []).map((one) => [one.id, one])),
  }));
  const [a, b] = sides.map((side) => side.levels), carry = state.bond === "level" ? [byLevel(a, b), byLevel(b, a)] : [];
  const pair = { root, sides, carry, couples: state.series, bond: state.bond, linked: true, offset: [0, 0, 0], busy: false };
  sides.forEach((side, index) => {
    if (!side.viewer) return;
    side.viewer.addEventListener("viewchange", ({ detail }) => follow(pair, index, detail));
    side.viewer.addEventListener("placechange", ({ detail }) => place(pair, index, detail));
  });
  root.addEventListener("click", ({ target }) => press(pair, target.closest("button")));
  enable(root, "[data-couple], [data-bond]");
  show(pair);
  await Promise.all(sides.map(outline));
  if (sides.some((side) => side.regions)) enable(root, "[data-outlines], [data-lesion]");
}

/** What these buttons act on is there: now they may be pressed. */
function enable(root, buttons) {
  root.querySelectorAll(buttons).forEach((button) => { button.disabled = false; });
}

async function outline(side) {
  side.regions = await outlinesFrom(side.outlines);
  side.viewer?.showRegions?.(side.regions);
}

const read = (node) => (node ? JSON.parse(node.textContent) : null);

/** Each side where its lesion is shown best; two patients are then tied at this distance. */
function show(pair) {
  pair.busy = true;
  for (const side of pair.sides) side.viewer?.goTo(side.view);
  pair.busy = false;
  tie(pair);
  if (pair.bond === "position" && pair.sides[0].viewer) {
    const { view } = pair.sides[0];
    follow(pair, 0, { series: view.series, slice: view.slice });
  }
}

/** Remember how far apart the two are: by level to the side alone, in one patient nothing. */
function tie(pair) {
  pair.offset = [0, 0, 0];
  if (pair.bond === "position" || pair.sides.some((side) => !side.viewer)) return;
  const [own, other] = pair.sides.map((side) => center(side, side.now ?? side.view));
  if (!own || !other) return;
  const [x, y, z] = carried(pair, 0, own).point.map((value, i) => other[i] - value);
  pair.offset = pair.bond === "level" ? [x, 0, 0] : [x, y, z];
}

/** A slice's middle in the patient; null where the series has no geometry. */
function center(side, { series, slice }) {
  const one = side.series.get(series);
  return one?.positions?.length ? middle(one, slice) : null;
}

/** Where a point of one side lies on the other, and how much larger that spine is. */
function carried(pair, index, point) {
  const { point: there, stretch } = pair.carry[index]?.(point) ?? { point, stretch: 1 };
  return { point: there.map((value, i) => value + (index === 0 ? 1 : -1) * pair.offset[i]), stretch };
}

/** The series of the other side that belongs to this one; undefined where there is none. */
function partner(pair, index, series) {
  const couple = pair.couples.find((one) => one[index] === series);
  return couple && pair.sides[1 - index].series.get(couple[1 - index]);
}

/** One side has moved: the other shows the same sequence there, at the same window. */
function follow(pair, index, { series, slice, center, width }) {
  const from = pair.sides[index], to = pair.sides[1 - index];
  from.now = { series, slice };
  mark(pair, index, series);
  if (pair.busy || !pair.linked || !to.viewer) return;
  const target = partner(pair, index, series);
  if (!target) return;
  pair.busy = true;
  to.viewer.goTo({ series: target.id, slice: counterpart(pair, index, from, target, { series, slice }), center, width });
  pair.busy = false;
}

function counterpart(pair, index, from, target, where) {
  const point = center(from, where);
  return point && target.positions?.length ? nearestSlice(target, carried(pair, index, point).point) : undefined;
}

/** One side has been zoomed or moved: the other shows the same part, as large on the screen. */
function place(pair, index, { series, slice, scale, at }) {
  const source = pair.sides[index].series.get(series), { viewer } = pair.sides[1 - index];
  if (pair.busy || !pair.linked || !viewer || !source?.positions?.length) return;
  const target = partner(pair, index, series);
  if (!target?.positions?.length) return;
  const { point, stretch } = carried(pair, index, toPatient(source, slice, at));
  pair.busy = true;
  viewer.goTo({ series: target.id, scale: scale / stretch, at: toPixel(target, nearestSlice(target, point), point).slice(0, 2) });
  pair.busy = false;
}

function mark(pair, index, series) {
  const chosen = pair.couples.findIndex((one) => one[index] === series);
  pair.root.querySelectorAll("[data-couple]").forEach((chip) => {
    chip.setAttribute("aria-pressed", Number(chip.dataset.couple) === chosen);
  });
}

function press(pair, button) {
  if (!button) return;
  const { couple, lesion, bond, outlines } = button.dataset;
  if (couple !== undefined) choose(pair, pair.couples[couple]);
  if (lesion) goToLesion(pair, "ab".indexOf(lesion));
  if (bond !== undefined) {
    pair.linked = toggle(button);
    if (pair.linked) tie(pair);
  }
  if (outlines !== undefined) {
    const shown = toggle(button);
    for (const side of pair.sides) side.viewer?.showRegions(shown ? side.regions : null);
  }
}

function toggle(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  return on;
}

/** Another sequence on both sides, at the place where each is. */
function choose(pair, couple) {
  pair.busy = true;
  pair.sides.forEach((side, index) => {
    if (!side.viewer) return;
    const target = side.series.get(couple[index]), now = side.now ?? side.view, source = side.series.get(now.series);
    const slice = source?.positions?.length && target.positions?.length
      ? nearestSlice(target, middle(source, now.slice)) : undefined;
    const [window] = target.windows ?? [];
    side.viewer.goTo({ series: target.id, slice, center: window?.center, width: window?.width });
  });
  pair.busy = false;
}

/** The slice of a side's largest outline on the series that it shows. */
function goToLesion(pair, index) {
  const side = pair.sides[index], series = (side.now ?? side.view).series;
  const slices = Object.entries(side.regions?.[series] ?? {});
  const [slice] = slices.reduce((best, one) => (size(one[1]) > size(best[1]) ? one : best), ["", []]);
  if (slice !== "") side.viewer.goTo({ series, slice: Number(slice) });
}

/** Square pixels of all outlines of a slice. */
function size(outlines) {
  return outlines.reduce((sum, { polygon }) => sum + Math.abs(polygon.reduce((area, [x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length];
    return area + x * nextY - nextX * y;
  }, 0)) / 2, 0);
}
