// Rows that repeat: a blank one always follows the last filled one; a row can be taken out.

import { changed } from "./form.js";

const NAMED = "[name]:not([type=hidden])";

export function startRows(form) {
  const groups = [...form.querySelectorAll("[data-rows]")].map((group) => ({
    group,
    blank: group.lastElementChild.cloneNode(true),
  }));

  const filled = (row) => [...row.querySelectorAll(NAMED)].some((field) => field.tagName !== "SELECT" && field.value.trim());

  function add({ group, blank }) {
    group.append(blank.cloneNode(true));
  }

  function grow(entry) {
    const last = entry.group.lastElementChild;
    if (!last || filled(last)) add(entry);
  }

  const entryOf = (node) => groups.find(({ group }) => group === node);

  form.addEventListener("input", (event) => {
    const entry = entryOf(event.target.closest("[data-rows]"));
    if (entry) grow(entry);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    const row = button.closest("[data-row]"), entry = entryOf(row.parentElement);
    const next = row.nextElementSibling?.querySelector(NAMED);
    row.remove();
    grow(entry);
    next?.focus();
    changed(form);
  });

  return {
    /** As many rows as there are values, and a blank one. */
    fit(values) {
      for (const entry of groups) {
        const name = entry.blank.querySelector(NAMED).name;
        // Presets of several series share their names: rows that are there are enough for them.
        if (name === "window_name") continue;
        const wanted = Math.max(1, values.get(name)?.length ?? 1);
        while (entry.group.children.length < wanted) add(entry);
        while (entry.group.children.length > wanted) entry.group.lastElementChild.remove();
        grow(entry);
      }
    },
  };
}
