"""What a resident does with a mouse and a keyboard."""

import json

import numpy as np
import pytest


def test_it_opens_on_the_middle_slices_side_by_side(viewer):
    viewer.open("mr")
    assert viewer.js("s.views.map((v) => v.series.id)") == ["t1", "t2", "stir"]
    assert viewer.slices() == [7, 7, 5]
    text = viewer.port().locator(".ds-tl").text_content()
    assert text.startswith("T1 sagittalSlice 8 / 15")
    assert "4 mm" in text
    assert viewer.port().locator(".ds-br").text_content() == "Simulated"
    assert [
        viewer.port().locator(f".ds-{side}").text_content()
        for side in ("left", "right", "top", "bottom")
    ] == list("APHF")


def test_a_real_case_has_no_simulated_tag(viewer):
    viewer.open("odd")
    assert viewer.page.locator(".ds-sim").count() == 0


def test_wheel_drag_bar_and_keys_scroll(viewer):
    viewer.open("mr", hash="#series=t1&slice=8")
    viewer.page.mouse.move(*viewer.at((60, 60)))
    viewer.page.mouse.wheel(0, 100)
    viewer.until("said.viewchange.at(-1)?.slice === 8")
    viewer.press("ArrowUp", "PageUp", "ArrowDown")
    assert viewer.slices()[0] == 3
    viewer.press("End")
    assert viewer.slices()[0] == 14
    viewer.press("ArrowDown", "Home")
    assert viewer.slices()[0] == 0
    x, y = viewer.at((60, 40))
    viewer.drag((x, y), (x, y + 200))
    assert viewer.slices()[0] == 5
    bar = viewer.port().locator(".ds-bar").bounding_box()
    viewer.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] - 20)
    assert viewer.slices()[0] == 14


def test_linked_series_follow_by_patient_position(viewer):
    viewer.open("mr", hash="#series=t1&slice=1")
    assert viewer.slices() == [0, 0, 0]
    viewer.press("ArrowDown", "ArrowDown", "ArrowDown")
    # T1 slice 3 lies at -18 mm; STIR has -28, -22.4, -16.8: the third is nearest.
    assert viewer.slices() == [3, 3, 2]
    viewer.press("l", "End")
    assert viewer.slices() == [14, 3, 2]
    assert viewer.page.locator(".ds-t-linked").get_attribute("aria-pressed") == "false"


def test_reference_lines_lie_where_the_planes_cross(viewer):
    viewer.open("mr", hash="#series=t1&slice=8")
    viewer.press("ArrowRight", "4")
    assert viewer.js("s.views[1].series.id") == "ax"
    assert viewer.js("s.active.series.id") == "ax"
    viewer.js("s.goTo({slice: 4})")
    viewer.settle()
    row = (100 - (-60 + 10 * 4)) / 1.5
    y = viewer.js("s.views[0].toScreen([0, x])[1]", row)
    d = viewer.port(0).locator(".ds-ref").first.get_attribute("d")
    ys = [float(part.split()[1]) for part in d.replace("M", "L").split("L")[1:]]
    assert ys == pytest.approx([y, y], abs=0.2)
    assert viewer.port(1).locator(".ds-ref").count() == 0
    viewer.press("x")
    viewer.settle()
    assert viewer.port(0).locator(".ds-ref").count() == 0


def test_windows_by_key_drag_and_preset(viewer):
    viewer.open("ct")
    assert viewer.window() == (450, 1800)
    viewer.press("t")
    assert viewer.window() == (40, 400)
    assert viewer.port().locator(".ds-bl").text_content() == "W 400 L 40"
    viewer.press("b")
    assert viewer.window() == (450, 1800)
    viewer.press("]", "}")
    assert viewer.window() == (540, pytest.approx(2070))
    viewer.press("r")
    assert viewer.window() == (450, 1800)
    x, y = viewer.at((50, 50))
    viewer.drag((x, y), (x + 50, y - 30), button="right")
    center, width = viewer.window()
    assert width > 1800 and center < 450
    viewer.press("a")
    assert viewer.window() != (center, width)


def test_the_automatic_window_is_that_of_the_series(viewer):
    viewer.open("mr", hash="#series=t1&slice=2")
    viewer.press("a")
    first = viewer.window()
    viewer.press("End")
    viewer.press("a")
    assert viewer.window() == first
    values = viewer.harness.cases["mr"].pixels["t1"]
    low, high = np.percentile(values[values > values.min()], [1, 99.5])
    center, width = first
    assert (center - width / 2, center + width / 2) == pytest.approx((low, high), abs=5)


def test_a_spine_fills_the_height_of_a_tall_view(viewer):
    viewer.open("mr")
    height = viewer.js("v.size[1]")
    drawn = viewer.js("s.views.map((v) => v.zoom() * v.extent()[1])")
    assert drawn == pytest.approx([height] * 3, abs=1)
    viewer.press("0")
    assert viewer.js("v.zoom() * v.extent()[0]") == pytest.approx(viewer.js("v.size[0]"), abs=1)


