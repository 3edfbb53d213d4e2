/** Everything drawn over the pixels: text in the corners, marks, measurements, lines, outlines. */
import { axes, letters, referenceLine, spacing, toPixel } from "./geometry.js";
import { svg } from "./icons.js";

/** What a view shows, in words: sequence, plane and slice, never what is to be found there. */
export function described({ series, slice, stack: { t } }) {
  const label = series.plane && !series.label.includes(series.plane) ? `${series.label} ${t(series.plane)}` : series.label;
  return t("sliceOf", { label, n: slice + 1, total: series.frames.length });
}

/** The outlines that are drawn on a view's slice, in words; "" where there are none. */
export function outlined({ series, slice, stack }) {
  const here = stack.on.outline ? stack.regions?.[series.id]?.[slice] : null;
  const names = [...new Set((here ?? []).map((one) => one.name).filter(Boolean))].join(", ");
  return names && stack.t("outlined", { names });
}

/** Draws a view's overlay anew (a few nodes; nothing when nothing has changed is the caller's care). */
export function drawOverlay(view, image) {
  const { stack } = view;
  words(view, image);
  view.svg.replaceChildren(
    ...(stack.on.lines && view !== stack.active ? lines(view) : []),
    ...(stack.on.outline ? outlines(view) : []),
    ...stack.notes.filter((note) => note.series === view.series.id && note.slice === view.slice)
      .flatMap((note) => stack.tools[note.tool].draw(note, view)),
    ...(stack.on.outline && stack.author ? stack.author.draw(view) : []),
    ...(stack.tools.mark?.draw(stack.clicks, view) ?? []),
    ...cross(view),
    ...scaleBar(view),
    ...(view.cursor ? [glyph(view, view.cursor, "M-7 0h5M2 0h5M0-7v5M0 2v5", "ds-cursor")] : []),
  );
}

/** A shape twice: a dark casing under the bright line, so that it is seen on bone and on air. */
export const cased = (name, attributes, cls = "ds-line") => [
  svg(name, { ...attributes, class: `${cls} ds-case` }), svg(name, { ...attributes, class: cls }),
];

/** A path around a point of the image, in screen pixels. */
export function glyph(view, point, d, cls) {
  const [x, y] = view.toScreen(point);
  return svg("g", { transform: `translate(${x} ${y})` }, ...cased("path", { d }, cls));
}

export function path(view, points, close) {
  return points.map((p, i) => `${i ? "L" : "M"}${view.toScreen(p).map((v) => v.toFixed(1)).join(" ")}`).join("") + (close ? "Z" : "");
}

/** A label beside a point, on the other side or lower where it would leave the view. */
export function label(view, point, lines) {
  const [x, y] = view.toScreen(point), { em } = view, width = 0.55 * em * Math.max(...lines.map((line) => line.length)) + 12;
  const left = Math.max(8, x + 12 + width > view.size[0] - 16 ? x - width : x + 12);
  const top = Math.min(Math.max(y, 4.5 * em), view.size[1] - 1.25 * em * lines.length - 3 * em);
  return svg("text", { class: "ds-text" },
    ...lines.map((line, i) => Object.assign(svg("tspan", { x: left, y: top + 1.25 * em * i }), { textContent: line })));
}

function words(view, image) {
  const { series, slice, text, stack } = view, t = stack.t, total = series.frames.length;
  const [head, ...rest] = series.label.split(" ");
  const set = (node, value) => { if (node.textContent !== value) node.textContent = value; };
  if (view.titled !== series) {
    view.titled = series;
    const title = [document.createElement("b"), document.createElement("span"), document.createElement("div")];
    title[0].textContent = head;
    title[1].textContent = rest.length ? ` ${rest.join(" ")}` : "";
    text.tl.replaceChildren(...title);
  }
  const state = image?.preview ? `  ${t("preview")}` : "";
  set(text.tl.lastChild, t("slice", { n: slice + 1, total }) +
    (series.thickness ? `  ${t("thickness", { mm: t.number(series.thickness, 1) })}` : "") + state);
  const still = series.kind === "bitmap";
  set(view.windowButton, t("windowShort", { w: t.number(view.width), l: t.number(view.center) }));
  view.windowButton.hidden = still && !series.windows?.length;
  const limits = [stack.manifest.simulated && t("simulated"), series.still && t("still")].filter(Boolean);
  text.br.className = `ds-o ds-br${limits.length ? " ds-sim" : ""}`;
  set(text.br, limits.join(" · "));
  const a = axes(series), [m, n, o, p] = view.matrix(), s = spacing(series);
  const side = (x, y) => {
    if (!a || series.still) return "";
    const u = (m * x + n * y) / s[1], v = (o * x + p * y) / s[0], size = Math.hypot(u, v);
    return [...letters(a.r.map((r, i) => (r * u + a.c[i] * v) / size))].map((l) => t(l)).join("");
  };
  set(text.top, side(0, -1));
  set(text.bottom, side(0, 1));
  set(text.left, side(-1, 0));
  set(text.right, side(1, 0));
  bar(view, total);
}

function bar(view, total) {
  const { bar, series, slice } = view;
  bar.hidden = total < 2;
  view.thumb.style.top = `calc(12px + (100% - 48px) * ${slice / Math.max(1, total - 1)})`;
  const said = described(view);
  const set = (node, pairs) => Object.entries(pairs).forEach(([k, v]) => node.setAttribute(k, v));
  set(bar, { "aria-valuemin": 1, "aria-valuemax": total, "aria-valuenow": slice + 1, "aria-valuetext": said, "aria-label": series.label });
  set(view.node, { "aria-label": said, "aria-description": outlined(view), "data-series": series.id, "data-slice": slice });
}

function lines(view) {
  const { active } = view.stack;
  if (!active.series || active.node.hidden) return [];
  const line = referenceLine(view.series, view.slice, active.series, active.slice);
  return line ? cased("path", { d: path(view, line) }, "ds-ref") : [];
}

function outlines(view) {
  const list = view.stack.regions?.[view.series.id]?.[view.slice] ?? [];
  return list.flatMap(({ name = "", polygon }) => {
    if (polygon.length === 1) return [glyph(view, polygon[0], "M4 4l7 7M4 4v5M4 4h5", "ds-region")];
    const shape = cased("path", { d: path(view, polygon, true) }, "ds-region");
    const title = svg("title");
    title.textContent = name;
    shape[1].append(title);
    return shape;
  });
}

function cross(view) {
  const point = view.stack.cross;
  if (!point || !view.stack.showsPoint(view, point)) return [];
  const [x, y] = view.toScreen(toPixel(view.series, view.slice, point)), [w, h] = view.size;
  return cased("path", { d: `M0 ${y}H${x - 12}M${x + 12} ${y}H${w}M${x} 0V${y - 12}M${x} ${y + 12}V${h}` }, "ds-cross");
}

/** A round length of about a fifth of the view. */
function scaleBar(view) {
  if (!view.series.pixelSpacing || view.size[0] < 22 * view.em) return [];
  const wanted = view.size[0] / 5 / view.zoom();
  const mm = [200, 100, 50, 20, 10, 5, 2, 1].find((v) => v <= wanted);
  if (!mm) return [];
  const width = mm * view.zoom(), x = view.size[0] / 2 - width / 2, y = view.size[1] - 14;
  const text = svg("text", { class: "ds-text ds-scale", x: x + width + 6, y: y + 4 });
  text.textContent = mm >= 10 ? `${mm / 10} cm` : `${mm} mm`;
  return [...cased("path", { d: `M${x} ${y - 3}v6M${x} ${y}h${width}M${x + width} ${y - 3}v6` }), text];
}
