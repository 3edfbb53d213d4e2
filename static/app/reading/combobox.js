// The combobox pattern of WAI-ARIA (editable, list autocomplete, no selection of its own accord):
// the focus stays in the text field, arrows move through the list, Enter takes what is chosen or,
// when nothing is chosen, hands over what was typed.

const DELAY = 90;

export class Combobox {
  /**
   * @param root element that holds input[role=combobox] and ul[role=listbox]
   * @param options {find(text, signal) → [{name, note, value}], pick(option), enter(text),
   *   typed(text), say(sentence), words, keep: true where Escape must not empty the field}
   */
  constructor(root, options) {
    this.input = root.querySelector("[role=combobox]");
    this.list = root.querySelector("[role=listbox]");
    this.options = options;
    this.found = [];
    this.active = -1;
    this.input.addEventListener("input", () => this.#search());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.#take(Number(row.dataset.index));
    });
  }

  /** Empty the field and close the list. */
  clear() {
    this.input.value = "";
    this.close();
  }

  /** Close the list, also one that is still being asked for. */
  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = this.request = null;
    this.found = [];
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.#activate(-1);
  }

  #search() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.timer = null;
    const text = this.input.value;
    this.options.typed?.(text);
    if (!text.trim()) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.#ask(text), DELAY);
  }

  async #ask(text) {
    this.request = new AbortController();
    try {
      const found = await this.options.find(text, this.request.signal);
      if (this.input.value === text && document.activeElement === this.input) this.#show(found);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  #show(found) {
    this.found = found;
    this.timer = null;
    this.list.replaceChildren(...found.map((option, index) => this.#row(option, index)));
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.#activate(-1);
    this.list.scrollIntoView({ block: "nearest" });
    const { words, say } = this.options;
    say(found.length ? words.suggestions.replace("{count}", found.length) : words.none);
  }

  #row(option, index) {
    const row = document.createElement("li");
    row.role = "option";
    row.id = `${this.list.id}-${index}`;
    row.dataset.index = index;
    row.setAttribute("aria-selected", "false");
    const name = document.createElement("b");
    name.textContent = option.name;
    const note = document.createElement("span");
    note.textContent = option.note ?? "";
    row.append(name, note);
    return row;
  }

  #activate(index) {
    this.active = index;
    for (const row of this.list.children) {
      row.setAttribute("aria-selected", String(Number(row.dataset.index) === index));
    }
    const row = this.list.children[index];
    if (row) {
      this.input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  #take(index) {
    const option = this.found[index];
    this.clear();
    if (option) this.options.pick(option);
    this.input.focus();
  }

  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const handlers = {
      ArrowDown: () => this.#move(1),
      ArrowUp: () => this.#move(-1),
      Enter: () => this.#enter(),
      // The first Escape is for the list, shown or on its way; the second empties the field.
      Escape: () => (this.list.hidden && !this.timer && !this.options.keep ? this.clear() : this.close()),
    };
    if (!(event.key in handlers) || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    handlers[event.key]();
  }

  #move(step) {
    if (this.list.hidden) {
      this.#search();
      return;
    }
    const count = this.found.length;
    // One place before the first is the text field itself.
    this.#activate(((this.active + 1 + step + count + 1) % (count + 1)) - 1);
  }

  #enter() {
    if (this.active >= 0) this.#take(this.active);
    else if (this.input.value.trim()) this.options.enter(this.input.value.trim());
  }
}
