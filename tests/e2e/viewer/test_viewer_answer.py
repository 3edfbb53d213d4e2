"""Marks before the commit, outlines after it."""

import pytest

SQUARE = [[40, 40], [60, 40], [60, 60], [40, 60]]


def points(viewer) -> list[dict]:
    return viewer.answers()[-1]["points"]


def test_marks_are_set_moved_and_deleted(viewer):
    viewer.open("mr")
    viewer.press("m")
    viewer.page.mouse.click(*viewer.at((40, 40)))
    viewer.page.mouse.click(*viewer.at((80, 100)))
    assert len(points(viewer)) == 2
    viewer.drag(viewer.at((40, 40)), viewer.at((50, 70)))
    assert points(viewer)[0]["pixel"] == pytest.approx([50, 70], abs=0.5)
    remove = viewer.port().locator(".ds-remove").bounding_box()
    viewer.page.mouse.click(remove["x"] + remove["width"] / 2, remove["y"] + remove["height"] / 2)
    assert [p["pixel"] for p in points(viewer)] == [pytest.approx([80, 100], abs=0.5)]
    viewer.press("Delete")
    assert points(viewer) == []


def test_a_mark_is_drawn_only_on_its_own_slice(viewer):
    viewer.open("mr")
    viewer.press("m")
    viewer.page.mouse.click(*viewer.at((40, 40)))
    viewer.settle()
    assert [viewer.port(i).locator(".ds-mark").count() > 0 for i in range(3)] == [
        True,
        False,
        False,
    ]
    viewer.press("ArrowDown")
    viewer.settle()
    assert viewer.page.locator(".ds-mark").count() == 0
    viewer.press("ArrowUp")
    viewer.settle()
    assert viewer.port().locator(".ds-mark").count() > 0


def test_one_mark_asked_for_is_replaced_three_are_enough(viewer):
    viewer.open("mr", 'data-marks="1"')
    viewer.press("m")
    viewer.page.mouse.click(*viewer.at((40, 40)))
    viewer.page.mouse.click(*viewer.at((80, 100)))
    assert [p["pixel"] for p in points(viewer)] == [pytest.approx([80, 100], abs=0.5)]
    viewer.open("mr", 'data-marks="2"')
    viewer.press("m")
    for pixel in [(40, 40), (80, 100), (60, 70)]:
        viewer.page.mouse.click(*viewer.at(pixel))
    assert len(points(viewer)) == 2


def test_without_marks_to_set_there_is_no_tool(viewer):
    viewer.open("mr", 'data-marks="0"')
    assert not viewer.page.locator(".ds-t-mark").is_visible()
    viewer.press("m")
    assert viewer.js("s.tool.id") == "scroll"


def test_a_mark_outside_the_image_is_none(viewer):
    viewer.open("ct")
    viewer.press("m")
    box = viewer.port().bounding_box()
    viewer.page.mouse.click(box["x"] + 30, box["y"] + 300)
    assert viewer.answers() == []


def test_a_still_without_geometry_is_marked_in_pixels(viewer):
    viewer.open("odd", hash="#series=rgb")
    viewer.press("m")
    viewer.page.mouse.click(*viewer.at((10, 12)))
    (mark,) = points(viewer)
    assert mark["point"] is None
    assert mark["pixel"] == pytest.approx([10, 12], abs=0.5)


def test_the_reveal_shows_marks_and_takes_none(viewer):
    viewer.open("mr", 'data-mode="reveal"')
    viewer.js("s.element.setClicks([{series: 't1', slice: 7, point: [-2, -10, 40]}])")
    viewer.settle()
    x = viewer.js("v.toScreen([40, 40])[0]")
    assert (
        viewer.port()
        .locator(".ds-svg g:has(.ds-mark)")
        .get_attribute("transform")
        .startswith(f"translate({x:.3f}"[:14])
    )
    assert viewer.port().locator(".ds-mark").count() == 2
    assert not viewer.page.locator(".ds-t-mark").is_visible()
    viewer.js("s.choose(s.tools.mark)")
    viewer.page.mouse.click(*viewer.at((80, 100)))
    assert viewer.answers() == []


def test_outlines_only_when_given_and_only_where_they_lie(viewer):
    viewer.open("mr", 'data-mode="reveal"')
    assert viewer.page.locator(".ds-region").count() == 0
    assert not viewer.page.locator(".ds-t-outline").is_visible()
    regions = {
        "t1": {
            "7": [{"name": "L4", "polygon": SQUARE}],
            "8": [{"name": "L4", "polygon": [[50, 50]]}],
        }
    }
    viewer.js("s.element.showRegions(x)", regions)
    viewer.settle()
    drawn = viewer.port(0).locator("path.ds-region")
    assert drawn.count() == 2  # casing and line
    assert drawn.nth(1).locator("title").text_content() == "L4"
    x, y = viewer.js("v.toScreen([40, 40])")
    assert drawn.first.get_attribute("d").startswith(f"M{x:.1f} {y:.1f}L")
    assert viewer.port(1).locator(".ds-region").count() == 0
    viewer.press("o")
    viewer.settle()
    assert viewer.page.locator(".ds-region").count() == 0
    viewer.press("o", "ArrowDown")
    viewer.settle()
    assert viewer.port(0).locator("path.ds-region").count() == 2  # the arrow of the next slice
    viewer.press("ArrowDown")
    viewer.settle()
    assert viewer.page.locator(".ds-region").count() == 0
    viewer.js("s.element.showRegions(null)")
    assert not viewer.page.locator(".ds-t-outline").is_visible()


