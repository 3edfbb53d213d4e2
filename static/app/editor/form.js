// What the form holds, as pairs that can be sent, kept and put back. Rows are parallel lists, so
// empty fields count; a radio or checkbox that is off does not.

/** Return every field as [[name, value], …] without the token and the version. */
export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version");
}

/** Return what differs as one string, to compare two states of the form. */
export const signature = (fields) => JSON.stringify(fields.filter(([, value]) => value !== ""));

/** Tell the form that a part of it was changed by script. */
export function changed(form) {
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Put kept fields back; `rows` makes as many rows as they need. */
export function restore(form, fields, makeRows) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  makeRows(values);
  const places = new Map();
  for (const field of form.elements) {
    const { name, type } = field;
    if (!name || name === "csrfmiddlewaretoken" || name === "version" || type === "submit" || type === "button") continue;
    const given = values.get(name) ?? [];
    if (type === "radio" || type === "checkbox") {
      field.checked = given.includes(field.value);
      continue;
    }
    const place = places.get(name) ?? 0;
    places.set(name, place + 1);
    field.value = given[place] ?? "";
  }
}
