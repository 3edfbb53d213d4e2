/**
 * Every command once: its key, its menu group and what it does. The keyboard, the menus and the
 * help sheet all read this table.
 * @typedef {{id: string, key: string, group: string, run: (stack: object) => void,
 *   on?: (stack: object) => boolean, when?: (stack: object) => boolean, keyOnly?: boolean}} Command
 */
import { spacing } from "./geometry.js";
import { autoWindow, fullWindow, presets } from "./lut.js";
import { LAYOUTS } from "./layout.js";

const tool = (id, key, group = "tool") =>
  ({ id, key, group, run: (s) => s.choose(s.tools[id]), on: (s) => s.tool.id === id });

const toggle = (id, key, group = "views") => ({
  id, key, group, on: (s) => s.on[id],
  run(s) {
    s.on[id] = !s.on[id];
    s.layout.remember();
    s.menus.update();
    s.redraw();
  },
});

const view = (id, key, run, extra) => ({ id, key, group: "images", run: (s) => run(s, s.active), ...extra });

const scroll = (id, key, to) => view(id, key, (s, v) => s.setSlice(v, to(v)), { keyOnly: true });

const windowBy = (id, key, dc, dw) =>
  view(id, key, (s, v) => s.setWindow(v, v.center + dc * v.width, v.width * dw), { keyOnly: true });

/** A window computed from all slices there are, or one of the presets by name. */
function windowTo(id, key, make) {
  const find = (s) => presets(s.active.series).find((p) => p.name === id);
  return view(id, key, (s, v) => {
    const frames = make ? s.pixelsOf(v.series) : [], found = make ? frames.length && make(v.series, frames) : find(s);
    if (found) s.setWindow(v, found.center, found.width);
  }, { group: "window", when: (s) => (make ? s.active.series.kind !== "bitmap" : Boolean(find(s))) });
}

function nextPreset(s, v) {
  const all = presets(v.series), now = all.findIndex((p) => p.center === v.center && p.width === v.width);
  if (all.length) s.setWindow(v, all[(now + 1) % all.length].center, all[(now + 1) % all.length].width);
}

const center = (v) => [v.size[0] / 2, v.size[1] / 2];

function place(s, v, scale) {
  v.scale = scale;
  s.placed(v, [(v.series.cols - 1) / 2, (v.series.rows - 1) / 2]);
}

function full(s) {
  if (document.fullscreenElement) document.exitFullscreen();
  else s.element.requestFullscreen?.();
}

/** @type {Command[]} */
export const COMMANDS = [
  tool("scroll", "s"), tool("window", "w"), tool("zoom", "z"), tool("pan", "p"),
  { ...tool("mark", "m"), when: (s) => s.marking },
  tool("probe", "v", "measure"), tool("length", "d", "measure"), tool("angle", "g", "measure"),
  tool("circle", "c", "measure"), tool("freehand", "f", "measure"),
  { id: "remove", key: "Delete", group: "measure", run: (s) => s.remove() },
  { id: "clear", key: "", group: "measure", run(s) { s.notes = []; s.redraw(); } },
  { id: "act", key: "Enter", group: "measure", keyOnly: true, run: (s) => s.keys.act() },
  { id: "leave", key: "Escape", group: "measure", keyOnly: true, run: (s) => s.keys.leave() },
  { id: "cursor", key: "Shift+Arrow", group: "measure", keyOnly: true, run() {} },
  scroll("next", "ArrowDown", (v) => v.slice + 1), scroll("prev", "ArrowUp", (v) => v.slice - 1),
  scroll("nextMany", "PageDown", (v) => v.slice + 5), scroll("prevMany", "PageUp", (v) => v.slice - 5),
  scroll("first", "Home", () => 0), scroll("last", "End", (v) => v.series.frames.length - 1),
  { id: "viewNext", key: "ArrowRight", group: "views", keyOnly: true, run: (s) => s.keys.next(1) },
  { id: "viewPrev", key: "ArrowLeft", group: "views", keyOnly: true, run: (s) => s.keys.next(-1) },
  { id: "pick", key: "1 … 9", group: "images", keyOnly: true, run() {} },
  view("cine", " ", (s) => s.cine(), { on: (s) => Boolean(s.playing) }),
  view("zoomIn", "+", (s, v) => s.zoomAt(v, center(v), 1.25), { keyOnly: true }),
  view("zoomOut", "-", (s, v) => s.zoomAt(v, center(v), 0.8), { keyOnly: true }),
  view("fit", "0", (s, v) => place(s, v, v.fit())),
  view("actual", "*", (s, v) => place(s, v, 1 / spacing(v.series)[1] / devicePixelRatio)),
  view("flipH", "h", (s, v) => s.turn(v, v.turn % 2 ? 2 : 0, true)),
  view("flipV", "j", (s, v) => s.turn(v, v.turn % 2 ? 0 : 2, true)),
  view("rotate", "e", (s, v) => s.turn(v, 1)),
  view("reset", "r", (s, v) => { v.show(v.series, v.slice); s.moved(v); s.notes = s.notes.filter((n) => n !== s.pending); s.pending = null; s.settle(); }),
  view("invert", "i", (s, v) => { v.invert = !v.invert; s.redraw(v); }, { group: "window", on: (s) => s.active.invert }),
  windowTo("auto", "a", autoWindow), windowTo("fullRange", "q", fullWindow), windowTo("bone", "b"), windowTo("soft", "t"),
  view("presetNext", "n", nextPreset, { keyOnly: true }),
  windowBy("wider", "}", 0, 1.15), windowBy("narrower", "{", 0, 1 / 1.15),
  windowBy("brighter", "[", -0.05, 1), windowBy("darker", "]", 0.05, 1),
  toggle("linked", "l"), toggle("sync", "y"), toggle("syncWindow", ""), toggle("lines", "x"),
  tool("crosshair", "k", "views"),
  { ...toggle("outline", "o"), when: (s) => Boolean(s.regions) },
  toggle("thumbs", ""),
  { id: "solo", key: "u", group: "views", run: (s) => s.layout.toggleSolo(), on: (s) => s.layout.solo },
  { id: "full", key: "Shift+F", group: "views", run: full },
  { id: "address", key: "", group: "views", run: (s) => s.element.toHash() },
  { id: "help", key: "?", group: "views", run: (s) => s.menus.help() },
];

