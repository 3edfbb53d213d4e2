/**
 * Every word the viewer shows. A template translates by a json_script with the same keys, called
 * `viewer-words` or as `data-strings` says; what it leaves out stays English. {name} is filled in.
 */
const ENGLISH = {
  viewer: "Image viewer", tools: "Viewer tools", series: "Series", stack: "image stack", simulated: "Simulated", still: "Limited: still image",
  slice: "Slice {n} / {total}", sliceOf: "{label}, slice {n} of {total}", windowSaid: "Width {w}, level {l}",
  loading: "Loading", preview: "Preview", failed: "This slice did not load.", retry: "Try again",
  noImages: "There are no images to show.", thickness: "{mm} mm", close: "Close", apply: "Apply",
  width: "Width", level: "Level", hidden: "{name} shown in the active view",
  scroll: "Scroll", window: "Window", zoom: "Zoom", pan: "Pan", measure: "Measure", probe: "Value",
  length: "Length", angle: "Angle", circle: "Circle", freehand: "Free region", mark: "Mark lesion",
  crosshair: "Crosshair", remove: "Delete", clear: "Delete all measurements", more: "More",
  ellipse: "Ellipse", polygon: "Polygon", brush: "Brush", erase: "Erase", undo: "Undo",
  outline: "Outline", linked: "Linked", sync: "Same zoom and pan", syncWindow: "Same window", lines: "Reference lines",
  reset: "Reset", fit: "Fit whole image", actual: "One pixel to one", invert: "Invert",
  flipH: "Flip left to right", flipV: "Flip top to bottom", rotate: "Rotate a quarter", full: "Full screen",
  solo: "One view / all views", cine: "Play", thumbs: "Thumbnails", layout: "Layout", help: "Keys and gestures",
  next: "Next slice", prev: "Previous slice", nextMany: "Five slices on", prevMany: "Five slices back",
  first: "First slice", last: "Last slice", zoomIn: "Larger", zoomOut: "Smaller",
  wider: "Wider window", narrower: "Narrower window", brighter: "Lower level", darker: "Higher level",
  presetNext: "Next window", auto: "Auto", fullRange: "Full range", bone: "Bone", soft: "Soft tissue",
  viewNext: "Next view", viewPrev: "View before", act: "Use the tool at the pointer", cursor: "Move the pointer (with Alt: one pixel)", pick: "Series into the active view",
  images: "Images", tool: "Tools", views: "Views", marked: "Lesion {n} marked", unmarked: "Mark deleted",
  allMarked: "All {n} marks are set. Move or delete one.",
  mean: "mean", sd: "SD", area: "mm²", pixels: "px", R: "R", L: "L", A: "A", P: "P", H: "H", F: "F",
  axial: "axial", coronal: "coronal", sagittal: "sagittal",
  gestures: "Wheel or one finger: scroll. Right button: window. Middle button: pan. " +
    "Two fingers or Ctrl and wheel: zoom. Double click: one view.",
};

/** @returns {(key: string, values?: object) => string} */
export function translator(own = {}) {
  return (key, values = {}) =>
    (own[key] ?? ENGLISH[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