def test_a_window_can_be_typed(viewer):
    viewer.open("ct")
    viewer.port().locator(".ds-bl").click()
    menu = viewer.page.locator(".ds-menu")
    menu.get_by_label("Width").fill("2500")
    menu.get_by_label("Level").fill("480")
    viewer.page.keyboard.press("Enter")
    assert viewer.window() == (480, 2500)
    assert not menu.is_visible()
    viewer.port().locator(".ds-bl").click()
    menu.get_by_role("button", name="Soft tissue").click()
    assert viewer.window() == (40, 400)


def test_the_window_is_shared_within_a_modality_only(viewer):
    viewer.open("mr")
    viewer.js("s.setWindow(s.views[0], 300, 600)")
    assert viewer.window(0) == (300, 600)
    assert viewer.window(1) == (500, 1000)
    viewer.js("s.open(s.views[1], s.all[0])")
    viewer.js("s.setWindow(s.views[0], 310, 610)")
    assert viewer.window(1) == (310, 610)


def test_zoom_keeps_the_point_under_the_pointer_and_pan_follows(viewer):
    viewer.open("mr")
    x, y = map(round, viewer.at((40, 50)))
    top = viewer.port().bounding_box()["y"]
    before = viewer.js("v.toImage(x)", [x, y - top])
    viewer.page.mouse.move(x, y)
    viewer.page.keyboard.down("Control")
    for _ in range(3):
        viewer.page.mouse.wheel(0, -100)
    viewer.page.keyboard.up("Control")
    viewer.until("s.active.scale > 0")
    assert viewer.at(before) == pytest.approx((x, y), abs=0.01)
    viewer.press("p")
    viewer.drag((x, y), (x + 30, y + 20))
    assert viewer.at(before) == pytest.approx((x + 30, y + 20), abs=0.01)
    viewer.drag((x, y), (x - 10, y), button="middle")
    assert viewer.at(before) == pytest.approx((x + 20, y + 20), abs=0.01)
    viewer.press("0")
    assert viewer.js("v.zoom()") == pytest.approx(viewer.js("v.fit()"))
    viewer.press("*")
    assert viewer.js("v.matrix()[0]") == pytest.approx(1)
    assert viewer.js("s.views[1].scale") is None


def test_same_zoom_and_pan_on_request(viewer):
    viewer.open("mr")
    viewer.press("y", "+", "+", "p")
    x, y = viewer.at((40, 50))
    viewer.drag((x, y), (x + 30, y + 20))
    points = viewer.js(
        "s.views.map((v) => v.toImage([100, 100])).map(([c, r], i) => [c * s.views[i].series.pixelSpacing[1], r * s.views[i].series.pixelSpacing[0]])"
    )
    assert points[1] == pytest.approx(points[0])
    assert points[2] == pytest.approx(points[0])


def test_flips_and_turns_carry_the_letters(viewer):
    viewer.open("mr")

    def letters() -> str:
        viewer.settle()
        return "".join(
            viewer.port().locator(f".ds-{side}").text_content()
            for side in ("left", "top", "right", "bottom")
        )

    assert letters() == "AHPF"
    viewer.press("h")
    assert letters() == "PHAF"
    viewer.press("j")
    assert letters() == "PFAH"
    viewer.press("r", "e")
    assert letters() == "FAHP"
    viewer.press("h")
    assert letters() == "HAFP"


def test_a_double_click_shows_one_view_and_again_all(viewer):
    viewer.open("mr")
    viewer.page.mouse.dblclick(*viewer.at((50, 50), 1))
    assert viewer.page.locator(".ds-port:visible").count() == 1
    assert viewer.js("s.views.map((v) => v.series.id)") == ["t2"]
    assert viewer.js("v.size[0]") > 1000
    viewer.page.mouse.dblclick(700, 500)
    assert viewer.page.locator(".ds-port:visible").count() == 3


@pytest.mark.parametrize(("name", "count"), [("1", 1), ("1 × 2", 2), ("1 × 3", 3), ("2 × 2", 4)])
def test_layouts(viewer, name, count):
    viewer.open("mr")
    viewer.page.locator(".ds-t-more").click()
    viewer.page.locator(".ds-menu section", has_text="Layout").get_by_role(
        "button", name=name, exact=True
    ).click()
    viewer.settle()
    assert viewer.page.locator(".ds-port:visible").count() == count
    assert len(set(viewer.js("s.views.map((v) => v.series.id)"))) == count


