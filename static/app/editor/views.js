// What the viewer shows now becomes the key view or a window preset; a thumbnail shows its series.

import { fill } from "../reading/form.js";
import { changed } from "./form.js";

const round = (value, digits) => Number(value.toFixed(digits));

export function startViews(form, viewer, state, say) {
  if (!viewer) return;
  const field = (name) => form.elements[`view_${name}`];

  /** What is shown, or nothing and a sentence where it is a reformat. */
  function shown() {
    const view = viewer.shown?.();
    if (view?.series) return view;
    say(state.words.reformat);
    return null;
  }

  function take() {
    const view = shown();
    if (!view) return;
    const { series, slice, center, width, zoom, at } = view;
    const values = { series, slice: slice + 1, width: round(width, 1), center: round(center, 1), zoom: round(zoom, 3), col: round(at[0], 1), row: round(at[1], 1) };
    for (const [name, value] of Object.entries(values)) field(name).value = value;
    say(fill(state.words.viewTaken, { series: field("series").selectedOptions[0]?.textContent ?? "", slice: slice + 1 }));
    changed(form);
  }

  function go() {
    const number = (name) => (field(name).value === "" ? undefined : Number(field(name).value));
    if (!field("series").value) return;
    const at = number("col") === undefined ? undefined : [number("col"), number("row")];
    viewer.goTo({ series: field("series").value, slice: (number("slice") ?? 1) - 1, center: number("center"), width: number("width"), zoom: number("zoom"), at });
  }

  function takeWindow(button) {
    const view = viewer.shown?.(), group = button.closest(".windows").querySelector("[data-rows]");
    const row = group.lastElementChild, [, name, width, center] = row.querySelectorAll("input");
    if (!view) return;
    name.value = fill(state.words.preset, { number: group.children.length });
    width.value = round(view.width, 1);
    center.value = round(view.center, 1);
    name.dispatchEvent(new Event("input", { bubbles: true }));
    name.select();
    name.focus();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-view], [data-go-view], [data-show], [data-take-window]");
    if (!button) return;
    if ("takeView" in button.dataset) take();
    else if ("goView" in button.dataset) go();
    else if (button.dataset.show) viewer.goTo({ series: button.dataset.show });
    else takeWindow(button);
  });
  // A place of the old view makes no sense with another slice or series typed by hand.
  form.addEventListener("input", (event) => {
    if (!["view_series", "view_slice"].includes(event.target.name)) return;
    for (const name of ["zoom", "col", "row"]) field(name).value = "";
  });
  viewer.addEventListener("ready", go, { once: true });
}
