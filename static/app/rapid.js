// Rapid reading: keys 1 to 6 answer, wherever the focus is; the next case's images come early.

const form = document.querySelector("[data-rapid]");
let sent = false;

form?.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });

// In the capture phase: the viewer would take a number for one of its series.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.("input, textarea, select")) return;
  const button = /^[1-6]$/.test(event.key) && form?.querySelector(`button[value="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  button.click();
}, true);

const ahead = document.getElementById("images-ahead"), viewer = document.querySelector("dicom-stack");
if (ahead && viewer) {
  customElements.whenDefined("dicom-stack").then(() => setTimeout(() => {
    customElements.get("dicom-stack").preload?.(JSON.parse(ahead.textContent), viewer.dataset.worker);
  }, 800));
}
