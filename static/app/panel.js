// The panel beside the images folds away, so that they have the whole width; whatever needs it opens it.

const button = document.querySelector("[data-fold]"), room = document.querySelector(".room");

function fold(away) {
  room.classList.toggle("folded", away);
  button.setAttribute("aria-expanded", !away);
}

if (button && room) {
  button.addEventListener("click", () => fold(button.getAttribute("aria-expanded") === "true"));
  document.addEventListener("submit", () => fold(false)); // what the server asks stands in the panel
  document.addEventListener("keydown", (event) => event.key === "/" && fold(false), true);
}