def test_a_whole_answer_by_keyboard_alone(viewer):
    viewer.open("mr", wait=False).settle()
    for _ in range(30):
        viewer.press("Tab")
        if viewer.page.evaluate("document.activeElement.matches('.ds-port')"):
            break
    assert viewer.page.evaluate("document.activeElement.dataset.series") == "t1"
    viewer.press("ArrowDown", "m")
    viewer.press(
        *["Shift+ArrowRight"] * 4, *["Shift+ArrowDown"] * 2, "Alt+Shift+ArrowRight", "Enter"
    )
    (mark,) = points(viewer)
    assert mark["slice"] == 8
    assert mark["pixel"][0] > 64 and mark["pixel"][1] > 80
    viewer.press("d", "Enter", *["Shift+ArrowRight"] * 5, "Enter")
    length = viewer.page.evaluate("said.measure.at(-1)")
    assert length["mm"] == pytest.approx(40 / viewer.js("v.zoom()"), rel=0.01)
    viewer.press("m", "Delete")
    assert points(viewer) == []


def test_an_educator_draws_regions_and_takes_one_back(viewer):
    viewer.open("mr", 'data-mode="author"')
    viewer.until("s.author")
    viewer.page.get_by_role("button", name="Ellipse").click()
    viewer.drag(viewer.at((40, 40)), viewer.at((60, 60)))
    drawn = viewer.page.evaluate("said.regions.at(-1).regions")
    assert [r["series"] for r in drawn] == ["t1"]
    (polygon,) = drawn[0]["slices"]["7"]
    xs, ys, zs = zip(*polygon, strict=True)
    assert set(xs) == {-2}
    assert (min(ys), max(ys)) == pytest.approx((-60 + 40 * 1.25, -60 + 60 * 1.25), abs=1)
    assert (min(zs), max(zs)) == pytest.approx((100 - 60 * 1.5, 100 - 40 * 1.5), abs=1)
    viewer.page.get_by_role("button", name="Polygon").click()
    for corner in [(70, 70), (90, 70), (80, 95), (70, 70)]:
        viewer.page.mouse.click(*viewer.at(corner))
    viewer.page.get_by_role("button", name="Brush").click()
    viewer.press("ArrowDown")
    viewer.drag(viewer.at((50, 100)), viewer.at((70, 100)))
    slices = viewer.page.evaluate("said.regions.at(-1).regions[0].slices")
    assert {key: len(value) for key, value in slices.items()} == {"7": 2, "8": 1}
    viewer.settle()
    assert viewer.port().locator("path.ds-region").count() == 2
    viewer.press("Control+z")
    assert list(viewer.page.evaluate("said.regions.at(-1).regions[0].slices")) == ["7"]
    viewer.page.get_by_role("button", name="Undo").click()
    viewer.page.get_by_role("button", name="Undo").click()
    assert viewer.page.evaluate("said.regions.at(-1).regions") == []


def test_an_educator_erases_what_was_drawn_too_far(viewer):
    viewer.open("mr", 'data-mode="author"')
    viewer.until("s.author")
    outlines = "said.regions.at(-1).regions[0]?.slices['7'] ?? []"
    viewer.page.get_by_role("button", name="Ellipse").click()
    viewer.drag(viewer.at((40, 60)), viewer.at((90, 100)))
    (whole,) = viewer.page.evaluate(outlines)
    viewer.page.get_by_role("button", name="Erase").click()
    viewer.drag(viewer.at((95, 80)), viewer.at((85, 80)))
    (bitten,) = viewer.page.evaluate(outlines)
    edge = -60 + 90 * 1.25  # the right end of the ellipse in patient millimeters
    assert max(y for _, y, _ in whole) == pytest.approx(edge, abs=1)
    assert max(y for _, y, z in bitten if abs(z - (100 - 80 * 1.5)) < 1.5) < edge - 8
    viewer.drag(viewer.at((65, 50)), viewer.at((65, 110)))
    assert len(viewer.page.evaluate(outlines)) == 2
    assert viewer.port().locator("path.ds-region").count() == 4
    viewer.press("Control+z", "Control+z")
    assert viewer.page.evaluate(outlines) == [whole]
    viewer.page.get_by_role("button", name="Brush").click()
    viewer.page.keyboard.down("Alt")
    viewer.drag(viewer.at((65, 50)), viewer.at((65, 110)))
    viewer.page.keyboard.up("Alt")
    assert len(viewer.page.evaluate(outlines)) == 2
