// The exhibit on an entity's page: opens on its key view, outlines on and off.

const root = document.querySelector("[data-exhibit]");
if (root) start(root.querySelector("dicom-stack"));

async function start(viewer) {
  const { regions, view } = JSON.parse(document.getElementById("exhibit-state").textContent);
  await customElements.whenDefined("dicom-stack");
  viewer.showRegions(regions);
  if (!location.hash.includes("series=")) viewer.goTo(view);
  const toggle = root.querySelector("[data-outline]");
  if (!toggle) return;
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const shown = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", shown);
    viewer.showRegions(shown ? regions : null);
  });
}