export const LAYOUT_COMMANDS = Object.keys(LAYOUTS).map((name) => ({
  id: `layout-${name}`, name, run: (s) => { s.layout.set(name); s.changed(s.active, true); }, on: (s) => s.layout.name === name,
}));

/** How far the keyboard's pointer goes, in screen pixels. */
const STEP = 8;
/** Other keys that do the same. */
export const SAME = { Backspace: "Delete", F: "Shift+F", "=": "+" };
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** The keyboard: commands, series by number, and a pointer moved with Shift and the arrows. */
export class Keys {
  constructor(stack) { this.stack = stack; }

  /** @returns {boolean} whether the key meant something here */
  press(event) {
    const { stack } = this, { key } = event;
    const graph = event.getModifierState("AltGraph"), altKey = event.altKey && !graph; // brackets on a German keyboard
    if ((event.ctrlKey && !graph) || event.metaKey || !stack.active) return false;
    if (event.shiftKey && ARROWS[key]) return this.point(ARROWS[key], altKey);
    if (altKey) return false;
    if (/^[1-9]$/.test(key)) return this.pick(Number(key) - 1);
    const wanted = SAME[key] ?? (key.length === 1 ? key.toLowerCase() : key); // caps lock is no other command
    const command = COMMANDS.find((c) => c.key === wanted && (!c.when || c.when(stack)));
    return Boolean(command) && command.run(stack) !== false;
  }

  pick(index) {
    const series = this.stack.all[index];
    if (series) this.stack.open(this.stack.active, series);
    return Boolean(series);
  }

  next(step) {
    const { views, active } = this.stack;
    views[(views.indexOf(active) + step + views.length) % views.length].node.focus();
  }

  leave() {
    if (!this.stack.pending && !this.stack.active.cursor) return false;
    this.stack.cancel();
    this.stack.active.cursor = null;
    this.stack.redraw();
    return true;
  }

  pointer(dx = 0, dy = 0) {
    const { active: view } = this.stack, at = view.cursor, [x, y] = view.toScreen(at);
    return { x, y, at, dx, dy };
  }

  /** Moves the keyboard's pointer, by whole pixels of the image with Alt. */
  point([dx, dy], fine) {
    const { active: view, tool: chosen, pending } = this.stack;
    const at = (view.cursor ?? view.toImage([view.size[0] / 2, view.size[1] / 2])).map(fine || !view.cursor ? Math.round : (v) => v);
    const [x, y] = view.toScreen(at);
    view.cursor = fine ? [at[0] + dx, at[1] + dy] : view.toImage([x + dx * STEP, y + dy * STEP]);
    if (pending) chosen.move?.(view, this.pointer());
    this.stack.redraw(view);
    return true;
  }

  /** Enter: a click of the tool where the keyboard's pointer is. */
  act() {
    const { active: view, tool: chosen } = this.stack;
    if (!view.cursor) this.point([0, 0], true);
    chosen.down?.(view, this.pointer());
    chosen.up?.(view, this.pointer());
    this.stack.redraw(view);
  }
}
