"""Numbers on the screen are the numbers of the study: pixels, probe, regions, clicks."""

import hashlib

import numpy as np
import pytest

from tests.e2e.viewer.harness import grey8

HASHES = """(async () => {
  const hex = async (b) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', b))].map((v) => v.toString(16).padStart(2, '0')).join('');
  const out = {};
  for (const series of s.acquired) if (series.kind === 'mono16')
    out[series.id] = await Promise.all(series.frames.map((url) => hex(s.store.get(url).px)));
  return out; })()"""


@pytest.mark.parametrize("case", ["mr", "ct", "odd"])
def test_every_frame_of_every_kind_is_bit_exact(viewer, case):
    viewer.open(case)
    viewer.until("s.acquired.every((x) => s.loadedShare(x) === 1)")
    pixels = viewer.harness.cases[case].pixels
    expected = {
        token: [hashlib.sha256(np.ascontiguousarray(f).tobytes()).hexdigest() for f in volume]
        for token, volume in pixels.items()
        if volume.ndim == 3
    }
    assert viewer.js(HASHES) == expected
    assert len(expected) >= 1


@pytest.mark.parametrize(
    ("center", "width", "invert"), [(450, 1800, False), (40, 400, True), (-300.5, 1, False)]
)
def test_the_drawn_grey_is_the_window_function_of_the_standard(viewer, center, width, invert):
    viewer.open("ct")
    viewer.js("(s.setWindow(v, x[0], x[1]), v.invert = x[2], s.redraw())", [center, width, invert])
    values = viewer.harness.cases["ct"].pixels["ct"][20].astype(float) - 24
    grey = np.where(values > center - 0.5, 255, 0) if width == 1 else grey8(values, center, width)
    expected = (255 - grey if invert else grey).astype(np.uint8)
    drawn = viewer.canvas()
    np.testing.assert_array_equal(drawn[..., 0], expected)
    np.testing.assert_array_equal(drawn[..., 2], expected)
    assert (drawn[..., 3] == 255).all()


def test_monochrome1_is_shown_inverted(viewer):
    viewer.open("odd").js("s.goTo({series: 'eight'})")
    viewer.settle()
    frame = viewer.harness.cases["odd"].pixels["eight"][0]
    np.testing.assert_array_equal(
        viewer.canvas()[..., 0], 255 - grey8(frame.astype(float), 128, 256)
    )


def test_a_color_still_is_drawn_as_it_is(viewer):
    viewer.open("odd").js("s.goTo({series: 'rgb'})")
    viewer.settle()
    np.testing.assert_array_equal(
        viewer.canvas()[..., :3], viewer.harness.cases["odd"].pixels["rgb"][0]
    )


def test_without_a_window_the_percentiles_make_one(viewer):
    viewer.open("odd").js("s.goTo({series: 'full16'})")
    viewer.settle()
    frame = viewer.harness.cases["odd"].pixels["full16"][0]
    low, high = np.percentile(frame, [1, 99.5])
    center, width = viewer.js("[v.center, v.width]")
    assert center == pytest.approx((low + high) / 2, abs=700)
    assert width == pytest.approx(high - low, abs=1400)


def test_the_probe_reads_the_value_its_unit_and_its_place(viewer):
    viewer.open("ct")
    viewer.press("v")
    viewer.page.mouse.click(*viewer.at((31, 77)))
    read = viewer.page.evaluate("said.measure.at(-1)")
    assert read["value"] == viewer.harness.cases["ct"].pixels["ct"][20][77, 31] - 24
    assert read["point"] == pytest.approx([-38 + 31 * 0.8, -38 + 77 * 0.8, 40])
    viewer.settle()  # the value is announced at once, its label drawn with the screen's next frame
    text = viewer.port().locator(".ds-text").all_text_contents()
    assert any(line.startswith(f"{read['value']} HU") for line in text)


@pytest.mark.parametrize("case", ["ct", "mr"])
def test_a_circle_reads_what_numpy_reads(viewer, case):
    viewer.open(case)
    token = viewer.js("v.series.id")
    viewer.press("c")
    viewer.drag(viewer.at((40.2, 51.7)), viewer.at((52.9, 47.1)))
    read = viewer.page.evaluate("said.measure.at(-1)")
    entry = next(s for s in viewer.harness.cases[case].series if s["id"] == token)
    values = (
        viewer.harness.cases[case].pixels[token][read["slice"]] * entry["slope"]
        + entry["intercept"]
    )
    (x, y), (u, w) = read["points"]
    dy, dx = entry["pixelSpacing"]
    rows, cols = np.mgrid[: values.shape[0], : values.shape[1]]
    radius = np.hypot((u - x) * dx, (w - y) * dy)
    inside = values[((cols - x) * dx) ** 2 + ((rows - y) * dy) ** 2 <= radius**2]
    assert read["n"] == inside.size > 300
    assert read["mean"] == pytest.approx(inside.mean(), abs=1e-9)
    assert read["sd"] == pytest.approx(inside.std(), abs=1e-9)
    assert (read["min"], read["max"]) == (inside.min(), inside.max())
    assert read["area"] == pytest.approx(np.pi * radius**2)


