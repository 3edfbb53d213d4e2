// What every page does a little better with JavaScript. Everything here works without it, too:
// the theme switch is a form, the menus are <details>, the search box is a form.

const TYPING = "input, textarea, select, [contenteditable], dicom-stack";

/** Go to the search on "/" or Ctrl-K, unless the visitor is typing or reading images. */
function onKey(event) {
  const asked = (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey)
    || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
  if (asked && !event.target.closest?.(TYPING)) {
    // The box, or where there is no room for it the link to the page with one.
    const ways = [...document.querySelectorAll("[data-shortcut=search]")];
    const way = ways.find((one) => one.offsetParent);
    if (way) {
      event.preventDefault();
      if (way.select) {
        way.focus();
        way.select();
      } else way.click();
    }
  }
  if (event.key === "Escape") closeMenus(event.target.closest?.("details.pop"));
}

/** Close every open menu; give the focus back to the one it was in. */
function closeMenus(focused, except) {
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    if (menu === except) continue;
    menu.open = false;
    if (menu === focused) menu.querySelector("summary").focus();
  }
}

/** Switch light and dark at once; the server hears of it and remembers. */
async function onThemeSubmit(event) {
  const form = event.target.closest("[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const theme = event.submitter?.value ?? "";
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-form] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
  const body = new FormData(form);
  body.set("theme", theme);
  try {
    await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  } catch {
    // Offline: the page has changed already, the choice is asked for again next time.
  }
}

/** Every htmx request that changes something carries the CSRF token. */
function onConfigRequest(event) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
}

/** Remember on this device that somebody signed out, so that "back" shows nothing of theirs. */
function noteSignOut() {
  localStorage.setItem("signed-out", String(Date.now()));
}

function onSignOut(event) {
  if (event.target.matches?.("[data-sign-out]")) noteSignOut();
}

// The administration has a button of its own: the page behind it says that somebody has gone.
if (document.querySelector("[data-signed-out]")) noteSignOut();

/** A page that the browser kept from before is asked for again when somebody has signed out since. */
function onShow(event) {
  const out = Number(localStorage.getItem("signed-out"));
  if (event.persisted && out > performance.timeOrigin) location.reload();
}

document.addEventListener("submit", onSignOut);
addEventListener("pageshow", onShow);
document.addEventListener("keydown", onKey);
document.addEventListener("submit", onThemeSubmit);
document.addEventListener("click", (event) => closeMenus(null, event.target.closest("details.pop")));
document.addEventListener("htmx:configRequest", onConfigRequest);
