// The clock of an exam. The server's clock decides; this one only shows it, and asks again after
// the page was hidden or asleep. Moving the computer's clock changes nothing.

const clock = document.querySelector("[data-clock]");

if (clock) start(clock);

function start(node) {
  const face = node.querySelector("[data-clock-face]"), timeUp = document.querySelector("[data-time-up]");
  let left = Number(node.dataset.clock), since = performance.now(), over = false;

  const remaining = () => Math.max(0, left - (performance.now() - since) / 1000);

  function show() {
    const seconds = Math.ceil(remaining());
    face.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    node.classList.toggle("short", seconds <= 60);
    if (seconds > 0 || over) return;
    over = true;
    // A moment for a draft that is on its way; the server takes it a little longer than that.
    setTimeout(() => timeUp.submit(), 1500);
  }

  async function ask() {
    try {
      const response = await fetch(node.dataset.clockUrl, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      left = (await response.json()).left;
      since = performance.now();
      show();
    } catch {
      // No connection: go on with what is known.
    }
  }

  show();
  setInterval(show, 500);
  setInterval(ask, 60000);
  addEventListener("pageshow", (event) => event.persisted && ask());
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}
