// Probability of malignancy: a slider beside the number, and the words that go with it.
// Until it is touched nothing is given: the slider's middle is no answer.

import { changed } from "./form.js";

export function startMalignancy(form, state) {
  const root = form.querySelector("[data-malignancy]");
  const range = root.querySelector("[data-range]");
  const number = root.querySelector("[name=malignancy]");
  const words = root.querySelector("[data-words]");

  function show() {
    const given = number.value !== "" && number.validity.valid;
    if (given) range.value = number.value;
    root.classList.toggle("untouched", !given);
    words.textContent = given ? wordsFor(Number(number.value)) : state.words.notGiven;
    range.setAttribute("aria-valuetext", given ? `${number.value} %, ${words.textContent}` : words.textContent);
  }

  function wordsFor(percent) {
    return state.probability.find(([limit]) => percent <= limit)?.[1] ?? "";
  }

  function take() {
    number.value = range.value;
    show();
    changed(form);
  }

  range.addEventListener("input", take);
  // A click on the middle, and Space on it, move nothing but mean "fifty".
  range.addEventListener("pointerup", take);
  range.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") {
      if (event.ctrlKey) return;
      event.preventDefault();
      take();
    }
  });
  number.addEventListener("input", show);
  form.addEventListener("restore", (event) => {
    number.value = event.detail.find(([name]) => name === "malignancy")?.[1] ?? "";
    show();
  });
  show();
}
