// Two viewers side by side: the same sequence, the same window, slices that follow each other.
// One patient: by position. Two patients: as far from where their lesions are shown.
import { nearestSlice } from "../viewer/geometry.js";
import { middle } from "../viewer/link.js";

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
  const pair = { root, sides, couples: state.series, bond: state.bond, linked: true, offset: 0, busy: false };
  sides.forEach((side, index) => {
    if (!side.viewer) return;
    side.viewer.showRegions?.(side.regions);
    side.viewer.addEventListener("viewchange", ({ detail }) => follow(pair, index, detail));
  });
  root.addEventListener("click", ({ target }) => press(pair, target.closest("button")));
  root.querySelectorAll("button[hidden]").forEach((button) => { button.hidden = false; });
  show(pair);
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

/** Remember how far apart across the patient the two sides are: nothing in one patient. */
function tie(pair) {
  if (pair.bond === "position" || pair.sides.some((side) => !side.viewer)) return;
  const [own, other] = pair.sides.map((side) => across(side, side.now ?? side.view));
  pair.offset = own === null || other === null ? 0 : other - own;
}

/** Left to right of a slice's middle (mm, LPS); null where the series has no geometry. */
function across(side, { series, slice }) {
  const one = side.series.get(series);
  return one?.positions?.length ? middle(one, slice)[0] : null;
}

/** One side has moved: the other shows the same sequence there, at the same window. */
function follow(pair, index, { series, slice, center, width }) {
  const from = pair.sides[index], to = pair.sides[1 - index];
  from.now = { series, slice };
  mark(pair, index, series);
  if (pair.busy || !pair.linked || !to.viewer) return;
  const couple = pair.couples.find((one) => one[index] === series);
  const target = couple && to.series.get(couple[1 - index]);
  if (!target) return;
  pair.busy = true;
  to.viewer.goTo({ series: target.id, slice: counterpart(pair, index, from, target, { series, slice }), center, width });
  pair.busy = false;
}

function counterpart(pair, index, from, target, where) {
  const source = from.series.get(where.series);
  if (!source?.positions?.length || !target.positions?.length) return undefined;
  const point = middle(source, where.slice);
  point[0] += index === 0 ? pair.offset : -pair.offset;
  return nearestSlice(target, point);
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
  const slices = Object.entries(side.regions[series] ?? {});
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
