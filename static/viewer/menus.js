/** The toolbar, series tabs, thumbnails, menus, numeric window and the help sheet. */
import { COMMANDS, LAYOUT_COMMANDS, SAME } from "./commands.js";
import { html, icon } from "./icons.js";
import { parse } from "./words.js";

const BAR = ["scroll", "window", "zoom", "measure", "mark", null, "outline", "linked", "reset", "more"];
const SIGNS = { " ": "Space", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", PageUp: "Page ↑", PageDown: "Page ↓",
  "Shift+Arrow": "Shift ← ↑ ↓ →", "Shift+F": "Shift F" };
const kbd = (key) => html("kbd", { textContent: SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key) });
const command = (id) => COMMANDS.find((c) => c.id === id);
let count = 0;

export class Menus {
  constructor(stack) {
    this.stack = stack;
    const { t } = stack;
    this.buttons = new Map();
    this.popup = html("div", { className: "ds-menu", popover: "auto", id: `ds-menu-${++count}` });
    this.tabs = html("div", { className: "ds-tabs", role: "group", ariaLabel: t("series") }, ...stack.all.map((s) => this.tab(s)));
    this.bar = html("div", { className: "ds-tools", role: "toolbar", ariaLabel: t("tools") },
      ...BAR.map((id) => (id ? this.tool(id) : html("i", { className: "ds-sep" }))), this.tabs);
    this.strip = html("div", { className: "ds-strip", hidden: true });
    this.dialog = html("dialog", { className: "ds-help" });
    this.nodes = [this.bar, this.strip, this.popup, this.dialog];
  }

  tool(id) {
    const { stack } = this, menu = { measure: "length", more: "more" }[id];
    const button = html("button", { type: "button", className: `ds-t ds-t-${id}`, title: this.hint(id), onclick: () =>
      (id === "measure" ? this.open(button, ["measure"]) : id === "more" ? this.open(button) : command(id).run(stack)) },
    icon(menu ?? id), html("span", { textContent: stack.t(id) }));
    if (menu) button.setAttribute("aria-haspopup", "true");
    this.buttons.set(id, button);
    return button;
  }

  hint(id) {
    const key = command(id)?.key;
    return this.stack.t(id) + (key ? ` (${key.toUpperCase()})` : "");
  }

  /** "T1" where that says which; "T1 axial" where there are two, its plane apart: a phone shows no reformats. */
  short(series) {
    const { acquired, all } = this.stack, without = ({ label, plane }) => label.replace(` ${plane}`, "");
    const name = without(series), alike = (list) => list.filter((s) => without(s) === name).length > 1;
    if (alike(acquired)) return [series.label];
    return alike(all) ? [name, html("span", { textContent: series.label.slice(name.length) })] : [name];
  }

  /** Words beside the icons only where everything has its place in one line. */
  fit() {
    const { bar, tabs } = this;
    bar.classList.remove("ds-tight");
    bar.classList.toggle("ds-tight", tabs.scrollWidth > tabs.clientWidth + 1);
  }

  tab(series) {
    const { stack } = this;
    return html("button", {
      type: "button", className: `ds-tab${series.derived ? " ds-derived" : ""}`, title: series.label, draggable: true,
      ondragstart: (event) => event.dataTransfer.setData("text/x-series", series.id),
      onclick: () => stack.open(stack.active, series),
    }, ...this.short(series));
  }

  /** Pressed states, tabs, visibility: cheap enough to do whenever something changed. */
  update() {
    const { stack } = this;
    for (const [id, button] of this.buttons) {
      const c = command(id), pressed = id === "measure" ? COMMANDS.some((m) => m.group === "measure" && m.on?.(stack)) : c?.on?.(stack);
      if (pressed !== undefined) button.setAttribute("aria-pressed", pressed);
      const hidden = Boolean(c?.when && !c.when(stack));
      if (button.hidden === hidden) continue;
      button.hidden = hidden;
      this.fit();
    }
    const shown = stack.views.map((v) => v.series);
    [...this.tabs.children].forEach((tab, i) => {
      const series = stack.all[i];
      tab.classList.toggle("ds-shown", shown.includes(series));
      tab.setAttribute("aria-pressed", stack.active?.series === series);
    });
    this.thumbs();
  }

  /** A picture of each series' middle slice, to click or to drag into a view. */
  thumbs() {
    const { stack } = this;
    this.strip.hidden = !stack.on.thumbs;
    if (this.strip.hidden) return;
    if (!this.strip.children.length) {
      this.strip.append(...stack.all.map((s) => {
        const tab = this.tab(s);
        tab.textContent = s.label;
        tab.prepend(html("canvas", { width: 64, height: 64 }));
        return tab;
      }));
    }
    stack.all.forEach((s, i) => {
      const picture = s.preview && stack.store.preview(s, s.frames.length >> 1), canvas = this.strip.children[i].firstChild;
      if (!picture || canvas.done) return;
      const k = 64 / Math.max(s.rows, s.cols);
      canvas.getContext("2d").drawImage(picture, 32 - (s.cols * k) / 2, 32 - (s.rows * k) / 2, s.cols * k, s.rows * k);
      canvas.done = true;
    });
  }

