/**
 * The case on the screen: views, what they share, and every verb that tools, keys and menus use.
 * Whoever changes something calls `redraw`; painting happens once a screen frame.
 */
import { axes, gap, nearestSlice, sameSpace, toPatient, toPixel } from "./geometry.js";
import { followCenter, followSlice, sharesWindow } from "./link.js";
import { store, wishlist } from "./frames.js";
import { Layout } from "./layout.js";
import { described, outlined } from "./overlay.js";

export class Stack {
  /** @param {{manifest: object, t: Function, mode: string, emit: Function, say: Function}} options */
  constructor({ manifest, t, mode, emit, say }) {
    Object.assign(this, { manifest, t, mode, emit, say, store });
    this.all = this.acquired = manifest.series;
    this.tools = {}; // these, menus, keys and reformats come after the first image (controls.js)
    this.tool = { id: "scroll" };
    this.on = { linked: true, sync: false, syncWindow: true, lines: true, outline: true, thumbs: false };
    this.notes = [];
    this.clicks = [];
    this.regions = this.cross = this.pending = this.chosen = this.active = null;
    this.marking = mode !== "reveal";
    this.layout = new Layout(this);
    this.onframe = ({ detail: url }) => this.arrived(url);
    store.addEventListener("frame", this.onframe);
  }

  get views() { return this.layout.shown; }

  close() {
    store.removeEventListener("frame", this.onframe);
    store.want(this, []);
    this.cine(false);
    cancelAnimationFrame(this.due);
  }

  /** A frame or preview came (or failed): only views that wait for it are painted. */
  arrived(url) {
    this.loaded = null;
    this.menus?.thumbs();
    for (const view of this.views) {
      const { series, slice } = view;
      if (!series) continue;
      if (series.derived || url === series.frames[slice] || url === series.preview?.url) this.redraw(view);
      else view.progress();
    }
  }

