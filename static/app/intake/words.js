// Sizes, speeds and times in words.

const UNITS = ["bytes", "kB", "MB", "GB"];

export function bytes(count) {
  let value = count, unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit && value < 100 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "some time";
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  const minutes = Math.ceil(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Bytes a second over the last ten seconds. */
export class Speed {
  #events = [];

  add(count, now = performance.now()) {
    this.#events.push([now, count]);
  }

  rate(now = performance.now()) {
    this.#events = this.#events.filter(([when]) => now - when < 10000);
    if (!this.#events.length) return 0;
    const span = Math.max(500, now - this.#events[0][0]);
    return 1000 * this.#events.reduce((sum, [, count]) => sum + count, 0) / span;
  }
}
