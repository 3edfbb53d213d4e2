// The reading room: a form that works as it stands, and these enhancements of its parts.
//
// Every part listens for "restore" on the form (detail: [[name, value], …]) to be filled from
// what the browser kept, and says "answerchange" on it when something was changed by script.

import { startCommit } from "./reading/commit.js";
import { startDifferential } from "./reading/differential.js";
import { startDraft } from "./reading/draft.js";
import { startElsewhere } from "./reading/elsewhere.js";
import { startFindings } from "./reading/findings.js";
import { startKeys } from "./reading/keys.js";
import { startLesion } from "./reading/lesion.js";
import { startMalignancy } from "./reading/malignancy.js";
import { restorePlain } from "./reading/form.js";

const form = document.querySelector("[data-reading]");

if (form) {
  const state = JSON.parse(document.getElementById(form.dataset.state).textContent);
  const say = announcer(document.querySelector("[data-announce]"));
  const differential = startDifferential(form, state, say);
  startFindings(form, state, say);
  startLesion(form, state);
  startMalignancy(form, state);
  form.addEventListener("restore", (event) => restorePlain(form, event.detail));
  startElsewhere(form);
  const draft = startDraft(form, state, differential);
  startCommit(form, state, { differential, draft });
}
startKeys(form);

/** Return a function that puts a sentence into the polite live region. */
function announcer(region) {
  return (sentence) => {
    region.textContent = "";
    requestAnimationFrame(() => {
      region.textContent = sentence;
    });
  };
}
