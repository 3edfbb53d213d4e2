"""The viewer: first image, whole series, frames a second, bytes and memory (goals P1 to P8).

A page with a single `<img>` of the same slice is the floor, measured in the same run, turn by
turn with the viewer. Needs Chromium; says so and stops where there is none.
"""

import io
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.table import Row
from tests.e2e import chromium
from tests.e2e.viewer.harness import AXIAL, Case, Harness, grey8, sagittal_positions, served_static
from tests.e2e.viewer.slow_link import SlowLink

ROUNDS = 3
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WATCH = """(() => { const seen = window.seen = {}, note = (name, done) => { if (done && !(name in seen)) seen[name] = performance.now(); };
  const look = () => { const s = document.querySelector('dicom-stack')?.stack, img = document.querySelector('img.floor');
    if (s?.active) { const v = s.active;
      note('preview', v.image()); note('first', s.frameOf(v.series, v.slice));
      note('pack', s.store.packs.size === s.acquired.length); note('all', s.acquired.every((x) => s.loadedShare(x) === 1)); }
    note('img', img?.complete && img.naturalWidth);
    requestAnimationFrame(look); };
  requestAnimationFrame(look); })()"""
FPS = """async ([act, frames]) => { const s = document.querySelector('dicom-stack').stack, v = s.active; let up = 1;
  const acts = { scroll: () => { if (v.slice + up < 0 || v.slice + up >= v.series.frames.length) up = -up; s.scrollBy(v, up); },
    drag: (i) => s.setWindow(v, 400 + (i % 50) * 4, 900 + (i % 50) * 8, true) };
  const next = () => new Promise(requestAnimationFrame);
  await next(); const from = performance.now();
  for (let i = 0; i < frames; i++) { acts[act](i); await next(); }
  return 1000 * frames / (performance.now() - from); }"""


def tissue(count: int, seed: int) -> np.ndarray:
    """512 x 512 slices that compress about as real ones do (some 200 KiB a frame)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[-1:1:512j, -1:1:512j]
    base = 600 + 300 * np.cos(9 * x + seed) * np.cos(7 * y)
    body = x**2 + y**2 < 0.9
    slices = [
        base * body + rng.normal(0, 10, base.shape) * (0.2 + body) + 40 for _ in range(count)
    ]
    return np.clip(np.stack(slices), 0, 4095).astype(np.uint16)


def cases() -> list[Case]:
    """T2 with 15 slices, CT with 60, and four linked series of 15."""
    t2, ct, four = Case("t2"), Case("ct"), Case("four")
    t2.add(
        "t2",
        "T2 sagittal",
        tissue(15, 1),
        positions=sagittal_positions(15),
        pixelSpacing=[0.6, 0.6],
    )
    positions = [[-150.0, -150.0, 1.5 * i] for i in range(60)]
    ct.add(
        "ct",
        "CT axial",
        tissue(60, 2),
        modality="CT",
        plane="axial",
        orientation=AXIAL,
        positions=positions,
    )
    for i, name in enumerate(["T1", "T2", "STIR", "PD"]):
        four.add(
            f"f{i}",
            f"{name} sagittal",
            tissue(15, 3 + i)[:, ::2, ::2].repeat(2, 1).repeat(2, 2),
            positions=sagittal_positions(15),
        )
    return [t2, ct, four]


def floor_page(harness: Harness, case: Case) -> None:
    """The plainest page that shows the same slice: one 8-bit PNG."""
    series = case.series[0]
    volume, window = case.pixels[series["id"]], series["windows"][0]
    out = io.BytesIO()
    Image.fromarray(
        grey8(volume[len(volume) // 2].astype(float), window["center"], window["width"])
    ).save(out, "PNG")
    case.files[f"/images/{case.name}.png"] = (out.getvalue(), "image/png", False)
    harness.pages[f"{case.name}-floor"] = (
        f'<!doctype html><title>floor</title><img class="floor" src="/images/{case.name}.png">'.encode()
    )


@contextmanager
def opened(browser: Browser, url: str, done: str) -> Iterator[tuple[Page, dict[str, float]]]:
    """Open cold, wait until `done` was seen, hand over the page and what was seen when."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(url, wait_until="commit")
    page.wait_for_function(f"() => window.seen && '{done}' in window.seen", timeout=60_000)
    yield page, page.evaluate("window.seen")
    context.close()


