// The same session in another browser: told when this one saves, and when it is looked at again.
// Nothing is asked of the server while the page lies in the background or nobody touches it.

import { read } from "./api.js";

const LEAST = 5000;

export function startElsewhere(form) {
  const url = form.dataset.elsewhereUrl;
  const note = form.querySelector("[data-elsewhere]");
  if (!url || !note) return;
  let asked = Date.now();

  async function ask() {
    if (document.visibilityState !== "visible" || Date.now() - asked < LEAST) return;
    asked = Date.now();
    const found = await read(url);
    if (found) tell(found);
  }

  function tell({ sentence, url: where, link }) {
    const text = note.querySelector("[data-elsewhere-said]");
    // Said again, a live region would be read out again.
    if (text.textContent !== sentence) text.textContent = sentence;
    const anchor = note.querySelector("[data-elsewhere-link]");
    anchor.hidden = !where;
    if (where) {
      anchor.href = where;
      anchor.textContent = link;
    }
    note.hidden = !sentence;
  }

  document.addEventListener("visibilitychange", ask);
  window.addEventListener("focus", ask);
  form.addEventListener("elsewhere", (event) => tell(event.detail));
}