def test_a_series_goes_into_a_view_by_key_tab_and_drag(viewer):
    viewer.open("mr")
    viewer.press("4")
    assert viewer.js("v.series.id") == "ax"
    viewer.page.get_by_role("button", name="STIR", exact=True).click()
    assert viewer.js("s.views[0].series.id") == "stir"
    viewer.page.get_by_role("button", name="T2 axial", exact=True).drag_to(viewer.port(2))
    assert viewer.js("s.views[2].series.id") == "ax"
    assert viewer.page.locator(".ds-tab.ds-shown").all_text_contents() == [
        "T2 sagittal",
        "STIR",
        "T2 axial",
    ]


def test_the_hanging_is_remembered_for_the_next_case_of_its_kind(viewer):
    viewer.open("mr")
    viewer.js("s.layout.set('1x2')")
    viewer.press("l")
    viewer.js("s.open(s.views[0], s.all[2])")
    viewer.open("mr")
    assert viewer.js("[s.layout.name, s.views.map((v) => v.series.id), s.on.linked]") == [
        "1x2",
        ["stir", "t2"],
        False,
    ]
    viewer.open("ct")
    assert viewer.js("s.layout.name") == "1"


def test_an_unusable_memory_does_no_harm(viewer):
    viewer.open("mr")
    viewer.page.evaluate("localStorage.setItem('spine-mimics-hanging', '{broken')")
    viewer.open("mr")
    assert len(viewer.slices()) == 3


def test_a_deep_link_opens_series_slice_and_window(viewer):
    viewer.open("mr", hash="#series=stir&slice=3&w=700&l=350")
    assert viewer.js("[v.series.id, v.slice, v.width, v.center]") == ["stir", 2, 700, 350]
    viewer.page.evaluate(
        "location.hash = '#series=t2&slice=5'"
    )  # a link of the feedback, followed in the page
    viewer.until("v.series.id === 't2' && v.slice === 4")
    viewer.open("mr", hash="#series=nonsense&slice=99&w=x")
    assert viewer.js("v.series.id") == "t1"


def test_go_to_and_its_refusal(viewer):
    viewer.open("mr")
    go = "document.querySelector('dicom-stack').goTo(x)"
    assert viewer.js(go, {"series": "ax", "slice": 2, "center": 400, "width": 900}) is True
    assert viewer.js("[v.series.id, v.slice, v.center, v.width]") == ["ax", 2, 400, 900]
    assert viewer.js(go, {"series": "gone"}) is False
    change = viewer.page.evaluate("said.viewchange.at(-1)")
    assert change == {"series": "ax", "slice": 2, "center": 400, "width": 900}


def test_the_crosshair_shows_one_point_everywhere(viewer):
    viewer.open("mr")
    viewer.js("s.layout.set('2x2')")
    viewer.settle()
    viewer.press("k")
    viewer.page.mouse.click(*viewer.at((64, 80)))
    # t1 row 80 lies at z = 100 - 80 * 1.5 = -20, the axial slice 4
    assert viewer.js("s.views.map((v) => v.slice)") == [7, 7, 5, 4]
    viewer.settle()
    assert [viewer.port(i).locator(".ds-cross").count() for i in range(4)] == [2, 2, 2, 2]


def test_cine_plays_to_and_fro_until_touched(viewer):
    viewer.open("mr", hash="#series=t1&slice=14")
    viewer.press(" ")
    viewer.until("said.viewchange.at(-1)?.slice === 14")
    viewer.until("said.viewchange.at(-1)?.slice === 13")
    viewer.page.mouse.click(*viewer.at((50, 50)))
    assert viewer.js("s.playing") is None


def test_help_lists_the_keys_and_closes(viewer):
    viewer.open("mr")
    viewer.press("?")
    sheet = viewer.page.get_by_role("dialog")
    assert sheet.is_visible()
    assert "Next slice" in sheet.text_content()
    viewer.press("Escape")
    assert not sheet.is_visible()


def test_thumbnails_show_the_middle_slices(viewer):
    viewer.open("mr")
    viewer.page.locator(".ds-t-more").click()
    viewer.page.get_by_role("button", name="Thumbnails").click()
    viewer.until(
        "[...document.querySelectorAll('.ds-strip canvas')].filter((c) => c.done).length === 4"
    )
    viewer.page.locator(".ds-strip .ds-tab").nth(3).click()
    assert viewer.js("v.series.id") == "ax"


def test_words_come_from_the_page(viewer):
    words = json.dumps({"slice": "Schicht {n} von {total}", "scroll": "Blättern"})
    html = viewer.harness.answer("/mr", '/mr?data-strings="w"')[1].decode()
    viewer.harness.pages["german"] = html.replace(
        "<main>", f'<script type="application/json" id="w">{words}</script><main>'
    ).encode()
    viewer.open("german")
    assert "Schicht 8 von 15" in viewer.port().text_content()
    assert viewer.page.get_by_role("button", name="Blättern").count() == 1
    assert viewer.page.get_by_role("button", name="Window", exact=True).count() == 1
