// What the form holds, as pairs that can be sent, kept and put back.

/** Return the filled fields as [[name, value], …]; `pending` are texts that are no entries yet. */
export function fieldsOf(form, pending = []) {
  const fields = [...new FormData(form)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && name !== "asked" && value !== "",
  );
  return [...fields, ...pending.map((text) => ["differential", text])];
}

/** Put radios, selects and numbers back as they were; the other parts restore themselves. */
export function restorePlain(form, fields) {
  const values = new Map(fields);
  for (const name of ["ct_class", "extent"]) {
    for (const radio of form.querySelectorAll(`input[name=${name}]`)) {
      radio.checked = radio.value === values.get(name);
    }
  }
  const select = form.querySelector("select[name=next_step]");
  if (select) select.value = values.get("next_step") ?? "";
}

/** Tell the form that a part of it was changed by script. */
export function changed(form) {
  form.dispatchEvent(new CustomEvent("answerchange"));
}

/** Fill {name} places of a sentence. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