def seen(browser: Browser, url: str, done: str) -> dict[str, float]:
    with opened(browser, url, done) as (_, times):
        return times


def median(samples: list[dict[str, float]], name: str) -> float:
    return statistics.median(s[name] for s in samples)


def first_image(
    browser: Browser, harness: Harness, port: int, label: str, goal: float
) -> Iterator[Row]:
    """P1 and P5: our first 16-bit image against the page with one <img>, turn by turn."""
    for name in ("t2", "ct"):
        ours, floor = [], []
        for _ in range(ROUNDS):
            floor.append(seen(browser, f"http://127.0.0.1:{port}/{name}-floor", "img"))
            ours.append(seen(browser, f"http://127.0.0.1:{port}/{name}", "first"))
        a, b = median(ours, "first"), median(floor, "img")
        yield Row(
            f"{label} first image, {name}",
            f"≤ {goal} × <img>",
            f"{a:.0f} ms, <img> {b:.0f}",
            f"{a / b:.2f}",
            a <= goal * b,
        )


def whole_series(browser: Browser, harness: Harness, link: SlowLink) -> Iterator[Row]:
    """P2, P3: the whole CT on the slow link, and when its preview can be scrolled."""
    case = harness.cases["ct"]
    bytes_alone = (
        sum(len(body) for path, (body, *_) in case.files.items() if path.endswith(".bin"))
        * 8
        / link.bits
        * 1000
    )
    runs = [seen(browser, f"http://127.0.0.1:{link.port}/ct", "all") for _ in range(ROUNDS)]
    total, pack = median(runs, "all"), median(runs, "pack")
    yield Row(
        "P2 CT 60 complete",
        "≤ 1.1 × bytes",
        f"{total:.0f} ms, bytes {bytes_alone:.0f}",
        f"{total / bytes_alone:.2f}",
        total <= 1.1 * bytes_alone,
    )
    yield Row(
        "P3 CT 60 scrollable (preview)",
        "≤ 1000 ms",
        f"{pack:.0f} ms",
        f"{pack / 1000:.2f}",
        pack <= 1000,
    )


def again(browser: Browser, harness: Harness) -> Iterator[Row]:
    """P4: a preloaded case swapped in, and a case opened once more from the browser's cache."""
    with opened(browser, harness.url("t2"), "all") as (page, _):
        swap = page.evaluate(
            """async () => { const page = await (await fetch('/ct')).text();
            const text = new DOMParser().parseFromString(page, 'text/html').getElementById('m').textContent;
            const node = document.createElement('script'); node.type = 'application/json'; node.id = 'next'; node.textContent = text;
            document.body.append(node); const manifest = JSON.parse(text), store = document.querySelector('dicom-stack').stack.store;
            customElements.get('dicom-stack').preload(manifest, '/static/viewer/worker.js');
            while (!manifest.series[0].frames.every((url) => store.get(url))) await new Promise((r) => setTimeout(r, 50));
            const n = document.createElement('dicom-stack'); n.dataset.manifest = 'next'; const from = performance.now();
            document.querySelector('dicom-stack').replaceWith(n);
            while (n.stack.active.stale) await new Promise(requestAnimationFrame);
            return performance.now() - from; }"""
        )
    yield Row(
        "P4 next case, preloaded", "≤ 50 ms", f"{swap:.0f} ms", f"{swap / 50:.2f}", swap <= 50
    )
    with opened(browser, harness.url("ct"), "all") as (page, _):
        times = []
        for _ in range(ROUNDS):
            page.goto(harness.url("ct"), wait_until="commit")
            page.wait_for_function("() => window.seen && 'all' in window.seen")
            times.append(page.evaluate("window.seen"))
    total = median(times, "all")
    yield Row(
        "P4 CT 60 opened again", "≤ 500 ms", f"{total:.0f} ms", f"{total / 500:.2f}", total <= 500
    )


