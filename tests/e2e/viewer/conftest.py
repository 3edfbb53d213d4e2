"""The viewer alone on a page of its own server; no Django, no database."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import DESKTOP, PHONE, REPORT_VIOLATIONS, BrowserLog
from tests.e2e.viewer.harness import Harness

READY = """() => { const s = document.querySelector('dicom-stack')?.stack;
  return s && s.views.every((v) => s.loadedShare(v.series) === 1 && !v.stale); }"""


class Viewer:
    """What a test says to the element and asks of it; `s` is the stack, `v` its active view."""

    def __init__(self, page: Page, harness: Harness, log: BrowserLog) -> None:
        self.page, self.harness, self.log = page, harness, log

    def open(self, case: str = "mr", attributes: str = "", hash: str = "", wait: bool = True) -> "Viewer":
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

    def js(self, body: str, given: Any = None) -> Any:
        code = f"(x) => {{ const s = document.querySelector('dicom-stack').stack, v = s.active; return {body}; }}"
        return self.page.evaluate(code, given)

    def port(self, index: int = 0) -> Any:
        return self.page.locator(".ds-port").nth(index)

    def slices(self) -> list[int]:
        return self.js("s.views.map((v) => v.slice)")

    def window(self, index: int = 0) -> tuple[float, float]:
        return tuple(self.js("[s.views[x].center, s.views[x].width]", index))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def at(self, pixel: tuple[float, float], index: int = 0) -> tuple[float, float]:
        """Where a pixel of the image lies on the page."""
        x, y = self.js("s.views[x[0]].toScreen(x[1])", [index, list(pixel)])
        box = self.port(index).bounding_box()
        return box["x"] + x, box["y"] + y

    def drag(self, start: tuple[float, float], end: tuple[float, float], button: str = "left", steps: int = 5) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down(button=button)
        mouse.move(*end, steps=steps)
        mouse.up(button=button)

    def canvas(self, index: int = 0) -> np.ndarray:
        """RGBA of a view as drawn, at native resolution."""
        self.page.wait_for_function("() => !document.querySelector('dicom-stack').stack.views.some((v) => v.stale)")
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


@pytest.fixture
def make_viewer(browser: Browser, harness: Harness) -> Iterator[Callable[..., Viewer]]:
    """Viewers in contexts of their own; any console error, also a refused style or script, fails."""
    log, contexts = BrowserLog(), []

    def make(**options: Any) -> Viewer:
        context = browser.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        context.add_init_script(REPORT_VIOLATIONS)
        context.set_default_timeout(5_000)
        page = context.new_page()
        log.watch(page)
        return Viewer(page, harness, log)

    yield make
    for context in contexts:
        context.close()
    assert log.unexpected() == []


@pytest.fixture
def viewer(make_viewer: Callable[..., Viewer]) -> Viewer:
    return make_viewer()


@pytest.fixture
def phone(make_viewer: Callable[..., Viewer]) -> Viewer:
    return make_viewer(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
