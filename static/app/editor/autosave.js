// Nothing typed is lost: every change is kept in the browser at once, sent to the server a moment
// later, and forgotten here only when the server has it.

import { send, Unreachable } from "../reading/api.js";
import { fill } from "../reading/form.js";
import { fieldsOf, restore, signature } from "./form.js";

const DELAY = 900, RETRY = 5000, QUIET = 3000;

export function startAutosave(root, form, state, { rows, drawing, conflicts }) {
  const label = document.querySelector("[data-saved]"), { words } = state;
  let timer = 0, reloading = 0, running = null, again = false, stopped = false, strange = false;
  let version = Number(form.elements.version.value);
  let held = signature(fieldsOf(form));

  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(state.store));
    } catch {
      return null;
    }
  };
  const dirty = () => signature(fieldsOf(form)) !== held;

  function keep() {
    try {
      localStorage.setItem(state.store, JSON.stringify({ version, fields: fieldsOf(form) }));
    } catch {
      // Private windows and full disks have no store; the server still gets it.
    }
  }

  function forget() {
    try {
      localStorage.removeItem(state.store);
    } catch {
      // There is no store, so there is nothing to forget.
    }
  }

  function later(delay) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, delay);
  }

  function onChange() {
    if (stopped || !dirty()) return;
    clearTimeout(reloading);
    keep();
    label.textContent = words.unsaved;
    later(DELAY);
  }

  /** One save at a time; what was typed meanwhile goes with the next. */
  function save() {
    clearTimeout(timer);
    if (running) {
      again = true;
      return running;
    }
    running = once().finally(() => {
      running = null;
      if (!again) return undefined;
      again = false;
      return dirty() ? save() : undefined;
    });
    return running;
  }

  async function once() {
    const fields = fieldsOf(form), sent = signature(fields);
    label.textContent = words.saving;
    try {
      const { status, data } = await send(form.action, form, [...fields, ["version", version]]);
      if (status !== 200) {
        label.textContent = status === 404 || status === 403 ? words.signedOut : words.failed;
      } else if (data.conflicts.length) {
        label.textContent = words.unsaved;
        stopped = true;
        conflicts.show(data, mine, theirs);
      } else took(data, sent);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      label.textContent = words.offline;
      later(RETRY);
    }
  }

  function took(data, sent) {
    held = sent;
    form.elements.version.value = data.version;
    if (data.theirs.length) {
      // The page does not show their fields yet: it keeps its own base until it is read again.
      reloading = setTimeout(() => {
        keepPlace(fill(words.theirs, { fields: data.theirs.join(", ") }));
        location.reload();
      }, QUIET);
    } else version = data.version;
    if (dirty()) keep();
    else forget();
    label.textContent = data.remarks[0] ?? fill(words.saved, { at: data.at });
    show(data);
    if (strange && !dirty()) {
      keepPlace(label.textContent);
      location.reload();
    }
  }

  /** What the server says of the whole: checklist, model differential, the text as it is read. */
  function show(data) {
    const aside = root.querySelector("[data-checklist]");
    aside.querySelector("section")?.remove();
    aside.insertAdjacentHTML("afterbegin", data.checklist);
    document.querySelector("[data-case-state]").innerHTML = data.state;
    for (const button of aside.querySelectorAll("[data-when-changed]")) button.hidden = !data.changed;
    root.querySelector("[data-model]").replaceChildren(...data.model.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
    root.querySelector("[data-side]").textContent = data.side;
    root.querySelector("[data-discussion]").innerHTML = data.discussion; // cleaned by the server
  }

  function mine(current) {
    version = current;
    stopped = false;
    save();
  }

  function theirs() {
    forget();
    keepPlace("");
    location.reload();
  }

  function keepPlace(said) {
    sessionStorage.setItem(`${state.store}:place`, JSON.stringify({ top: form.scrollTop, said }));
  }

  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stopped = false;
    save();
  });
  window.addEventListener("online", () => dirty() && later(0));
  window.addEventListener("pagehide", () => {
    if (stopped || !dirty()) return;
    const body = new FormData(form);
    body.set("version", version);
    navigator.sendBeacon?.(form.action, body);
  });
  // Whoever goes on to a preview or a review takes everything along.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#") || event.ctrlKey || event.metaKey || event.button || !dirty()) return;
    event.preventDefault();
    await save();
    if (!stopped) location.assign(link.href);
  });
  document.addEventListener("submit", async (event) => {
    if (event.target === form || !dirty()) return;
    event.preventDefault();
    await save();
    // What the server did not take is said and kept; to ask again from here would never end.
    if (!stopped && !dirty()) event.target.requestSubmit(event.submitter);
  });

  const before = kept();
  if (before && signature(before.fields) !== held) {
    restore(form, before.fields, (values) => {
      drawing.fit(values.get("lesion_name")?.length ?? 0);
      rows.fit(values);
    });
    strange = drawing.restored();
    version = before.version;
    label.textContent = words.restored;
    keep();
    later(0);
  } else if (before) forget();
  try {
    const place = JSON.parse(sessionStorage.getItem(`${state.store}:place`));
    sessionStorage.removeItem(`${state.store}:place`);
    if (place) {
      form.scrollTop = place.top;
      label.textContent = place.said;
    }
  } catch {
    // Nothing was kept.
  }
}
