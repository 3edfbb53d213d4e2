"""The viewer alone on a page of its own server; no Django, no database."""

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import DESKTOP, PHONE, REPORT_VIOLATIONS, BrowserLog
from tests.e2e.viewer.harness import Harness

READY = """() => { const s = document.querySelector('dicom-stack')?.stack;
  return s?.keys && s.views.every((v) => s.loadedShare(v.series) === 1 && !v.stale); }"""

#: Nothing waits for the next frame of the screen: what is in the page is what was asked for.
DRAWN = """() => { const s = document.querySelector('dicom-stack')?.stack;
  return !s?.active || (!s.due && !s.views.some((v) => v.stale && v.series && v.size[0])); }"""


class Viewer:
    """What a test says to the element and asks of it; `s` is the stack, `v` its active view."""

    def __init__(self, page: Page, harness: Harness, log: BrowserLog) -> None:
        self.page, self.harness, self.log = page, harness, log

    def open(
        self, case: str = "mr", attributes: str = "", hash: str = "", wait: bool = True
    ) -> "Viewer":
        if hash:
            self.page.goto("about:blank")  # else the browser stays on the page and only moves
        self.page.goto(self.harness.url(case, attributes) + hash)
        self.page.evaluate("""() => { window.said = {answer: [], viewchange: [], measure: [], regions: []};
          for (const name in said) document.addEventListener(name, (e) => said[name].push(e.detail)); }""")
        if wait:
            self.settle()
            self.page.evaluate("document.querySelector('dicom-stack').focus()")
        return self

    def settle(self) -> "Viewer":
        self.page.wait_for_function(READY)
        return self

    def drawn(self) -> "Viewer":
        """Wait until every change so far is painted. Called by whatever acts or looks."""
        self.page.wait_for_function(DRAWN)
        return self

    def js(self, body: str, given: Any = None) -> Any:
        code = f"(x) => {{ const s = document.querySelector('dicom-stack').stack, v = s.active; return {body}; }}"
        result = self.page.evaluate(code, given)
        self.drawn()
        return result

    def port(self, index: int = 0) -> Any:
        self.drawn()
        return self.page.locator(".ds-port").nth(index)

    def until(self, condition: str) -> None:
        """Wait until an expression of `s`, `v` and `text(selector)` holds (a function: the policy forbids eval)."""
        self.page.wait_for_function(
            "() => { const s = document.querySelector('dicom-stack')?.stack, v = s?.active,"
            f" text = (q) => document.querySelector(q)?.textContent; return s?.keys && ({condition}); }}"
        )

    def slices(self) -> list[int]:
        return self.js("s.views.map((v) => v.slice)")

    def window(self, index: int = 0) -> tuple[float, float]:
        return tuple(self.js("[s.views[x].center, s.views[x].width]", index))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.drawn()

    def at(self, pixel: tuple[float, float], index: int = 0) -> tuple[float, float]:
        """Where a pixel of the image lies on the page."""
        x, y = self.js("s.views[x[0]].toScreen(x[1])", [index, list(pixel)])
        box = self.port(index).bounding_box()
        return box["x"] + x, box["y"] + y

    def drag(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        button: str = "left",
        steps: int = 5,
    ) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down(button=button)
        mouse.move(*end, steps=steps)
        mouse.up(button=button)
        self.drawn()

    def canvas(self, index: int = 0) -> np.ndarray:
        """RGBA of a view as drawn, at native resolution."""
        self.drawn()
        data, width, height = self.js(
            "(() => { const c = s.views[x].canvas, d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
            "let t = ''; for (const b of d) t += String.fromCharCode(b); return [btoa(t), c.width, c.height]; })()",
            index,
        )
        return np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)

    def answers(self) -> list[dict]:
        return self.page.evaluate("said.answer")


@pytest.fixture(scope="session")
def shared_harness() -> Iterator[Harness]:
    with Harness() as running:
        yield running


@pytest.fixture
def harness(shared_harness: Harness) -> Iterator[Harness]:
    """The server with nothing slow and nothing broken."""
    shared_harness.log.clear()
    yield shared_harness
    shared_harness.delay.clear()
    shared_harness.broken.clear()
    shared_harness.cut.clear()


def start(browser: Browser, harness: Harness, **options: Any) -> Viewer:
    """A viewer in a context of its own, every complaint of the browser noted in its log."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    context.add_init_script(REPORT_VIOLATIONS)
    context.set_default_timeout(5_000)
    context.set_default_navigation_timeout(20_000)  # a cold start on a busy machine
    viewer = Viewer(context.new_page(), harness, BrowserLog())
    viewer.log.watch(viewer.page)
    return viewer


@pytest.fixture(scope="session")
def workstation(browser: Browser, shared_harness: Harness) -> Iterator[Viewer]:
    viewer = start(browser, shared_harness)
    yield viewer
    viewer.page.context.close()


@pytest.fixture(scope="session")
def handset(browser: Browser, shared_harness: Harness) -> Iterator[Viewer]:
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
    viewer = start(browser, shared_harness, **options)
    yield viewer
    viewer.page.context.close()


def clean(viewer: Viewer, size: dict[str, int]) -> Iterator[Viewer]:
    """The same page for every test (a cold start a test would be slow), forgetting everything."""
    viewer.log.__init__()
    viewer.page.set_viewport_size(size)
    yield viewer
    viewer.page.evaluate("localStorage.clear()")
    viewer.page.goto("about:blank")
    viewer.page.unroute_all()
    assert viewer.log.unexpected() == []


@pytest.fixture
def viewer(workstation: Viewer, harness: Harness) -> Iterator[Viewer]:
    """1440 x 900. Any console error, also a refused style or script, fails the test."""
    yield from clean(workstation, DESKTOP)


@pytest.fixture
def fresh(browser: Browser, harness: Harness) -> Iterator[Viewer]:
    """As `viewer`, in a browser context with an empty cache: for what is fetched, and when."""
    viewer = start(browser, harness)
    yield viewer
    viewer.page.context.close()
    assert viewer.log.unexpected() == []


@pytest.fixture
def phone(handset: Viewer, harness: Harness) -> Iterator[Viewer]:
    """390 x 844, touch."""
    yield from clean(handset, PHONE)
