// Bringing files in: a form that works as it stands, and resumable uploads where scripts run.

import { dropped } from "./intake/folder.js";
import { bytes, duration, Speed } from "./intake/words.js";
import { Cancelled, Refused, sendFile } from "./intake/upload.js";

/** Files that are sent at the same time: many small ones would wait for each answer otherwise. */
const AT_ONCE = 4;
const form = document.querySelector("[data-bring-in]");

if (form) start();

function start() {
  form.classList.add("scripted");
  for (const node of form.querySelectorAll("[data-with-script]")) node.hidden = false;
  for (const node of form.querySelectorAll("[data-without-script]")) node.hidden = true;
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-input]")) return;
    const files = Array.from(event.target.files, (file) => ({ file, path: file.webkitRelativePath || file.name }));
    event.target.value = "";
    bringIn(files);
  });
  // Anywhere on the page: a file dropped beside the frame must not replace the page.
  addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || form.classList.remove("over"));
  addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    bringIn(await dropped(event.dataTransfer));
  });
}

let running = false;

async function bringIn(files) {
  if (!files.length || running) return;
  running = true;
  const abort = new AbortController();
  const view = show(files, abort);
  const warn = (event) => event.preventDefault();
  addEventListener("beforeunload", warn);
  try {
    const { addresses, known } = await open(files);
    view.cancelAt = addresses.cancel;
    await sendAll(files, addresses.files, known, view, abort.signal);
    removeEventListener("beforeunload", warn);
    view.end();
    location.assign((await post(addresses.start)).url);
  } catch (error) {
    removeEventListener("beforeunload", warn);
    abort.abort(); // what is still on its way stops, too
    if (!(error instanceof Cancelled)) view.fail(error instanceof Refused ? error.message : "The server cannot be reached. Try again.");
    running = false;
  }
}

/** Go on with the interrupted upload if these are its files, else begin a new one. */
async function open(files) {
  const { files: list, start, cancel } = form.dataset;
  if (list) {
    const there = (await (await fetch(list, { headers: { Accept: "application/json" } })).json()).files;
    const known = new Map(there.map(([key, path, size, offset]) => [`${path}\n${size}`, { key, offset }]));
    if (files.some(({ file, path }) => known.has(`${path}\n${file.size}`))) {
      return { addresses: { files: list, start, cancel }, known };
    }
  }
  const response = await post(form.dataset.new);
  if (!response.ok) throw new Refused("The upload could not be begun. Load the page again.");
  return { addresses: await response.json(), known: new Map() };
}

async function sendAll(files, address, known, view, signal) {
  const queue = [...files];
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const before = known.get(`${next.path}\n${next.file.size}`);
      if (before) view.there(before.offset);
      if (!before || before.offset < next.file.size) {
        await sendFile({ ...next, address, token, signal, before, onBytes: view.sent, onState: view.state });
      }
      view.fileDone();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function post(address) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  return fetch(address, { method: "POST", headers: { "X-CSRFToken": token } });
}

/** The frame of an upload that runs; returns what may be told to it. */
function show(files, abort) {
  const sending = form.querySelector("[data-sending]");
  form.querySelector("[data-choose]").hidden = true;
  sending.hidden = false;
  document.querySelectorAll("[data-unfinished]").forEach((node) => { node.hidden = true; });
  const bar = sending.querySelector("[data-bar]"), told = sending.querySelector("[data-told]");
  const heading = sending.querySelector("[data-heading]");
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const speed = new Speed();
  let sent = 0, done = 0;
  const draw = () => {
    bar.value = total ? sent / total : 1;
    const rate = speed.rate();
    const parts = [`${done.toLocaleString("en")} of ${files.length.toLocaleString("en")} files`, `${bytes(sent)} of ${bytes(total)}`];
    if (rate) parts.push(`${bytes(rate)}/s`, `${duration((total - sent) / rate)} left`);
    told.textContent = parts.join(" · ");
  };
  const timer = setInterval(draw, 500);
  const view = {
    cancelAt: "",
    sent(count) { sent += count; speed.add(count); },
    there(count) { sent += count; },
    fileDone() { done += 1; },
    state(words) { heading.textContent = words; },
    end() { clearInterval(timer); draw(); heading.textContent = "Everything has arrived"; },
    fail(words) {
      clearInterval(timer);
      heading.textContent = "Not sent";
      told.textContent = words;
      view.cancelAt = ""; // what has arrived stays, to go on with
      sending.querySelector("[data-stop]").textContent = "Back";
    },
  };
  sending.querySelector("[data-stop]").onclick = async () => {
    abort.abort();
    clearInterval(timer);
    try {
      if (view.cancelAt) await post(view.cancelAt);
    } finally {
      location.reload();
    }
  };
  draw();
  return view;
}