  /** Paints what is stale before the next frame of the screen. */
  redraw(view) {
    for (const one of view ? [view] : this.views) one.stale = true;
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      for (const one of this.views) if (one.stale && one.series && one.size[0]) one.paint(this.moving);
    });
  }

  /** Pixels of a slice from memory: a frame, or a reformatted slice of the frames there are. */
  frameOf(series, slice) {
    if (!series.derived) return store.get(series.frames[slice]);
    const { base } = series.derived, cached = (this.cuts ??= new Map()).get(series.frames[slice]);
    if (cached && (!cached.missing || cached.loaded === this.loadedShare(base))) return cached;
    const loaded = this.loadedShare(base), cut = this.gather(series, slice, (i) => store.get(base.frames[i])?.px);
    if (cut.missing === base.frames.length) return undefined;
    if (this.cuts.size > 24) this.cuts.delete(this.cuts.keys().next().value);
    this.cuts.set(series.frames[slice], Object.assign(cut, { loaded }));
    return cut;
  }

  /** Stored values of every slice of a series that has arrived (of a reformat: of its source). */
  pixelsOf(series) {
    return (series.derived?.base ?? series).frames.map((url) => store.get(url)?.px).filter(Boolean);
  }

  /** How much of a series has arrived, 0–1. */
  loadedShare(series) {
    const { frames, id } = series.derived?.base ?? series;
    this.loaded ??= {};
    return (this.loaded[id] ??= frames.filter((url) => store.get(url)).length / frames.length);
  }

  /** Tells the store what is needed now. */
  fetch() {
    const shown = [this.active, ...this.views.filter((v) => v !== this.active)].filter((v) => v?.series);
    if (shown.length) store.want(this, wishlist(this.acquired, shown));
  }

  activate(view) {
    if (this.active === view) return;
    this.active = view;
    for (const one of this.layout.views) one.node.classList.toggle("ds-active", one === view);
    this.changed(view, true);
    this.redraw();
  }

  /** After a view shows something else: fetch, tell the page, say it politely. */
  changed(view, quiet) {
    this.fetch();
    this.menus?.update();
    if (view !== this.active || !view.series) return;
    const { series, slice, center, width } = view;
    this.emit("viewchange", { series: series.id, slice, center, width });
    if (!quiet) this.say([described(view), outlined(view)].filter(Boolean).join(". "));
  }

  setSlice(view, slice, alone) {
    const last = view.series.frames.length - 1, next = Math.max(0, Math.min(last, Math.round(slice)));
    if (next === view.slice) return;
    this.cancel();
    view.slice = next;
    if (this.on.linked && !alone) {
      for (const other of this.views) {
        const follow = other === view || !other.series ? null : followSlice(other.series, view.series, next);
        if (follow !== null) other.slice = follow;
      }
    }
    this.redraw();
    this.changed(view);
  }

  scrollBy(view, slices) { this.setSlice(view, view.slice + slices); }

  /** @param {boolean} [moving] a drag is going on: large images may be drawn coarsely */
  setWindow(view, center, width, moving = false) {
    if (view.series.kind === "bitmap" && !view.series.windows?.length) view.series.windows = [{ center: 127.5, width: 255 }];
    const set = { center: +center.toFixed(1), width: Math.max(1, +width.toFixed(1)), needsAuto: false };
    for (const other of this.views) {
      if (other === view || (this.on.syncWindow && other.series && sharesWindow(other.series, view.series))) Object.assign(other, set);
    }
    this.moving = moving;
    this.redraw();
    if (!moving) this.settle();
  }

  /** The end of a window drag: everything is drawn in full and said once. */
  settle() {
    this.moving = false;
    this.redraw();
    const { active: view, t } = this;
    if (!view?.series) return;
    this.changed(view, true);
    this.say(t("windowSaid", { w: t.number(view.width), l: t.number(view.center) }));
  }

  zoomAt(view, [x, y], factor) {
    const before = view.toImage([x, y]), fit = view.fit();
    view.scale = Math.min(Math.max(view.zoom() * factor, fit / 4), fit * 40);
    const after = view.toImage([x, y]), at = view.middle();
    this.placed(view, [at[0] + before[0] - after[0], at[1] + before[1] - after[1]]);
  }

  panBy(view, dx, dy) {
    this.placed(view, view.toImage([view.size[0] / 2 - dx, view.size[1] / 2 - dy]));
  }

  /** Zoom or place of a view are others now: the page is told, in screen pixels a millimetre. */
  moved(view) { if (view === this.active) this.emit("placechange", { series: view.series.id, slice: view.slice, scale: view.zoom(), at: view.middle() }); }

  /** Puts an image point into the centre, never losing the image; others follow where asked. */
  placed(view, [col, row]) {
    const { cols, rows } = view.series;
    view.at = [Math.min(Math.max(col, 0), cols - 1), Math.min(Math.max(row, 0), rows - 1)];
    if (this.on.sync) {
      for (const other of this.views) {
        if (other === view || !other.series) continue;
        other.scale = view.zoom();
        other.at = followCenter(other.series, other.slice, view.series, view.slice, view.at);
      }
    }
    this.moved(view);
    this.redraw();
  }

  turn(view, quarter, flip) {
    view.turn = (view.turn + quarter + 4) % 4;
    view.flip = flip ? !view.flip : view.flip;
    this.redraw(view);
  }

  /** Is a patient point within half a slice of what this view shows? */
  showsPoint(view, point) {
    if (!axes(view.series)) return false;
    return Math.abs(toPixel(view.series, view.slice, point)[2]) <= gap(view.series) / 2 + 0.01;
  }

  /** The crosshair: every view of the same space turns to the slice through this point. */
  showPoint(view, point) {
    if (!point) return;
    this.cross = point;
    for (const other of this.views) {
      if (other !== view && other.series && sameSpace(other.series, view.series)) other.slice = nearestSlice(other.series, point);
    }
    this.redraw();
    this.changed(view, true);
  }

  choose(tool) {
    this.cancel();
    this.tool = tool;
    this.chosen = null;
    if (tool.id !== "crosshair") this.cross = null;
    for (const view of this.layout.views) view.node.style.cursor = tool.cursor ?? "";
    this.menus?.update();
    this.redraw();
  }

  /** Gives up a half-drawn measurement. */
  cancel() {
    if (!this.pending) return;
    this.notes = this.notes.filter((note) => note !== this.pending);
    this.pending = null;
    this.redraw();
  }

  measured(note, result) {
    const { lines, ...values } = result;
    this.emit("measure", { tool: note.tool, series: note.series, slice: note.slice, points: note.points, ...values });
    this.say(lines.join(", "));
    this.redraw();
  }

  /** Delete: the chosen mark, else the newest measurement on the slice of the active view. */
  remove() {
    if (this.pending) return this.cancel();
    if (this.tool.id === "mark" && this.marking) {
      const here = this.clicks.filter((m) => m.series === this.active.series.id && m.slice === this.active.slice);
      const mark = this.chosen ?? here.at(-1);
      if (mark) return this.unmark(mark);
    }
    const { series, slice } = this.active;
    const last = this.notes.findLast((n) => n.series === series.id && n.slice === slice);
    this.notes = this.notes.filter((n) => n !== last);
    this.redraw();
  }

  unmark(mark) {
    this.clicks = this.clicks.filter((m) => m !== mark);
    this.chosen = null;
    this.answered(this.t("unmarked"));
    this.redraw();
  }

  answered(said) {
    this.emit("answer", { points: this.clicks.map(({ series, slice, point, pixel }) => ({ series, slice, point, pixel })) });
    this.say(said);
  }

  /** Shows a series in a view at the place where the view (or another of that space) is. */
  open(view, series, slice) {
    const from = view.series && this.on.linked ? view : null;
    const follow = from && followSlice(series, from.series, from.slice);
    view.show(series, slice ?? follow ?? undefined);
    if (this.active !== view) this.activate(view);
    this.layout.remember();
    this.redraw();
    this.changed(view);
  }

  /** Public: show a series, slice, window and place (all optional); false when the series is not here. */
  goTo({ series, slice, center, width, zoom, scale, at } = {}) {
    const found = this.all.find((s) => s.id === series) ?? (series == null ? this.active.series : null);
    if (!found) return false;
    const view = this.views.find((v) => v.series === found) ?? this.active;
    if (view.series !== found) view.show(found);
    this.activate(view);
    if (Number.isInteger(slice)) this.setSlice(view, slice);
    if (width > 0 && Number.isFinite(center)) this.setWindow(view, center, width);
    if (scale > 0 || zoom > 0) view.scale = scale > 0 ? scale : zoom * view.fit();
    if (at) this.placed(view, at);
    this.redraw();
    this.changed(view);
    return true;
  }

  /** Public: marks as given (patient points; without one the middle of the slice is not guessed). */
  setClicks(clicks) {
    this.clicks = clicks.filter((c) => c.point || c.pixel).map((c) => {
      const series = this.all.find((s) => s.id === c.series);
      const pixel = c.pixel ?? (series && axes(series) ? toPixel(series, c.slice, c.point).slice(0, 2) : null);
      return { ...c, pixel, point: c.point ?? (series && toPatient(series, c.slice, pixel)) };
    });
    this.chosen = null;
    this.redraw();
  }

  /** Plays the active stack to and fro at ten slices a second until told, or touched. */
  cine(play = !this.playing) {
    clearInterval(this.playing);
    this.playing = null;
    if (play) {
      let step = 1;
      this.playing = setInterval(() => {
        const view = this.active, last = view.series.frames.length - 1;
        if (view.slice + step > last || view.slice + step < 0) step = -step;
        this.setSlice(view, view.slice + step);
      }, 100);
    }
    this.menus?.update();
  }
}
