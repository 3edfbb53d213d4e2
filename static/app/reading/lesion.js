// The place of the change: what the viewer marks, read out in words, and the two buttons.

import { changed, fill } from "./form.js";

export function startLesion(form, state) {
  const root = form.querySelector("[data-lesion]");
  const viewer = document.querySelector("dicom-stack");
  const field = root.querySelector("[data-marks-field]");
  const list = root.querySelector("[data-marks-list]");
  const hint = root.querySelector("[data-mark-hint]");
  const labels = seriesLabels(viewer);
  let marks = JSON.parse(root.dataset.marks || "[]");

  function show() {
    field.value = marks.length ? JSON.stringify(marks) : "";
    list.replaceChildren(...marks.map(line));
    const extent = form.elements.extent.value;
    hint.hidden = marks.length > 0 || extent === "diffuse" || extent === "normal";
  }

  function line(mark, index) {
    const row = document.createElement("li");
    const text = document.createElement("span");
    text.textContent = fill(state.words.slice, { series: labels.get(mark.series) ?? "", slice: mark.slice + 1 });
    const level = document.createElement("span");
    level.className = "mut s12";
    level.textContent = state.words.levelLater;
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "quiet-act";
    clear.textContent = state.words.clear;
    clear.addEventListener("click", () => {
      marks = marks.filter((_, place) => place !== index);
      draw();
      show();
      changed(form);
    });
    row.append(text, level, clear);
    return row;
  }

  /** Make the viewer show what the form holds. */
  async function draw() {
    if (!viewer) return;
    await customElements.whenDefined("dicom-stack");
    viewer.setClicks?.(marks);
  }

  function choose(extent) {
    for (const radio of root.querySelectorAll("input[name=extent]")) radio.checked = radio.value === extent;
  }

  viewer?.addEventListener("answer", (event) => {
    marks = event.detail.points.slice(0, state.mostClicks);
    if (marks.length) choose("focal");
    show();
    changed(form);
  });
  root.addEventListener("change", (event) => {
    if (event.target.name !== "extent") return;
    if (event.target.value !== "focal" && marks.length) {
      marks = [];
      draw();
    }
    show();
  });
  form.addEventListener("restore", (event) => {
    const kept = event.detail.find(([name]) => name === "marks");
    marks = kept ? JSON.parse(kept[1]) : [];
    draw();
    show();
  });
  if (marks.length) draw();
  show();
}

function seriesLabels(viewer) {
  const manifest = viewer && document.getElementById(viewer.dataset.manifest);
  const series = manifest ? JSON.parse(manifest.textContent).series : [];
  return new Map(series.map((one) => [one.id, one.label]));
}
