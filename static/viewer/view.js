/**
 * One viewport: what it shows (series, slice, window, zoom) and its parts in the page.
 * Zoom is kept as screen pixels a millimetre and the image point at the centre, so that resizing,
 * other spacings and linked views need no special case.
 */
import { spacing } from "./geometry.js";
import { draw } from "./render.js";
import { autoWindow } from "./lut.js";
import { drawOverlay } from "./overlay.js";
import { html, svg } from "./icons.js";

const FILL = 1.5; // a spine may be this much larger than the whole image fits (a sixth off each side)

export class View {
  /** @param {import("./stack.js").Stack} stack */
  constructor(stack) {
    this.stack = stack;
    const t = stack.t, o = (place) => html("div", { className: `ds-o ds-${place}` });
    this.canvas = html("canvas", { className: "ds-canvas" });
    this.svg = svg("svg", { class: "ds-svg", "aria-hidden": "true" });
    this.text = { tl: o("tl"), top: o("top"), left: o("left"), right: o("right"), bottom: o("bottom"), br: o("br") };
    this.windowButton = html("button", { className: "ds-o ds-bl", type: "button", tabIndex: -1,
      onclick: () => stack.menus?.openWindow(this) });
    this.thumb = html("i");
    this.bar = html("div", { className: "ds-bar", role: "slider", tabIndex: -1 }, html("b"), this.thumb);
    this.note = html("div", { className: "ds-note", hidden: true });
    this.node = html("div", { className: "ds-port", tabIndex: 0, role: "application" },
      this.canvas, this.svg, ...Object.values(this.text), this.windowButton, this.bar, this.note);
    this.node.setAttribute("aria-roledescription", t("stack"));
    this.node.addEventListener("focus", () => stack.activate(this));
    this.size = [0, 0];
    this.em = 12; // CSS pixels of the read-outs' type
  }

  /** Shows a series on its middle slice (or another), with its first window and no zoom. */
  show(series, slice = series.frames.length >> 1, state = {}) {
    const [first] = series.windows ?? [];
    Object.assign(this, {
      series, center: first?.center ?? 127.5, width: first?.width ?? 255, needsAuto: !first && series.kind !== "bitmap",
      invert: false, tableKey: null, slice: Math.max(0, Math.min(series.frames.length - 1, slice)),
    });
    this.resetPlace();
    Object.assign(this, state);
    this.stale = true;
  }

  resetPlace() {
    Object.assign(this, { scale: null, at: null, turn: 0, flip: false });
  }

  /** Extent of the image on the screen at 1 px/mm, turned as it is shown. */
  extent() {
    const s = spacing(this.series), w = this.series.cols * s[1], h = this.series.rows * s[0];
    return this.turn % 2 ? [h, w] : [w, h];
  }

  /** The scale that shows the whole image. */
  fit() {
    const [w, h] = this.extent();
    return Math.min(this.size[0] / w, this.size[1] / h) || 1;
  }

  /** The opening scale: the whole image, but a spine fills the height of a tall view. */
  opening() {
    const fit = this.fit(), tall = this.size[1] / this.extent()[1];
    return this.series.plane === "axial" ? fit : Math.min(Math.max(fit, tall), fit * FILL);
  }

  zoom() { return this.scale ?? this.opening(); }
  middle() { return this.at ?? [(this.series.cols - 1) / 2, (this.series.rows - 1) / 2]; }

  /** The linear part of image → screen: [a, b, c, d] as in CSS matrix(). */
  matrix() {
    const k = this.zoom(), s = spacing(this.series), f = this.flip ? -1 : 1;
    const cos = [1, 0, -1, 0][this.turn], sin = [0, 1, 0, -1][this.turn];
    return [cos * f * s[1] * k, sin * f * s[1] * k, -sin * s[0] * k, cos * s[0] * k];
  }

  /** Image pixel → CSS pixels in the viewport. */
  toScreen([col, row]) {
    const [a, b, c, d] = this.matrix(), [x, y] = this.middle();
    return [this.size[0] / 2 + a * (col - x) + c * (row - y), this.size[1] / 2 + b * (col - x) + d * (row - y)];
  }

  toImage([sx, sy]) {
    const [a, b, c, d] = this.matrix(), [x, y] = this.middle(), det = a * d - b * c;
    const u = sx - this.size[0] / 2, v = sy - this.size[1] / 2;
    return [x + (d * u - c * v) / det, y + (a * v - b * u) / det];
  }

  /** The image, or nothing yet: pixels, a bitmap or the preview. */
  image() {
    const { store } = this.stack, { series, slice } = this;
    const frame = this.stack.frameOf(series, slice);
    if (frame) return frame;
    const preview = series.derived ? undefined : store.preview(series, slice);
    return preview && { preview };
  }

  /** Stored value at a whole pixel, in output units; undefined where there is none. */
  value(col, row) {
    const { cols, rows, slope = 1, intercept = 0 } = this.series;
    const frame = this.stack.frameOf(this.series, this.slice);
    if (!frame?.px || col < 0 || row < 0 || col >= cols || row >= rows) return undefined;
    return frame.px[row * cols + col] * slope + intercept;
  }

  /** Called once a frame of the screen, and only when something has changed. */
  paint(moving) {
    const image = this.image();
    if (this.needsAuto && image?.px) {
      Object.assign(this, autoWindow(this.series, [image.px]), { needsAuto: false });
    }
    if (image) draw(this, image, moving);
    this.canvas.hidden = !image;
    this.place();
    this.progress();
    this.status(image);
    drawOverlay(this, image);
    this.stale = false;
  }

  /** The part of the series that has arrived, on the slice bar. */
  progress() { this.bar.firstChild.style.transform = `scaleY(${this.stack.loadedShare(this.series)})`; }

  place() {
    const { cols, rows } = this.series, [a, b, c, d] = this.matrix();
    const [x, y] = this.toScreen([-0.5, -0.5]), style = this.canvas.style;
    style.width = `${cols}px`;
    style.height = `${rows}px`;
    style.transform = `matrix(${a}, ${b}, ${c}, ${d}, ${x}, ${y})`;
  }

  /** Loading, failed or nothing to say. A calm line of text, never a spinner over the image. */
  status(image) {
    const { store, t } = this.stack, url = this.series.frames[this.slice];
    const failed = store.failed.has(url), state = failed ? "failed" : image ? "" : "loading";
    if (this.note.dataset.state === state) return;
    this.note.dataset.state = state;
    this.note.hidden = !state;
    this.note.replaceChildren(...(state ? [html("p", { textContent: t(state) })] : []));
    if (failed) {
      this.note.append(html("button", { type: "button", className: "ds-btn", textContent: t("retry"),
        onclick: () => store.retry(this.series.frames[this.slice]) }));
    }
  }
}
