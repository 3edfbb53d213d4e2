/**
 * <dicom-stack data-manifest="id" data-mode="read|reveal|author" data-worker="url"
 *   [data-strings="id"] [data-tool="mark"] [data-marks="3"]>
 * Events (bubbling): answer {points}, viewchange {series, slice, center, width},
 * placechange {series, slice, scale, at}, measure, ready.
 * Methods: showRegions(json), goTo({series, slice, center, width}), setClicks(list); static
 * preload(manifest, workerUrl). The page's README beside this file says more.
 */
import { preload, store } from "./frames.js";
import { html } from "./icons.js";
import { Stack } from "./stack.js";
import { translator } from "./strings.js";

const json = (id) => {
  try {
    return JSON.parse(document.getElementById(id)?.textContent ?? "null");
  } catch {
    return null;
  }
};

/** Keys that would move the page under the viewer. */
const SCROLLS = /^(Arrow|Page|Home$|End$| $)/;

export class DicomStack extends HTMLElement {
  static preload = preload;

  connectedCallback() {
    if (this.stack) return;
    const { manifest: id, strings = "viewer-words", mode = "read", worker, tool, marks } = this.dataset;
    const manifest = json(id), t = translator(json(strings) ?? {});
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", t("viewer"));
    if (!manifest?.series?.length) {
      this.replaceChildren(html("p", { className: "ds-empty", textContent: t("noImages") }));
      return;
    }
    store.start(worker);
    const stack = new Stack({ manifest, t, mode, emit: (name, detail) => this.emit(name, detail), say: (text) => this.say(text) });
    this.stack = stack;
    stack.element = this;
    stack.most = Number(marks ?? Infinity);
    if (!stack.most) stack.marking = false;
    this.tools = html("div", { className: "ds-tools" }); // its place is kept, so that nothing jumps
    this.ports = html("div", { className: "ds-ports" });
    this.live = html("div", { className: "ds-live", role: "status", ariaLive: "polite" });
    this.early = []; // keys that came before there is somebody to take them
    this.replaceChildren(this.tools, this.ports, this.live);
    stack.layout.start(this.ports);
    this.keydown = (event) => this.press(event);
    this.addEventListener("keydown", this.keydown);
    this.resize = new ResizeObserver(() => stack.layout.resize());
    this.resize.observe(this.ports);
    const found = this.fromHash();
    this.onhash = () => this.fromHash();
    addEventListener("hashchange", this.onhash);
    this.equip(stack, tool, found);
  }

  /** What the first image does not need comes right after it. */
  async equip(stack, tool, found) {
    const { equip } = await import("./controls.js");
    if (this.stack !== stack) return;
    await equip(stack, this.tools, tool);
    if (!found) this.fromHash(); // it may name a reformat
    for (const event of this.early.splice(0)) stack.keys.press(event);
    this.emit("ready", {});
  }

  disconnectedCallback() {
    this.stack?.close();
    this.resize?.disconnect();
    this.removeEventListener("keydown", this.keydown);
    removeEventListener("hashchange", this.onhash);
    clearTimeout(this.saying);
    this.stack = null;
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** Says only where a scroll or a drag came to rest. */
  say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.live.textContent = text; }, 400);
  }

  press(event) {
    if (event.target.closest("input, textarea, select, .ds-menu, dialog")) return;
    if (event.target.closest("button") && (event.key === " " || event.key === "Enter")) return;
    if (!this.stack.keys) this.early.push(event);
    if (this.stack.keys?.press(event) ?? SCROLLS.test(event.key)) event.preventDefault();
  }

  /** #series=…&slice=…&w=…&l=… ; the slice counts from 1 as on the screen. */
  fromHash() {
    const hash = new URLSearchParams(location.hash.slice(1)), number = (key) => Number.parseFloat(hash.get(key));
    if (!hash.has("series") && !hash.has("slice")) return true;
    return this.stack.goTo({ series: hash.get("series") ?? undefined, slice: number("slice") - 1, width: number("w"), center: number("l") });
  }

  /** The other way round: the address says what the active view shows, for a bookmark or to pass on. */
  toHash() {
    const { series, slice, center, width } = this.stack.active;
    const hash = new URLSearchParams({ series: series.id, slice: slice + 1, w: width, l: center });
    history.replaceState(history.state, "", `#${hash}`);
    this.say(this.stack.t("addressed"));
  }

  /** The element is not focusable itself: its active view is. */
  focus(options) { this.stack?.active?.node.focus(options); }

  goTo(where) { return this.stack?.goTo(where) ?? false; }

  /** What the active view shows, as `goTo` takes it; null before the first image. */
  shown() {
    const view = this.stack?.active;
    if (!view?.series || !view.size[0]) return null;
    const { series, slice, center, width } = view;
    return { series: series.derived ? null : series.id, slice, center, width, zoom: view.zoom() / view.fit(), at: view.middle() };
  }

  setClicks(clicks) { this.stack?.setClicks(clicks); }

  /** @param {Record<string, Record<number, {name: string, polygon: [number, number][]}[]>> | null} regions */
  showRegions(regions) {
    if (!this.stack) return;
    this.stack.regions = regions;
    this.stack.menus?.update(); // the menus come after the first image
    this.stack.redraw();
  }
}

customElements.define("dicom-stack", DicomStack);
