// The editor of a case: a form that works as it stands, and these enhancements of its parts.

import { startAutosave } from "./editor/autosave.js";
import { startDrawing } from "./editor/drawing.js";
import { startPicks } from "./editor/picks.js";
import { startRows } from "./editor/rows.js";
import { startViews } from "./editor/views.js";

const root = document.querySelector("[data-editor]");

if (root) {
  const form = root.querySelector("[data-form]");
  const state = JSON.parse(document.getElementById(root.dataset.state).textContent);
  const say = announcer(document.querySelector("[data-announce]"));
  const viewer = document.querySelector("dicom-stack");
  startPicks(root, form, state, say);
  const rows = startRows(form);
  const drawing = startDrawing(form, viewer, state, say);
  startViews(form, viewer, state, say);
  // Asked for when two people did change the same: the rare case need not weigh on all others.
  const show = async (...told) => (await import("./editor/conflicts.js")).startConflicts(root, form, state).show(...told);
  startAutosave(root, form, state, { rows, drawing, conflicts: { show } });
}

/** Return a function that puts a sentence into the polite live region. */
function announcer(region) {
  return (sentence) => {
    region.textContent = "";
    requestAnimationFrame(() => {
      region.textContent = sentence;
    });
  };
}
