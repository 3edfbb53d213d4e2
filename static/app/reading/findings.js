// Findings: chips to tick, and a search that adds any other finding of the vocabulary.

import { read } from "./api.js";
import { Combobox } from "./combobox.js";
import { changed, fill } from "./form.js";

export function startFindings(form, state, say) {
  const root = form.querySelector("[data-findings]");
  const chips = root.querySelector("[data-chips]");
  const add = root.querySelector("[data-add]");
  const box = root.querySelector("[data-combo]");
  const template = document.getElementById("finding-chip");

  const boxOf = (value) => [...chips.querySelectorAll("input")].find((input) => input.value === value);

  function tick({ value, name }) {
    let input = boxOf(value);
    if (!input) {
      const chip = template.content.firstElementChild.cloneNode(true);
      input = chip.querySelector("input");
      input.value = value;
      chip.querySelector("[data-name]").textContent = name;
      chips.insertBefore(chip, add);
    }
    input.checked = true;
    count();
    changed(form);
  }

  function count() {
    const chosen = chips.querySelectorAll("input:checked").length;
    root.querySelector("[data-count]").textContent = chosen ? fill(state.words.chosen, { count: chosen }) : "";
  }

  const combo = new Combobox(box, {
    find: async (text, signal) => {
      const data = await read(`${root.dataset.url}?q=${encodeURIComponent(text)}`, signal);
      return data?.suggestions ?? [];
    },
    pick: tick,
    enter: () => {},
    say,
    words: { ...state.words, none: "" },
  });

  add.addEventListener("click", () => {
    box.hidden = !box.hidden;
    add.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) combo.input.focus();
  });
  chips.addEventListener("change", count);
  form.addEventListener("restore", async (event) => {
    const slugs = event.detail.filter(([name]) => name === "findings").map(([, slug]) => slug);
    for (const input of chips.querySelectorAll("input")) input.checked = slugs.includes(input.value);
    for (const slug of slugs.filter((value) => !boxOf(value))) {
      const data = await read(`${root.dataset.url}?slug=${encodeURIComponent(slug)}`);
      if (data?.suggestions?.[0]) tick(data.suggestions[0]);
    }
    count();
  });
}
