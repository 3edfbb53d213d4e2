// The exhibit on an entity's page: opens on its key view, outlines on and off.

import { outlinesFrom } from "./outlines.js";

const root = document.querySelector("[data-exhibit]");
if (root) start(root.querySelector("dicom-stack"));

async function start(viewer) {
  const state = JSON.parse(document.getElementById("exhibit-state").textContent), { view } = state;
  await customElements.whenDefined("dicom-stack");
  if (!location.hash.includes("series=")) viewer.goTo(view);
  const toggle = root.querySelector("[data-outline]");
  const regions = toggle && (await outlinesFrom(state.outlines));
  if (!regions) return;
  viewer.showRegions(regions);
  toggle.disabled = false;
  toggle.addEventListener("click", () => {
    const shown = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", shown);
    viewer.showRegions(shown ? regions : null);
  });
}
