// The ranked differential: a list of entries that says how each was understood, and one field.

import { read } from "./api.js";
import { Combobox } from "./combobox.js";
import { changed, fill } from "./form.js";

const KNOWN = new Set(["exact", "synonym", "abbreviation", "corrected"]);

/** Replace the plain text fields by the list; returns {flush(), pending()}. */
export function startDifferential(form, state, say) {
  const root = form.querySelector("[data-differential]");
  return new Differential(root, form, state, say);
}

class Differential {
  constructor(root, form, state, say) {
    Object.assign(this, { root, form, say, words: state.words });
    this.limit = Number(root.dataset.limit);
    this.list = root.querySelector("[data-entries]");
    this.template = document.getElementById("entry-row");
    this.message = root.querySelector("[data-full]");
    this.entries = state.entries;
    // Words that were entered and are being asked about; nothing is lost if the answer never comes.
    this.asking = [];
    this.queue = Promise.resolve(true);
    root.querySelector("[data-combo]").hidden = false;
    this.combo = new Combobox(root.querySelector("[data-combo]"), {
      find: (text, signal) => this.#suggest(text, signal),
      pick: (option) => this.add(option.name),
      enter: (text) => this.add(text),
      typed: () => {
        this.#tell("");
        changed(form);
      },
      say,
      words: this.words,
    });
    this.list.addEventListener("click", (event) => this.#click(event));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    this.#startDrag();
    form.addEventListener("restore", (event) => this.#restore(event.detail));
    this.#render();
  }

  /** What was typed but is not an entry yet. */
  pending() {
    return [...this.asking, this.combo.input.value].map((text) => text.trim()).filter(Boolean);
  }

  /** Make entries of what is still in the field; false where the list refuses one. */
  async flush() {
    await this.queue;
    const text = this.combo.input.value.trim();
    return text ? this.add(text) : true;
  }

  /** Add what a text names, one entry for each, after what was entered before it. */
  add(text) {
    this.combo.clear();
    this.asking.push(text);
    this.queue = this.queue.then(async () => {
      const fresh = await this.#understand(text);
      this.asking.shift();
      return this.#take(text, fresh);
    });
    changed(this.form);
    return this.queue;
  }

  /** Take entries in; a full list refuses, says why, and gives the words back. */
  #take(text, fresh) {
    this.#tell("");
    let taken = true;
    for (const entry of fresh) {
      if (this.#isDouble(entry)) {
        this.#tell(fill(this.words.duplicate, { name: entry.name }));
      } else if (this.#full(entry)) {
        this.#tell(this.words.full);
        if (!this.combo.input.value) this.combo.input.value = fresh.length > 1 ? entry.text : text;
        taken = false;
        break;
      } else {
        this.entries.push(entry);
        const added = fill(this.words.added, { name: entry.text, rank: this.entries.length });
        this.say(`${added} ${entry.sentence}`);
      }
    }
    this.#render();
    changed(this.form);
    return taken;
  }

  async #suggest(text, signal) {
    const url = `${this.root.dataset.suggestUrl}?q=${encodeURIComponent(text)}`;
    const data = await read(url, signal);
    if (data?.understood && this.combo.input.value === text) this.#tell(data.understood);
    return data?.suggestions ?? [];
  }