def smooth(browser: Browser, harness: Harness) -> Iterator[Row]:
    """P6: frames a second while scrolling and while dragging the window, one view and four linked."""
    for case, layout in (("ct", "1"), ("four", "2x2")):
        with opened(browser, harness.url(case), "all") as (page, _):
            page.evaluate(
                "(name) => document.querySelector('dicom-stack').stack.layout.set(name)", layout
            )
            for act in ("scroll", "drag"):
                fps = max(page.evaluate(FPS, [act, 90]) for _ in range(2))
                yield Row(
                    f"P6 {act}, layout {layout}, no GPU",
                    "≥ 58 fps",
                    f"{fps:.0f} fps",
                    f"{fps / 58:.2f}",
                    fps >= 58,
                )


def size() -> Iterator[Row]:
    """P7: what a learner's browser is sent, each file shortened and gzipped as it is served."""
    sent, sheet = served_static(), "css/viewer.css"
    first = ("viewer/element.js", sheet)
    every = (*first, "viewer/controls.js", "viewer/worker.js")
    for name, files in (("before the first image", first), ("all", every)):
        total = sum(len(sent[file]) for file in files)
        kib = total / 1024
        yield Row(
            f"P7 JS + CSS, gzip, {name}",
            "≤ 25 KiB",
            f"{kib:.1f} KiB",
            f"{kib / 25:.2f}",
            kib <= 25,
        )


def memory(browser: Browser, harness: Harness) -> Iterator[Row]:
    """P8: proportional set size of all of the browser's processes, CT 60 over a blank page."""
    harness.pages["blank"] = b"<!doctype html><title>blank</title>"

    def used() -> float:
        found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        lines = [Path(f"/proc/{p['id']}/smaps_rollup").read_text() for p in found]
        return (
            sum(
                int(line.split()[1])
                for text in lines
                for line in text.splitlines()
                if line.startswith("Pss:")
            )
            / 1024
        )

    context = browser.new_context()
    context.new_page().goto(harness.url("blank"))
    blank = used()
    context.close()
    with opened(browser, harness.url("ct"), "all") as (page, _):
        page.wait_for_timeout(1000)
        more = used() - blank
    yield Row(
        "P8 memory, CT 60 over blank",
        "≤ 140 MiB",
        f"{more:.0f} MiB",
        f"{more / 140:.2f}",
        more <= 140,
    )


def attempt(name: str, measure: Callable[[], Iterator[Row]]) -> list[Row]:
    """Rows, or one that says why there are none."""
    try:
        return list(measure())
    except Exception as error:
        return [
            Row(
                name,
                "",
                f"not measured: {str(error).splitlines()[0][:80]}",
                "",
                False,
            )
        ]


def main() -> list[Row]:
    """Measure all; a few minutes."""
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.ADVICE)
    rows: list[Row] = []
    with (
        Harness(cases()) as harness,
        SlowLink(harness.server.server_port) as link,
        sync_playwright() as playwright,
    ):
        for name in ("t2", "ct"):
            floor_page(harness, harness.cases[name])
        browser: Any = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        local = harness.server.server_port
        for name, measure in (
            ("P1", lambda: first_image(browser, harness, link.port, "P1 slow link,", 1.4)),
            ("P2, P3", lambda: whole_series(browser, harness, link)),
            ("P4", lambda: again(browser, harness)),
            ("P5", lambda: first_image(browser, harness, local, "P5 localhost,", 2.5)),
            ("P6", lambda: smooth(browser, harness)),
            ("P7", size),
            ("P8", lambda: memory(browser, harness)),
        ):
            rows += attempt(name, measure)
        browser.close()
    return rows
