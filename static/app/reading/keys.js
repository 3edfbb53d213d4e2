// Keys of the reading room outside of the viewer, and their sheet.

const TYPING = "input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select, dicom-stack, dialog";

export function startKeys(form) {
  const sheet = document.querySelector("[data-keys]");
  document.querySelector("[data-open-keys]")?.addEventListener("click", () => sheet.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-commit]"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    const places = {
      "/": () => document.querySelector("[data-differential] [role=combobox]")?.focus(),
      i: () => document.querySelector("dicom-stack")?.focus(),
      "?": () => sheet?.showModal(),
    };
    if (event.key in places) {
      event.preventDefault();
      places[event.key]();
    }
  });
}
