// The marks of a class on the images of one case, with the outlines of the key.

const viewer = document.querySelector("dicom-stack"), data = document.getElementById("class-marks");

if (viewer && data) show(JSON.parse(data.textContent));

async function show({ regions, clicks, keyView }) {
  await customElements.whenDefined("dicom-stack");
  viewer.showRegions?.(regions);
  viewer.setClicks?.(clicks);
  if (keyView) viewer.goTo?.(keyView);
}
