// Nothing typed is lost: every change is kept in the browser at once, sent to the server a moment
// later, and forgotten here only when the server has it.

import { send, Unreachable } from "./api.js";
import { fieldsOf } from "./form.js";

const DELAY = 700;
const RETRY = 5000;

export function startDraft(form, state, differential) {
  // A preview keeps nothing.
  if (!form.dataset.draftUrl) return { stop() {}, resume() {}, keep() {}, forget() {} };
  const label = document.querySelector("[data-saved]");
  let timer = 0;
  let stopped = false;
  let edited = state.edited;

  function keep() {
    edited = Math.max(Date.now(), edited + 1);
    const kept = { edited, fields: fieldsOf(form, differential.pending()) };
    try {
      localStorage.setItem(state.store, JSON.stringify(kept));
    } catch {
      // Private windows and full disks have no store; the server still gets it.
    }
    return kept;
  }

  function later(delay) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, delay);
  }

  function onChange() {
    if (stopped) return;
    keep();
    later(DELAY);
  }

  async function save() {
    const kept = read(state.store) ?? keep();
    try {
      const { status, data } = await send(form.dataset.draftUrl, form, [...kept.fields, ["edited", kept.edited]]);
      if (stopped) return;
      if (data.elsewhere) form.dispatchEvent(new CustomEvent("elsewhere", { detail: data.elsewhere }));
      if (status === 200 && data.saved) {
        if (kept.edited === edited) forget();
        label.textContent = state.words.saved;
      } else if (data.committed) {
        label.textContent = state.words.committedElsewhere;
      } else {
        label.textContent = status === 404 ? state.words.signedOut : status === 403 ? state.words.expired : data.sentence ?? state.words.kept;
      }
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      label.textContent = state.words.kept;
      later(RETRY);
    }
  }

  function forget() {
    try {
      localStorage.removeItem(state.store);
    } catch {
      // There is no store, so there is nothing to forget.
    }
  }

  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  form.addEventListener("answerchange", onChange);
  window.addEventListener("online", () => read(state.store) && later(0));
  window.addEventListener("pagehide", () => {
    const kept = !stopped && read(state.store);
    if (!kept) return;
    const body = new FormData();
    for (const [name, value] of kept.fields) body.append(name, value);
    body.append("edited", kept.edited);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    navigator.sendBeacon?.(form.dataset.draftUrl, body);
  });

  const kept = read(state.store);
  if (kept && kept.edited > state.edited) {
    form.dispatchEvent(new CustomEvent("restore", { detail: kept.fields }));
    label.textContent = state.words.restored;
    edited = kept.edited;
    later(0);
  }

  return {
    /** The answer is on its way: no more drafts. */
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    resume() {
      stopped = false;
    },
    keep,
    forget,
  };
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}
