// The feedback page: outlines on the images, links to slices, the next case fetched ahead.

const root = document.querySelector("[data-feedback]");
const viewer = document.querySelector("dicom-stack");

if (root) start();

async function start() {
  const state = JSON.parse(document.getElementById(root.dataset.state).textContent);
  root.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  if (justCommitted()) root.querySelector("h1").focus({ preventScroll: true });
  // htmx swaps nothing on an error status; here the answer is the form with its sentence.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
  });
  if (viewer) {
    await customElements.whenDefined("dicom-stack");
    viewer.showRegions?.(state.regions);
    viewer.setClicks?.(state.clicks);
    if (state.keyView && !location.hash.includes("series=")) viewer.goTo?.(state.keyView);
  }
  // The images of this case come first; the next case's follow when the page is quiet.
  if (root.dataset.nextUrl) setTimeout(fetchAhead, 1500);
}

/** Straight from the case: the keyboard and the screen reader begin at the result. */
function justCommitted() {
  const [{ type }] = performance.getEntriesByType("navigation");
  return type === "navigate" && `${document.referrer}feedback/` === location.href;
}

function onClick(event) {
  const link = event.target.closest("[data-goto]");
  if (!link || !viewer?.goTo) return;
  event.preventDefault();
  viewer.goTo({ series: link.dataset.series, slice: Number(link.dataset.slice) });
}

/** Ctrl+Enter goes on, as it committed before. */
function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.querySelector("[data-next]").click();
  }
}

/** Make the next item and fetch its images, so that it shows at once. */
async function fetchAhead() {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const response = await fetch(root.dataset.nextUrl, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
    const { manifest } = response.ok ? await response.json() : {};
    if (manifest) customElements.get("dicom-stack")?.preload?.(manifest, viewer?.dataset.worker);
  } catch {
    // Only a convenience: the button works without it.
  }
}