def test_a_free_region_reads_what_numpy_reads(viewer):
    viewer.open("ct")
    viewer.press("f")
    corners = [(20.3, 20.4), (60.2, 24.1), (70.7, 61.3), (35.1, 50.6)]
    mouse = viewer.page.mouse
    mouse.move(*viewer.at(corners[0]))
    mouse.down()
    for corner in corners[1:]:
        mouse.move(*viewer.at(corner), steps=4)
    mouse.up()
    read = viewer.page.evaluate("said.measure.at(-1)")
    values = viewer.harness.cases["ct"].pixels["ct"][20] - 24.0
    rows, cols = np.mgrid[:96, :96]
    inside = np.zeros((96, 96), bool)
    points = read["points"]
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > rows) != (y1 > rows)
        inside ^= crosses & (cols < (x1 - x0) * (rows - y0) / (y1 - y0) + x0)
    assert read["n"] == inside.sum() > 500
    assert read["mean"] == pytest.approx(values[inside].mean(), abs=1e-9)
    assert read["sd"] == pytest.approx(values[inside].std(), abs=1e-9)
    x, y = np.array(points).T
    area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2 * 0.64
    assert read["area"] == pytest.approx(area)


def test_lengths_and_angles_in_the_patient(viewer):
    viewer.open("mr")
    viewer.press("d")
    viewer.drag(viewer.at((20, 30)), viewer.at((60, 90)))
    length = viewer.page.evaluate("said.measure.at(-1)")
    (x, y), (u, w) = length["points"]
    assert length["mm"] == pytest.approx(np.hypot((x - u) * 1.25, (y - w) * 1.5))
    assert length["mm"] == pytest.approx(np.hypot(50, 90), abs=1.3)
    viewer.press("g")
    for point in [(60, 20), (20, 20), (20, 60)]:
        viewer.page.mouse.click(*viewer.at(point))
    assert viewer.page.evaluate("said.measure.at(-1)")["degrees"] == pytest.approx(90, abs=2)


def test_a_handle_moves_a_measurement_and_delete_removes_it(viewer):
    viewer.open("mr")
    viewer.press("d")
    viewer.drag(viewer.at((20, 30)), viewer.at((60, 90)))
    viewer.drag(viewer.at((60, 90)), viewer.at((20, 90)))
    assert viewer.page.evaluate("said.measure.at(-1)")["mm"] == pytest.approx(90, abs=2)
    assert viewer.js("s.notes.length") == 1
    viewer.press("Delete")
    assert viewer.js("s.notes.length") == 0


@pytest.mark.parametrize(
    "state",
    [{}, {"turn": 1}, {"flip": True}, {"turn": 3, "flip": True}, {"scale": 11.3, "at": [70, 80]}],
)
def test_a_click_is_off_by_no_more_than_half_a_pixel(viewer, state):
    viewer.open("mr")
    viewer.press("m")
    viewer.js("(Object.assign(v, x), s.redraw())", state)
    for col, row in [(64, 79), (71.25, 85.5), (60, 90.9)]:
        viewer.page.mouse.click(*viewer.at((col, row)))
        (mark,) = viewer.answers()[-1]["points"]
        expected = np.array([-30 + 4 * 7, -60 + col * 1.25, 100 - row * 1.5])
        error = np.abs(np.array(mark["point"]) - expected) / [4, 1.25, 1.5]
        assert error.max() <= 0.5, (error, state)
        assert mark["series"] == "t1" and mark["slice"] == 7
        viewer.press("Delete")


def test_reformats_are_the_planes_of_the_volume(viewer):
    viewer.open("ct")
    volume = viewer.harness.cases["ct"].pixels["ct"]
    for plane, cut in [("coronal", volume[::-1, 30, :]), ("sagittal", volume[::-1, :, 30])]:
        viewer.js("s.goTo({series: 'ct~' + x, slice: 30})", plane)
        assert viewer.js("[v.series.plane, v.slice]") == [plane, 30]
        shown = np.array(viewer.js("Array.from(s.frameOf(v.series, 30).px)")).reshape(cut.shape)
        np.testing.assert_array_equal(shown, cut)
        assert viewer.js("v.value(5, 6)") == cut[6, 5] - 24


def test_a_mark_on_a_reformat_is_a_point_of_the_acquired_series(viewer):
    viewer.open("ct", 'data-marks="1"')
    viewer.js("s.goTo({series: 'ct~coronal', slice: 30})")
    viewer.press("m")
    viewer.page.mouse.click(*viewer.at((40, 12)))
    (mark,) = viewer.answers()[-1]["points"]
    assert (mark["series"], mark["slice"]) == ("ct", 39 - 12)
    assert mark["point"] == pytest.approx([-38 + 40 * 0.8, -38 + 30 * 0.8, 2 * 27], abs=1)
