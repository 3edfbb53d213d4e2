// The commit: sent once, however often it is clicked; answered in words, whatever happens.

import { send, Unreachable } from "./api.js";
import { fieldsOf, fill } from "./form.js";

const WAITS = [3, 6, 12, 30];

export function startCommit(form, state, { differential, draft }) {
  const button = form.querySelector("[data-commit]");
  const label = form.querySelector("[data-commit-label]");
  const status = document.querySelector("[data-saved]");
  const box = form.querySelector("[data-remarks]");
  const asked = new Set([...form.querySelectorAll("[name=asked]")].map((input) => input.value));
  let busy = false;

  form.addEventListener("submit", async (event) => {
    // Skip and the like go elsewhere; what is typed is kept as a draft on the way out.
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    try {
      if (await differential.flush()) await attempt();
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
      if (label.textContent === state.words.committing) label.textContent = state.words.commit;
    }
  });
  form.addEventListener("input", () => {
    if (!busy) label.textContent = state.words.commit;
  });

  async function attempt() {
    draft.keep();
    draft.stop();
    label.textContent = state.words.committing;
    const fields = [...fieldsOf(form), ...[...asked].map((code) => ["asked", code])];
    const { status: code, data } = await sendUntilThere(fields);
    if (code === 200 && data.next) {
      draft.forget();
      // The reading page is over: the back button leads to what was before it.
      location.replace(data.next);
      await new Promise(() => {});
    }
    draft.resume();
    if (code === 200 && data.remarks) remark(data.remarks);
    else complain(code);
  }

  /** Send; wait and try again while there is no connection. */
  async function sendUntilThere(fields) {
    for (let round = 0; ; round += 1) {
      try {
        return await send(form.action, form, fields);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        const seconds = WAITS[Math.min(round, WAITS.length - 1)];
        status.textContent = fill(state.words.offline, { seconds });
        await pause(seconds);
      }
    }
  }

  function pause(seconds) {
    return new Promise((resume) => {
      setTimeout(resume, seconds * 1000);
      window.addEventListener("online", resume, { once: true });
    });
  }

  function complain(code) {
    const sentence = { 403: state.words.expired, 404: state.words.signedOut }[code] ?? state.words.server;
    remark([{ code: "server", field: "", sentence, blocking: true }]);
    status.textContent = "";
  }

  /** Say what stands before the commit; questions are put once. */
  function remark(remarks) {
    const list = document.createElement("ul");
    for (const one of remarks) {
      const line = document.createElement("li");
      const field = one.field && document.getElementById(`f-${one.field}`);
      const text = document.createElement(field ? "a" : "span");
      if (field) text.href = `#f-${one.field}`;
      text.textContent = one.sentence;
      line.append(text);
      list.append(line);
      if (!one.blocking) asked.add(one.code);
    }
    box.replaceChildren(list);
    box.classList.remove("empty-box");
    box.focus();
    box.scrollIntoView({ block: "nearest" });
    label.textContent = remarks.some((one) => one.blocking) ? state.words.commit : state.words.anyway;
  }

  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#f-']");
    if (!link) return;
    event.preventDefault();
    const field = document.querySelector(link.getAttribute("href"));
    field.scrollIntoView({ block: "center" });
    (field.querySelector("input:not([type=hidden]), select, [role=combobox]") ?? field).focus();
  });
}
