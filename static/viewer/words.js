/** The words and the reading of numbers that tools and menus need, fetched with them. */
import { ENGLISH } from "./strings.js";

const MORE = {
  tools: "Viewer tools", series: "Series", close: "Close", apply: "Apply",
  notNumber: "Write a number, for example {example}.", width: "Width", level: "Level", scroll: "Scroll",
  window: "Window", zoom: "Zoom", pan: "Pan", measure: "Measure", probe: "Value", length: "Length", angle: "Angle",
  circle: "Circle", freehand: "Free region", mark: "Mark lesion", crosshair: "Crosshair", remove: "Delete",
  clear: "Delete all measurements", more: "More", ellipse: "Ellipse", polygon: "Polygon", brush: "Brush",
  erase: "Erase", undo: "Undo", outline: "Outline", linked: "Linked", sync: "Same zoom and pan",
  syncWindow: "Same window", lines: "Reference lines", reset: "Reset", fit: "Fit whole image",
  actual: "One pixel to one", invert: "Invert", flipH: "Flip left to right", flipV: "Flip top to bottom",
  rotate: "Rotate a quarter", full: "Full screen", solo: "One view / all views", cine: "Play", thumbs: "Thumbnails",
  layout: "Layout", help: "Keys and gestures", address: "Link to this view",
  addressed: "The address of this page leads to this view now.", next: "Next slice", prev: "Previous slice",
  nextMany: "Five slices on", prevMany: "Five slices back", first: "First slice", last: "Last slice",
  zoomIn: "Larger", zoomOut: "Smaller", wider: "Wider window", narrower: "Narrower window", brighter: "Lower level",
  darker: "Higher level", presetNext: "Next window", auto: "Auto", fullRange: "Full range", bone: "Bone",
  soft: "Soft tissue", viewNext: "Next view", viewPrev: "View before", act: "Use the tool at the pointer",
  leave: "Give up what is half drawn", cursor: "Move the pointer (with Alt: one pixel)",
  pick: "Series into the active view", images: "Images", tool: "Tools", views: "Views", marked: "Lesion {n} marked",
  unmarked: "Mark deleted", allMarked: "All {n} marks are set. Move or delete one.", mean: "mean", sd: "SD",
  area: "mm²", pixels: "px", HU: "HU",
  gestures: "Wheel or one finger: scroll. Right button: window. Middle button: pan. Two fingers or " +
    "Ctrl and wheel: zoom. Double click: one view.",
};

/** Adds these words to those that the first image needed. */
export const addWords = () => Object.assign(ENGLISH, MORE);

/**
 * What somebody typed, with comma or point; the other one parts thousands.
 * @param {{number: Function}} t knows how the page's language writes numbers
 * @returns {number} NaN where it is no number
 */
export function parse(t, text) {
  const groups = t.number(0.5, 1)[1] === "," ? /\.(?=\d{3}(?!\d))/g : /,(?=\d{3}(?!\d))/g;
  const bare = text.replace(/\s/g, "").replace("\u2212", "-").replace(groups, "").replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(bare) ? Number(bare) : NaN;
}
