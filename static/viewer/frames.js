/**
 * Fetches, decodes and keeps frames. One store a page, so that a preloaded case opens from memory.
 * What is wanted is a list in order of need; six requests at a time, the least needed one is
 * cancelled when a slice on the screen has to wait.
 * @typedef {{px?: Uint16Array | Int16Array, bitmap?: ImageBitmap, bytes: number}} Frame
 * @typedef {{url: string, series: object, phase: number}} Wish phase 0: on the screen now;
 *   1: previews beside it; 2: the rest of what is shown; 3, 4: previews and frames not shown
 */

import { decode } from "./worker.js";

const IN_FLIGHT = 6, BUDGET = 192 << 20, PREVIEWS = 8, AGAIN = 800 /* ms */;

class FrameStore extends EventTarget {
  constructor() {
    super();
    this.frames = new Map(); // url → Frame, the longest unneeded first
    this.packs = new Map(); // preview url → Blob
    this.thumbs = new Map(); // `${url}#${slice}` → ImageBitmap
    this.failed = new Set();
    this.paused = new Set(); // waits a moment before its second try
    this.spoilt = new Set(); // failed once: the next request goes past the cache
    this.flying = new Map(); // url → {abort, wish}
    this.wishes = new Map(); // owner → Wish[]
    this.bytes = 0;
    this.jobs = new Map();
    addEventListener("online", () => this.retry());
  }

  /** @returns {Frame | undefined} */
  get(url) { return this.frames.get(url); }

  has(url) { return this.frames.has(url) || this.packs.has(url); }

  /** Replaces what `owner` (an element) wants; an empty list cancels it all. */
  want(owner, wishes) {
    if (wishes.length) this.wishes.set(owner, wishes);
    else this.wishes.delete(owner);
    this.pump();
  }

  /** Forgets failures (of one URL, or all) and tries again, past a cache that may hold the failure. */
  retry(url) {
    for (const one of url ? [url] : this.failed) {
      this.failed.delete(one);
      this.spoilt.add(one);
    }
    this.pump();
  }

  /** Wishes still open, most needed first, within the memory budget. */
  open() {
    const seen = new Set(), list = [];
    let bytes = 0;
    for (const wish of [...this.wishes.values()].flat().sort((a, b) => a.phase - b.phase)) {
      if (seen.has(wish.url)) continue;
      seen.add(wish.url);
      bytes += wish.pack ? 0 : 2 * wish.series.rows * wish.series.cols;
      if (bytes > BUDGET && wish.phase) break;
      if (!this.has(wish.url) && !this.failed.has(wish.url) && !this.paused.has(wish.url)) list.push(wish);
    }
    this.needed = seen;
    return list;
  }

  pump() {
    const list = this.open();
    // Slices on the screen go alone, previews before the bulk: everything else would slow them.
    const first = list[0]?.phase;
    const limit = first === 0 ? Number(this.bytes > 0) : first === 1 ? 1 : Infinity;
    const rank = new Map(list.map((wish, i) => [wish.url, i]));
    for (const [url, { abort }] of this.flying) if (!rank.has(url)) abort.abort();
    for (const wish of list) {
      if (wish.phase > limit) break;
      if (this.flying.has(wish.url)) continue;
      if (this.flying.size >= IN_FLIGHT && !(wish.phase === 0 && this.cancelLeast(rank))) break;
      this.fetch(wish);
    }
  }

  cancelLeast(rank) {
    const [last] = [...this.flying.keys()].sort((a, b) => (rank.get(b) ?? 1e9) - (rank.get(a) ?? 1e9));
    if (this.flying.get(last).wish.phase === 0) return false;
    this.flying.get(last).abort.abort();
    this.flying.delete(last);
    return true;
  }

  async fetch(wish) {
    const abort = new AbortController(), flight = { abort, wish };
    this.flying.set(wish.url, flight);
    try {
      const response = await fetch(wish.url, { signal: abort.signal, cache: this.spoilt.has(wish.url) ? "reload" : "default" });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      if (wish.pack) this.packs.set(wish.url, await response.blob());
      else this.keep(wish.url, await this.decode(response, wish));
    } catch (error) {
      if (!abort.signal.aborted) this.fail(wish.url, error);
    }
    this.release(wish.series);
    if (this.flying.get(wish.url) === flight) this.flying.delete(wish.url);
    this.pump();
    this.dispatchEvent(new CustomEvent("frame", { detail: wish.url }));
  }

  /** A broken connection is tried once more by itself; a refusal, or a second failure, is shown. */
  fail(url, error) {
    if (error instanceof TypeError && !this.spoilt.has(url)) {
      this.paused.add(url);
      setTimeout(() => { this.paused.delete(url); this.retry(url); }, AGAIN);
    } else this.failed.add(url);
  }

