/** How many views, which series in which, and remembering both for the next case of this kind. */
import { hang } from "./link.js";
import { View } from "./view.js";

/** columns × rows */
export const LAYOUTS = { "1": [1, 1], "1x2": [2, 1], "1x3": [3, 1], "2x2": [2, 2], stacked: [1, 2] };
const KEY = "spine-mimics-hanging", WIDE = 53; // widths of the read-outs' type: 640 px at its usual size

export class Layout {
  constructor(stack) {
    this.stack = stack;
    this.views = [];
    this.solo = false;
  }

  /** The views on the screen: one when one fills it. */
  get shown() { return this.solo ? [this.stack.active] : this.views; }

  /** Cases with the same series hang the same; a phone and a desk differ. */
  signature() {
    return `${this.stack.acquired.map((s) => s.label).sort().join("|")}@${this.narrow ? "narrow" : "wide"}`;
  }

  /** First hanging: what was remembered, else by width and by how many series belong together. */
  start(ports) {
    this.ports = ports;
    this.narrow = this.isNarrow();
    const { all, acquired } = this.stack, saved = this.recall()[this.signature()];
    const alike = hang(acquired, 9).length;
    const places = this.narrow ? 1 : Math.min(alike, ports.clientWidth < 900 ? 2 : 3);
    const name = LAYOUTS[saved?.layout] ? saved.layout : ["1", "1", "1x2", "1x3"][places];
    const wanted = saved?.labels.map((label) => all.find((s) => s.label === label));
    Object.assign(this.stack.on, saved?.on);
    this.set(name, wanted?.length ? wanted : hang(acquired, 4));
  }

  /** Once reformats exist: the remembered ones go where they were. */
  recalled() {
    const { all } = this.stack, labels = this.recall()[this.signature()]?.labels ?? [];
    labels.forEach((label, i) => {
      const series = all.find((s) => s.derived && s.label === label);
      if (series && this.views[i]) this.views[i].show(series);
    });
    this.stack.changed(this.stack.active, true);
    this.stack.redraw();
  }

  /** Changes the layout; views keep what they show, new ones get the next series not shown. */
  set(name, wanted) {
    const { stack, ports } = this, [columns, rows] = LAYOUTS[name], count = columns * rows;
    const series = wanted ?? this.views.map((v) => v.series).filter(Boolean);
    for (const one of [...hang(stack.acquired, 9), ...stack.all]) if (!series.includes(one)) series.push(one);
    this.name = name;
    this.solo = false;
    while (this.views.length > count) this.views.pop().node.remove();
    while (this.views.length < count) {
      const view = new View(stack);
      this.views.push(view);
      ports.append(view.node);
      stack.listen?.(view);
    }
    ports.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    ports.style.gridTemplateRows = `repeat(${rows}, minmax(0, 1fr))`;
    this.views.forEach((view, i) => {
      view.node.hidden = false;
      const one = series[i] ?? stack.acquired[0];
      if (view.series !== one) view.show(one);
      view.node.style.cursor = stack.tool.cursor ?? "";
    });
    if (!this.views.includes(stack.active)) stack.active = null;
    this.resize();
    stack.activate(stack.active ?? this.views[0]);
    if (!wanted) this.remember();
  }

  /** One view fills the element, or all are shown again. */
  toggleSolo() {
    if (this.views.length < 2) return;
    this.solo = !this.solo;
    for (const view of this.views) view.node.hidden = this.solo && view !== this.stack.active;
    this.ports.classList.toggle("ds-solo", this.solo);
    this.resize();
    this.stack.changed(this.stack.active, true);
  }

  resize() {
    const narrow = this.isNarrow(), { em } = this;
    if (narrow !== this.narrow) { // turned, or another size of window: one view, or again as before
      this.narrow = narrow;
      if (this.solo !== narrow && this.views.length > 1) return this.toggleSolo();
    }
    for (const view of this.shown) if (view) Object.assign(view, { em, size: [view.node.clientWidth, view.node.clientHeight] });
    this.stack.menus?.fit();
    if (!this.solo) this.ports.classList.remove("ds-solo");
    this.stack.redraw();
  }

  isNarrow() {
    this.em = parseFloat(getComputedStyle(this.ports).fontSize);
    return this.ports.clientWidth < WIDE * this.em;
  }

  recall() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {}; // storage refused or spoilt: the default hanging is fine
    }
  }

  remember() {
    const { linked, sync, syncWindow, lines } = this.stack.on;
    const all = { ...this.recall(), [this.signature()]:
      { layout: this.name, labels: this.views.map((v) => v.series?.label), on: { linked, sync, syncWindow, lines } } };
    for (const old of Object.keys(all).slice(0, -40)) delete all[old];
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch { /* a private window: remembered until the page closes, which is no loss */ }
  }
}
