/** Line icons on a 16-pixel grid, drawn for this viewer in the manner of Lucide. */
const PATHS = {
  scroll: "M3 4h10M3 8h10M3 12h10",
  window: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11v11M10 4v8M12 5.5v5",
  zoom: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9m3.5 8L14 14M5 7h4M7 5v4",
  pan: "M8 2v12M2 8h12M6 4l2-2 2 2M6 12l2 2 2-2M4 6 2 8l2 2M12 6l2 2-2 2",
  length: "m2 11 9-9 3 3-9 9zM5 8l1.5 1.5M8 5l1.5 1.5",
  mark: "M8 4.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3",
  outline: "M1.5 8s2.3-4.5 6.5-4.5 6.5 4.5 6.5 4.5-2.3 4.5-6.5 4.5S1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4",
  linked: "M6.5 9.5 9.5 6.5M7 4.5l1-1a3.2 3.2 0 0 1 4.5 4.5l-1 1M9 11.5l-1 1A3.2 3.2 0 0 1 3.5 8l1-1",
  reset: "M3 8a5 5 0 1 0 1.5-3.5L3 6M3 3v3h3",
  more: "M3.5 8v.01M8 8v.01M12.5 8v.01",
  layout: "M2.5 3h11v10h-11zM8 3v10",
  author: "M3 13l1-4 7-7 3 3-7 7z",
};

const NS = "http://www.w3.org/2000/svg";

/** An SVG element. */
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(NS, name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  node.append(...children);
  return node;
}

/** An HTML element; `on*` are listeners, what the element knows is set as a property. */
export function html(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const key in attributes) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), attributes[key]);
    else if (key in node) node[key] = attributes[key];
    else node.setAttribute(key, attributes[key]);
  }
  node.append(...children.filter((c) => c != null));
  return node;
}

export const icon = (name, d = PATHS[name]) =>
  svg("svg", { class: "ds-i", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: d ?? "" }));