  async decode(response, { series: { rows, cols, signed, kind }, phase }) {
    if (kind === "bitmap") {
      const bitmap = await createImageBitmap(await response.blob());
      return { bitmap, bytes: 4 * rows * cols };
    }
    const buffer = await response.arrayBuffer();
    // The first picture does not wait for the worker to start; decoding it takes a few milliseconds.
    if (!this.ready && phase === 0) return { px: decode(new Uint8Array(buffer), rows, cols, signed), bytes: 2 * rows * cols };
    const pixels = await new Promise((resolve, reject) => {
      const id = (this.last = (this.last ?? 0) + 1);
      this.jobs.set(id, { resolve, reject });
      this.worker.postMessage({ id, buffer, rows, cols, signed }, [buffer]);
    });
    return { px: new (signed ? Int16Array : Uint16Array)(pixels, 0, rows * cols), bytes: pixels.byteLength };
  }

  keep(url, frame) {
    this.frames.set(url, frame);
    this.bytes += frame.bytes;
    for (const [old, { bytes, bitmap }] of this.frames) {
      if (this.bytes <= BUDGET) break;
      if (this.needed?.has(old)) continue;
      bitmap?.close();
      this.frames.delete(old);
      this.bytes -= bytes;
    }
  }

  /** A series that is complete needs no previews any more. */
  release(series) {
    if (!series.preview || !series.frames.every((url) => this.frames.has(url))) return;
    for (const [key, image] of this.thumbs) {
      if (!image || !key.startsWith(`${series.preview.url}#`)) continue;
      image.close();
      this.thumbs.delete(key);
    }
  }

  /** Starts the worker, once; its address carries a fingerprint, so the page has to say it. */
  start(workerUrl) {
    if (this.worker || !workerUrl) return;
    this.worker = new Worker(workerUrl, { type: "module" });
    this.worker.onmessage = ({ data }) => {
      if (data.ready) {
        this.ready = true;
        return;
      }
      const job = this.jobs.get(data.id);
      this.jobs.delete(data.id);
      if (data.error) job.reject(new Error(data.error));
      else job.resolve(data.pixels);
    };
  }

  /** The 8-bit preview of a slice: a bitmap, or undefined while it is on its way. */
  preview(series, slice) {
    const pack = series.preview, blob = pack && this.packs.get(pack.url);
    if (!blob) return undefined;
    const key = `${pack.url}#${slice}`, found = this.thumbs.get(key);
    if (found !== undefined) return found ?? undefined;
    this.thumbs.set(key, null);
    createImageBitmap(blob.slice(pack.offsets[slice], pack.offsets[slice + 1], pack.type)).then((bitmap) => {
      this.thumbs.set(key, bitmap);
      for (const [old, image] of this.thumbs) {
        if (this.thumbs.size <= PREVIEWS) break;
        if (old !== key && image) { image.close(); this.thumbs.delete(old); }
      }
      this.dispatchEvent(new CustomEvent("frame", { detail: pack.url }));
    }, () => {});
    return undefined;
  }
}

export const store = new FrameStore();

/** Wishes for a case, most needed first. `shown`: [{series, slice}], the active view first. */
export function wishlist(all, shown) {
  const frame = (series, slice, phase) => ({ url: series.frames[slice], series, phase });
  const pack = (series, phase) => (series.preview ? [{ url: series.preview.url, series, phase, pack: true }] : []);
  const near = ({ series, slice }, phase) =>
    series.frames.map((_, i) => ({ ...frame(series, i, phase), far: Math.abs(i - slice) }));
  const bases = shown.map(({ series, slice }) => (series.derived ? { series: series.derived.base, slice: 0 } : { series, slice }));
  const hidden = all.filter((s) => !bases.some((b) => b.series === s))
    .map((series) => ({ series, slice: series.frames.length >> 1 }));
  return [
    ...bases.map(({ series, slice }, i) => frame(series, slice, i ? 1 : 0)),
    ...bases.flatMap(({ series }) => pack(series, 1)),
    ...bases.flatMap((b) => near(b, 2)).sort((a, b) => a.far - b.far),
    ...hidden.flatMap(({ series }) => pack(series, 3)),
    ...hidden.flatMap((h) => near(h, 4)).sort((a, b) => a.far - b.far),
  ];
}

/** Fetches and decodes the next case while this one is read. @param {object} manifest */
export function preload(manifest, workerUrl) {
  store.start(workerUrl);
  const shown = manifest.series.slice(0, 3).map((series) => ({ series, slice: series.frames.length >> 1 }));
  store.want(manifest, wishlist(manifest.series, shown).map((w) => ({ ...w, phase: w.phase + 5 })));
}