  /** Ask the server; without it the words stand as they are and are understood at the commit. */
  async #understand(text) {
    const url = `${this.root.dataset.understandUrl}?text=${encodeURIComponent(text)}`;
    const data = await read(url);
    const row = data?.texts?.[0];
    return row?.length ? row : [{ text, status: "", name: "", sentence: "", candidates: [] }];
  }

  #isDouble(entry) {
    return KNOWN.has(entry.status)
      && this.entries.some((other) => KNOWN.has(other.status) && other.name === entry.name);
  }

  #full(entry) {
    const counted = this.entries.filter((other) => other.status !== "negated").length;
    return entry.status !== "negated" && counted >= this.limit;
  }

  #tell(sentence) {
    this.message.textContent = sentence;
  }

  #render() {
    const rows = this.entries.map((entry, index) => this.#row(entry, index));
    this.list.replaceChildren(...rows);
    const count = this.entries.filter((entry) => entry.status !== "negated").length;
    this.root.querySelector("[data-count]").textContent = fill(this.words.count, { count, limit: this.limit });
    this.root.querySelector("[data-rank]").textContent = count < this.limit ? this.entries.length + 1 : "";
  }

  #row(entry, index) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    const known = KNOWN.has(entry.status);
    const same = known && entry.name.toLowerCase() === entry.text.toLowerCase();
    const hint = same || entry.candidates.length ? "" : entry.sentence;
    row.dataset.index = index;
    row.tabIndex = 0;
    row.classList.add(entry.status || "unread");
    row.querySelector(".n").textContent = index + 1;
    row.querySelector(".name").append(entry.status === "negated" ? struck(entry.text) : entry.text);
    row.querySelector(".hint").append(...saidBack(hint, entry.name));
    row.querySelector("input").value = entry.text;
    row.setAttribute("aria-label", [index + 1, entry.text, same ? "" : entry.sentence].filter(Boolean).join(", "));
    for (const act of ["up", "down", "remove"]) {
      const button = row.querySelector(`[data-act=${act}]`);
      button.tabIndex = -1;
      button.setAttribute("aria-label", fill(this.words[act], { name: entry.text }));
      button.disabled = (act === "up" && index === 0) || (act === "down" && index === this.entries.length - 1);
    }
    row.querySelector(".grip").title = this.words.drag;
    if (entry.candidates.length) this.#offer(row.querySelector(".pick"), entry);
    return row;
  }

  /** "Did you mean A or B?": one button each, and one to keep the words. */
  #offer(place, entry) {
    place.hidden = false;
    const question = document.createElement("span");
    question.textContent = this.words.pick;
    place.append(question);
    for (const candidate of entry.candidates) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "chip";
      button.dataset.pick = candidate;
      button.textContent = candidate;
      place.append(button);
    }
  }

  async #replace(index, text) {
    const [fresh] = await this.#understand(text);
    this.entries[index] = fresh;
    this.#render();
    this.list.children[index]?.focus();
    this.say(fresh.sentence);
    changed(this.form);
  }

  #click(event) {
    const row = event.target.closest(".entry");
    const button = event.target.closest("button");
    if (!row || !button) return;
    const index = Number(row.dataset.index);
    if (button.dataset.pick) this.#replace(index, button.dataset.pick);
    else if (button.dataset.act === "remove") this.#remove(index);
    else this.move(index, index + (button.dataset.act === "up" ? -1 : 1));
  }

  #key(event) {
    const row = event.target.closest(".entry");
    if (!row || event.target !== row) return;
    const index = Number(row.dataset.index);
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.move(index, index + (event.key === "ArrowUp" ? -1 : 1));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.#remove(index);
    } else if (!event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.list.children[index + (event.key === "ArrowUp" ? -1 : 1)]?.focus();
    }
  }

  /** Move an entry to another rank and keep the focus on it. */
  move(from, to) {
    if (to < 0 || to >= this.entries.length || from === to) return;
    const [entry] = this.entries.splice(from, 1);
    this.entries.splice(to, 0, entry);
    this.#render();
    this.list.children[to].focus();
    this.say(fill(this.words.moved, { name: entry.name || entry.text, rank: to + 1 }));
    changed(this.form);
  }

  #remove(index) {
    const [entry] = this.entries.splice(index, 1);
    this.#tell("");
    this.#render();
    (this.list.children[Math.min(index, this.entries.length - 1)] ?? this.combo.input).focus();
    this.say(fill(this.words.removed, { name: entry.name || entry.text }));
    changed(this.form);
  }

  #startDrag() {
    let from = -1;
    const place = (event) => Number(event.target.closest?.(".entry")?.dataset.index ?? -1);
    this.list.addEventListener("dragstart", (event) => {
      from = place(event);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", String(from));
    });
    this.list.addEventListener("dragover", (event) => {
      if (from < 0) return;
      event.preventDefault();
      const over = place(event);
      for (const row of this.list.children) {
        row.classList.toggle("over", Number(row.dataset.index) === over && over !== from);
      }
    });
    this.list.addEventListener("drop", (event) => {
      event.preventDefault();
      const to = place(event);
      if (from >= 0 && to >= 0) this.move(from, to);
    });
    this.list.addEventListener("dragend", () => {
      from = -1;
      for (const row of this.list.children) row.classList.remove("over");
    });
  }

  async #restore(fields) {
    const texts = fields.filter(([name]) => name === "differential").map(([, text]) => text);
    const rows = await Promise.all(texts.map((text) => this.#understand(text)));
    this.entries = rows.flat();
    this.combo.clear();
    this.#render();
  }
}

/** The sentence with the name it says back set off. */
function saidBack(sentence, name) {
  const at = name ? sentence.indexOf(name) : -1;
  if (at < 0) return [sentence];
  const strong = document.createElement("b");
  strong.textContent = name;
  return [sentence.slice(0, at), strong, sentence.slice(at + name.length)];
}

function struck(text) {
  const element = document.createElement("s");
  element.textContent = text;
  return element;
}
