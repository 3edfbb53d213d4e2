// Talking to the server: JSON in, JSON out, and failures told apart.

/** The server could not be reached at all. */
export class Unreachable extends Error {}

/** Send fields ([[name, value], …]); return {status, data}. Throws `Unreachable`.
 *
 * A token that has grown old (signed in elsewhere, back after days) is renewed once, silently. */
export async function send(url, form, fields) {
  const answer = await sendOnce(url, form, fields);
  if (answer.status === 403 && (await refreshToken(form))) return sendOnce(url, form, fields);
  return answer;
}

async function sendOnce(url, form, fields) {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  let response;
  try {
    response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch (error) {
    throw new Unreachable(error.message);
  }
  let data = {};
  try {
    data = await response.json();
  } catch {
    // An error page is no JSON; the status says what matters.
  }
  return { status: response.status, data };
}

/** Read JSON; returns null where that fails. An aborted request throws, as fetch does. */
export async function read(url, signal) {
  try {
    const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return null;
  }
}

/** Fetch this page again for a fresh token; returns true when the form has one now. */
async function refreshToken(form) {
  try {
    const response = await fetch(form.action, { headers: { Accept: "text/html" } });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
    if (!fresh) return false;
    form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value;
    return true;
  } catch {
    return false;
  }
}
