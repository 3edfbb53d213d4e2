"""The viewer in Firefox: a smoke test of what differs between browsers. Left out where it is absent."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.e2e import firefox
from tests.e2e.viewer.harness import Harness

STACK = "document.querySelector('dicom-stack')?.stack"
READY = (
    f"{STACK}?.keys && {STACK}.views.every((v) => {STACK}.loadedShare(v.series) === 1 && !v.stale)"
)
DRAWN = f"!{STACK}.due && {STACK}.views.every((v) => !v.stale)"


@pytest.fixture(scope="module")
def fox() -> Iterator[firefox.Firefox]:
    path = firefox.find()
    if path is None:
        pytest.skip(firefox.ADVICE)
    with firefox.started(path) as running:
        yield running


@pytest.fixture
def opened(fox: firefox.Firefox, harness: Harness) -> Iterator[firefox.Firefox]:
    """The MR case, whole and drawn; an error on the console fails the test (also a refused style)."""
    fox.problems.clear()
    fox.open(harness.url("mr"))
    fox.until(READY)
    fox.evaluate("document.querySelector('dicom-stack').focus()")
    yield fox
    assert fox.problems == []


def text(fox: firefox.Firefox, selector: str) -> str:
    return fox.evaluate(f"document.querySelector({selector!r}).textContent")


def test_every_value_is_that_of_the_file(opened, harness):
    for token in ("t1", "stir"):
        volume = harness.cases["mr"].pixels[token]
        series = f"{STACK}.all.find((s) => s.id === {token!r})"
        for slice in (0, len(volume) // 2):
            values = opened.evaluate(f"[...{STACK}.store.get({series}.frames[{slice}]).px]")
            assert np.array_equal(np.array(values).reshape(volume[slice].shape), volume[slice])


def test_the_canvas_shows_the_window(opened, harness):
    drawn = opened.evaluate(
        f"[...{STACK}.active.context.getImageData(0, 0, 128, 160).data].filter((_, i) => i % 4 === 0)"
    )
    values = harness.cases["mr"].pixels["t1"][7].astype(float)
    gray = np.clip(((values - 499.5) / 999 + 0.5) * 255, 0, 255)
    assert np.abs(np.array(drawn).reshape(160, 128) - gray).max() <= 0.51


def test_keys_scroll_and_window_and_the_labels_follow(opened):
    assert text(opened, ".ds-tl").startswith("T1 sagittalSlice 8 / 15")
    opened.press("ArrowDown")
    opened.until(DRAWN)
    assert text(opened, ".ds-tl").startswith("T1 sagittalSlice 9 / 15")
    assert opened.evaluate(f"{STACK}.views.map((v) => v.slice)") == [8, 8, 5]
    before = text(opened, ".ds-bl")
    opened.press("a")
    opened.until(DRAWN)
    assert text(opened, ".ds-bl") != before


def test_a_drag_scrolls_and_a_length_is_measured(opened):
    opened.drag((200, 300), (200, 420))
    opened.until(f"{STACK}.active.slice > 7")
    opened.press("d")
    opened.drag((200, 300), (260, 300))
    opened.until(f"{STACK}.notes.length === 1 && {DRAWN}")
    length = 60 / opened.evaluate(f"{STACK}.active.zoom()")
    assert f"{length:.1f} mm" in text(opened, ".ds-svg")
