// The marks of a class on the images of one case, with the outlines of the key.

const viewer = document.querySelector("dicom-stack"), data = document.getElementById("class-marks");

if (viewer && data) show(JSON.parse(data.textContent));

async function show({ regions, clicks, keyView }) {
  await customElements.whenDefined("dicom-stack");
  viewer.showRegions?.(regions);
  viewer.setClicks?.(clicks);
  // A window that is not given stays as it is.
  if (keyView) viewer.goTo?.(Object.fromEntries(Object.entries(keyView).filter(([, value]) => value !== null)));
}
