// Two people changed the same fields: both texts side by side, and the choice which one stays.

import { fill } from "../reading/form.js";

export function startConflicts(root, form, state) {
  const box = root.querySelector("[data-conflicts]"), { words } = state;

  const text = (tag, content, className = "") => Object.assign(document.createElement(tag), { textContent: content, className });

  function row({ label, mine, theirs }) {
    const part = text("div", "", "conflict s13");
    for (const [tag, content] of [["h3", label], ["p", `${words.theirsLabel}: ${theirs}`], ["p", `${words.mineLabel}: ${mine}`]]) part.append(text(tag, content));
    return part;
  }

  function button(label, act) {
    const node = text("button", label, "btn small");
    node.type = "button";
    node.addEventListener("click", () => {
      box.hidden = true;
      act();
    });
    return node;
  }

  return {
    /** @param {{version: number, other: string, conflicts: object[]}} data */
    show(data, keepMine, takeTheirs) {
      const acts = text("p", "", "row");
      acts.append(button(words.keepMine, () => keepMine(data.version)), button(words.takeTheirs, takeTheirs));
      box.className = "blk note harm";
      box.replaceChildren(text("h2", fill(words.conflict, { other: data.other || words.somebody }), "s13"), ...data.conflicts.map(row), acts);
      box.hidden = false;
      box.tabIndex = -1;
      box.focus();
      box.scrollIntoView({ block: "nearest" });
    },
  };
}
