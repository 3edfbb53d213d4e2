// Type-ahead for names: the field stays a plain text field, a list offers what fits.

import { read } from "../reading/api.js";
import { Combobox } from "../reading/combobox.js";
import { changed } from "./form.js";

let count = 0;

export function startPicks(root, form, state, say) {
  const urls = { entities: root.dataset.entitiesUrl, findings: root.dataset.findingsUrl, references: root.dataset.referencesUrl };

  function dress(pick) {
    if (pick.querySelector("[role=listbox]")) return;
    const input = pick.querySelector("input");
    const list = document.createElement("ul");
    list.id = `pick-${++count}`;
    list.className = "options";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    list.hidden = true;
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["aria-controls", list.id]]) {
      input.setAttribute(name, value);
    }
    pick.append(list);
    new Combobox(pick, {
      keep: true,
      words: state.words,
      say,
      find: async (text, signal) => (await read(`${urls[pick.dataset.pick]}?q=${encodeURIComponent(text)}`, signal))?.suggestions ?? [],
      pick: (option) => {
        input.value = option.name;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        changed(form);
      },
      enter: () => {},
    });
  }

  // Dressed when it is first entered: a case has many fields, and most are only looked at.
  form.addEventListener("focusin", (event) => {
    const pick = event.target.closest("[data-pick]");
    if (pick) dress(pick);
  });
}
