"""First contentful paint on the slow link, of four pages against an empty one (goal: ≤ 1.2 ×).

The production server (gunicorn, shortened and bundled files) on the data of the gallery's usual
state, behind a link of 20 Mbit/s and 40 ms; a fresh browser context each time, pages in turns. The
empty page is one of ours with a heading and a button. What the server takes for a page is in all
figures and is told apart, since other work on the machine makes it longer.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from config import run
from config.settings.base import SESSION_COOKIE_NAME
from tests.bench.table import Row
from tests.bench.viewer import ARGUMENTS
from tests.e2e import chromium
from tests.e2e.chromium import DESKTOP
from tests.e2e.viewer.slow_link import SlowLink
from tests.gallery import Filled
from tests.screenshots import ROOT, filled, free_port

ROUNDS, GOAL = 9, 1.2
EMPTY = "/account/reset/done/"
PAGES = {"home": "/", "map": "/learn/", "entity": "/learn/vertebral-hemangioma/"}
#: First contentful paint, and the first byte of the page.
PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  const [page] = performance.getEntriesByType('navigation');
  for (const one of list.getEntriesByName('first-contentful-paint')) {
    done([one.startTime, page.responseStart]);
  }
}).observe({type: 'paint', buffered: true}))"""


@contextmanager
def production(data: Path) -> Iterator[tuple[int, Filled]]:
    """Run the production server on the usual state; yield its port and what is where."""
    there = filled("usual", again=False, data=data)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "development-only-not-a-secret",  # sessions were begun with it
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT, env=environment, check=True,
    )  # fmt: skip
    port = free_port()
    command = ["-m", "gunicorn", "-c", "python:config.gunicorn", "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [sys.executable, *command, "config.wsgi"],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    try:
        if not run.wait_for_answer(f"http://127.0.0.1:{port}", server):
            raise SystemExit("The server did not start.")
        yield port, there
    finally:
        run.stop([server])


def paint(browser: Browser, address: str, session: str) -> tuple[float, float]:
    """Open the page with an empty cache; return its first paint and its first byte in ms."""
    context = browser.new_context(viewport=DESKTOP)
    if session:
        context.add_cookies([{"name": SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    page.goto(address, wait_until="commit")
    painted, first = page.evaluate(PAINT)
    context.close()
    return float(painted), float(first)


def main() -> list[Row]:
    """Measure all in turns; the first round warms the server."""
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.ADVICE)
    with (
        tempfile.TemporaryDirectory(prefix="paint-", dir=ROOT / "var") as data,
        production(Path(data)) as (port, there),
        SlowLink(port) as link,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        pages = {"empty": EMPTY, **PAGES, "read": there.world["item"]}
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
        for _round in range(ROUNDS + 1):
            for name, address in pages.items():
                session = there.cookies["learner"] if name == "read" else ""
                found = paint(browser, f"http://127.0.0.1:{link.port}{address}", session)
                times[name].append(found)
        browser.close()
    return rows(times)


def rows(times: dict[str, list[tuple[float, float]]]) -> list[Row]:
    """Compare the medians with the empty page; the first round was for warming up."""
    paints = {
        name: statistics.median(one[0] for one in taken[1:]) for name, taken in times.items()
    }
    firsts = {
        name: statistics.median(one[1] for one in taken[1:]) for name, taken in times.items()
    }
    empty = paints["empty"]
    found = []
    for name, painted in paints.items():
        goal = f"≤ {GOAL} × empty page" if name != "empty" else ""
        told = f"{painted:.0f} ms, first byte {firsts[name]:.0f}"
        reached = painted <= GOAL * empty if goal else None
        found.append(Row(f"first paint, {name}", goal, told, f"{painted / empty:.2f}", reached))
    return found