  /** Opens a menu below a button; `groups` of commands, or everything. */
  open(button, groups = ["tool", "measure", "window", "images", "views"]) {
    const { stack } = this, { t } = stack;
    const item = (c, text) => {
      const node = html("button", { type: "button", className: "ds-item", onclick: () => { this.popup.hidePopover(); c.run(stack); stack.active.node.focus(); } },
        html("span", { textContent: text }), c.key ? kbd(c.key) : null);
      if (c.on) node.setAttribute("aria-pressed", Boolean(c.on(stack)));
      return node;
    };
    const parts = groups.map((group) => html("section", {}, html("h3", { textContent: t(group) }),
      ...COMMANDS.filter((c) => c.group === group && !c.keyOnly && (!c.when || c.when(stack))).map((c) => item(c, t(c.id)))));
    if (groups.length > 1) {
      const series = stack.all.map((s, i) => ({ key: i < 9 ? `${i + 1}` : "", run: () => stack.open(stack.active, s), on: () => stack.active.series === s }));
      const section = (name, list, text) => html("section", {}, html("h3", { textContent: t(name) }), ...list.map((c, i) => item(c, text(c, i))));
      parts.unshift(section("series", series, (_, i) => stack.all[i].label));
      parts.push(section("layout", LAYOUT_COMMANDS, (c) => c.name.replace("x", " × ")));
    }
    this.show(button, parts);
  }

  /** Window presets and numbers, from the read-out in the corner. */
  openWindow(view) {
    const { stack } = this, { t } = stack;
    stack.activate(view);
    const field = (key, value) => html("label", {}, html("span", { textContent: t(key) }),
      html("input", { name: key, inputMode: "decimal", autocomplete: "off", value: t.number(value, 1), oninput: check }));
    const check = ({ target }) => {
      const wide = target.name === "width", fine = wide ? parse(t, target.value) > 0 : !Number.isNaN(parse(t, target.value));
      target.setCustomValidity(fine ? "" : t("notNumber", { example: t.number(wide ? 1800 : 40.5, 1) }));
    };
    const form = html("form", { className: "ds-numbers", onsubmit: (event) => {
      event.preventDefault();
      stack.setWindow(view, parse(t, form.level.value), parse(t, form.width.value));
      this.popup.hidePopover();
      view.node.focus();
    } }, field("width", view.width), field("level", view.center), html("button", { className: "ds-btn", textContent: t("apply") }));
    const own = (view.series.windows ?? []).map((p) => html("button", { type: "button", className: "ds-item",
      onclick: () => { this.popup.hidePopover(); stack.setWindow(view, p.center, p.width); } },
    html("span", { textContent: t(p.name) }), kbd(`${t.number(p.width)} / ${t.number(p.center)}`)));
    this.open(view.windowButton, ["window"]);
    this.popup.prepend(form, ...own);
    this.put(view.windowButton);
    form.width.select();
  }

  show(button, parts) {
    this.popup.classList.toggle("ds-wide", parts.length > 2);
    this.popup.replaceChildren(...parts);
    this.popup.showPopover();
    this.put(button);
    this.popup.querySelector("button, input")?.focus();
  }

  put(button) {
    const at = button.getBoundingClientRect(), { style, offsetWidth, offsetHeight } = this.popup;
    style.left = `${Math.max(4, Math.min(at.left, innerWidth - offsetWidth - 4))}px`;
    style.top = `${Math.max(4, at.bottom + offsetHeight + 4 > innerHeight ? at.top - offsetHeight - 4 : at.bottom + 4)}px`;
  }

  /** Every key and gesture. */
  help() {
    const { t } = this.stack, row = (c) => html("div", {}, html("dt", { textContent: t(c.id) }),
      html("dd", {}, ...[c.key, ...Object.keys(SAME).filter((key) => SAME[key] === c.key && key !== "F")].map(kbd)));
    const groups = ["images", "window", "tool", "measure", "views"];
    this.dialog.replaceChildren(
      html("header", {}, html("h2", { textContent: t("help") }),
        html("button", { type: "button", className: "ds-btn", textContent: t("close"), onclick: () => this.dialog.close() })),
      html("p", { textContent: t("gestures") }),
      html("div", { className: "ds-columns" }, ...groups.map((g) => html("section", {}, html("h3", { textContent: t(g) }),
        html("dl", {}, ...COMMANDS.filter((c) => c.group === g && c.key && (!c.when || c.when(this.stack))).map(row))))));
    this.dialog.setAttribute("aria-label", t("help"));
    this.dialog.showModal();
  }
}
