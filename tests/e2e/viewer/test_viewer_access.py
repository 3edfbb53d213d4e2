"""The viewer for everybody: keys and their sheet, words instead of pictures, languages, contrast."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from tests.e2e.viewer.harness import Case

SQUARE = [[40, 40], [60, 40], [60, 60], [40, 60]]
ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]
NAMED = ["Escape", "Enter", "Delete", "Backspace", "Home", "End", "PageUp", "PageDown", *ARROWS]
#: Signs of the sheet → keys as Playwright presses them.
SIGNS = {
    "Space": " ",
    "↑": "ArrowUp",
    "↓": "ArrowDown",
    "←": "ArrowLeft",
    "→": "ArrowRight",
    "Page ↑": "PageUp",
    "Page ↓": "PageDown",
}


def on_the_sheet(viewer) -> set[str]:
    """The keys that the help sheet names, the series' numbers as far as there are series."""
    viewer.press("?")
    signs = viewer.page.get_by_role("dialog").locator("kbd").all_text_contents()
    viewer.press("Escape")
    keys: set[str] = set()
    for sign in signs:
        if sign == "1 … 9":
            keys |= {str(n + 1) for n in range(viewer.js("Math.min(9, s.all.length)"))}
        elif sign == "Shift ← ↑ ↓ →":
            keys |= {f"Shift+{key}" for key in ARROWS}
        elif sign == "Shift F":
            keys.add("Shift+F")
        else:
            keys.add(SIGNS.get(sign, sign.lower() if len(sign) == 1 else sign))
    return keys


def taken(viewer, key: str) -> bool:
    """Whether the viewer does something at this key; everything is as before afterwards."""
    if key == "Escape":
        viewer.press("Shift+ArrowUp")  # something to give up
    viewer.page.keyboard.press(key)
    answer = viewer.page.evaluate("pressed")
    viewer.page.evaluate("""async () => { document.querySelector('.ds-help').close();
      if (document.fullscreenElement) await document.exitFullscreen();
      const s = document.querySelector('dicom-stack').stack; s.cine(false); s.layout.views[0].node.focus(); }""")
    return bool(answer)


def test_the_sheet_lists_the_keys_that_the_viewer_takes_and_no_others(viewer):
    viewer.open("mr")
    viewer.js("s.element.showRegions({t1: {7: [{name: 'A', polygon: x}]}})", SQUARE)
    viewer.page.evaluate(
        "document.addEventListener('keydown', (event) => { window.pressed = event.defaultPrevented; })"
    )
    listed = on_the_sheet(viewer)
    printable = [chr(code) for code in range(32, 127) if not chr(code).isupper()]
    shifted = ["Shift+F", *(f"Shift+{key}" for key in ARROWS)]
    took = {key for key in [*printable, *NAMED, *shifted] if taken(viewer, key)}
    assert took == listed
    assert len(listed) > 50


def test_caps_lock_and_alt_graph_are_no_obstacle(viewer):
    viewer.open("ct")
    press = "s.keys.press(new KeyboardEvent('keydown', x))"
    assert viewer.js(press, {"key": "I"}) is True
    assert viewer.js("v.invert") is True
    level = viewer.window()[0]
    german = {"key": "]", "ctrlKey": True, "altKey": True, "modifierAltGraph": True}
    assert viewer.js(press, german) is True
    assert viewer.window()[0] > level
    assert viewer.js(press, german | {"modifierAltGraph": False}) is False


def test_dialogs_and_menus_give_the_focus_back(viewer):
    viewer.open("mr")
    focused = "document.activeElement.className"
    for button in (".ds-t-more", ".ds-t-measure"):
        viewer.page.locator(button).focus()
        viewer.press("Enter")
        viewer.page.locator(".ds-menu button:focus").wait_for()
        viewer.press("Escape")
        assert button[1:] in viewer.page.evaluate(focused)
    viewer.page.locator(".ds-port").first.focus()
    viewer.press("?")
    viewer.page.get_by_role("button", name="Close").press("Enter")
    assert "ds-port" in viewer.page.evaluate(focused)


def test_a_view_says_plane_sequence_and_slice_and_what_is_outlined_only_when_it_is(viewer):
    viewer.open("mr", 'data-mode="reveal"')
    port, live = viewer.port(), viewer.page.locator(".ds-live")
    assert port.get_attribute("aria-label") == "T1 sagittal, slice 8 of 15"
    assert port.get_attribute("aria-description") == ""
    viewer.js("s.element.showRegions({t1: {8: [{name: 'Lesion A, L4', polygon: x}]}})", SQUARE)
    viewer.press("ArrowDown")
    assert port.get_attribute("aria-description") == "Outlined here: Lesion A, L4"
    viewer.until("text('.ds-live').includes('Outlined')")
    assert live.text_content() == "T1 sagittal, slice 9 of 15. Outlined here: Lesion A, L4"
    viewer.press("o", "ArrowUp", "ArrowDown")
    viewer.until("text('.ds-live') === 'T1 sagittal, slice 9 of 15'")
    assert port.get_attribute("aria-description") == ""


def test_german_numbers_and_units(viewer):
    words = {
        "windowShort": "B {w} Z {l}",
        "HU": "HE",
        "notNumber": "Eine Zahl, zum Beispiel {example}.",
        "width": "Breite",
        "level": "Zentrum",
    }
    html = viewer.harness.answer("/ct", '/ct?data-strings="w"')[1].decode()
    viewer.harness.pages["deutsch"] = (
        html.replace('lang="en"', 'lang="de"')
        .replace(
            "<main>", f'<script type="application/json" id="w">{json.dumps(words)}</script><main>'
        )
        .encode()
    )
    viewer.open("deutsch")
    viewer.js("(v.series.thickness = 1.25)")
    viewer.press("ArrowDown")
    assert "1,3 mm" in viewer.port().locator(".ds-tl").text_content()
    viewer.port().locator(".ds-bl").click()
    menu = viewer.page.locator(".ds-menu")
    menu.get_by_label("Breite").fill("1.800,5")
    menu.get_by_label("Zentrum").fill("viel")
    viewer.press("Enter")
    said = menu.get_by_label("Zentrum").evaluate("(node) => node.validationMessage")
    assert said == "Eine Zahl, zum Beispiel 40,5."
    menu.get_by_label("Zentrum").fill("-40,5")
    viewer.press("Enter")
    assert viewer.window() == (-40.5, 1800.5)
    assert re.fullmatch(r"B 180[01] Z -4[01]", viewer.port().locator(".ds-bl").text_content())
    viewer.press("d")
    viewer.drag(viewer.at((20, 20)), viewer.at((41, 33)))
    viewer.press("c")
    viewer.drag(viewer.at((50, 50)), viewer.at((60, 60)))
    viewer.press("v")
    viewer.page.mouse.click(*viewer.at((31, 77)))
    viewer.drawn()
    text = " ".join(viewer.port().locator(".ds-text tspan").all_text_contents())
    assert re.search(r"\d+,\d mm\b", text)
    assert re.search(r"-?\d+,\d HE  SD \d+,\d", text)
    assert not re.search(r"\d\.\d|HU", text)


def test_a_link_to_what_is_shown_leads_back_there(viewer):
    viewer.open("mr", hash="#series=stir&slice=3&w=700.5&l=350")
    viewer.press("PageDown", "i")
    viewer.page.locator(".ds-t-more").click()
    viewer.page.get_by_role("button", name="Link to this view").click()
    assert viewer.page.evaluate("location.hash") == "#series=stir&slice=8&w=700.5&l=350"
    viewer.page.reload()
    viewer.settle()
    assert viewer.js("[v.series.id, v.slice, v.width, v.center]") == ["stir", 7, 700.5, 350]


def test_a_scale_of_nothing_is_no_scale(viewer):
    viewer.open("mr")
    scale = viewer.js("v.zoom()")
    assert viewer.js("s.goTo({scale: 0})") is True
    assert viewer.js("v.zoom()") == scale
    viewer.js("s.goTo({scale: 0, zoom: 2})")
    assert viewer.js("v.zoom() / v.fit()") == pytest.approx(2)
    viewer.js("s.goTo({scale: 3, zoom: 2})")
    assert viewer.js("v.zoom()") == 3


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Relative luminance (WCAG 2.2) of sRGB 0–255; shape (..., 3) → (...)."""
    c = rgb / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(a: float, b: float) -> float:
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)


def looked_at(viewer, x: float, y: float, width: float, height: float) -> np.ndarray:
    """Luminance of what the page shows there."""
    clip = {"x": x, "y": y, "width": width, "height": height}
    picture = Image.open(io.BytesIO(viewer.page.screenshot(clip=clip))).convert("RGB")
    return luminance(np.asarray(picture, float))


def flat_case(value: int) -> Case:
    case = Case(f"flat{value}")
    case.add("flat", "T1 sagittal", np.full((3, 160, 160), value, np.uint16),
             positions=[[4.0 * i, -60.0, 100.0] for i in range(3)])  # fmt: skip
    return case


@pytest.mark.parametrize("value", [0, 500, 1000], ids=["black", "gray", "white"])
def test_what_lies_over_the_image_stands_out_on_every_ground(viewer, value):
    viewer.harness.cases[f"flat{value}"] = flat_case(value)
    viewer.open(f"flat{value}", 'data-mode="reveal"')
    viewer.page.mouse.move(0, 0)
    viewer.js("s.element.showRegions({flat: {1: [{name: 'A', polygon: x}]}})", SQUARE)
    viewer.js("s.element.setClicks([{series: 'flat', slice: 1, pixel: [100, 100]}])")
    seen = {}
    for name, pixel in {"outline": (40, 50), "mark": (100, 100)}.items():
        x, y = viewer.at(pixel)
        line = looked_at(viewer, x - 6, y - (14 if name == "mark" else 0), 13, 1)[0]
        middle = line[5:8].max() if value < 1000 else line[5:8][np.argmax(line[5:8] < 0.9)]
        seen[name] = contrast(middle, line.min())
    for name in ("tl", "bl", "left", "bottom", "br"):
        node = viewer.port().locator(f".ds-{name}")
        box = node.bounding_box()
        ink = node.evaluate(
            "(n) => getComputedStyle(n).color.match(/\\d+/g).slice(0, 3).map(Number)"
        )
        ground = looked_at(viewer, box["x"], box["y"], box["width"], box["height"]).min()
        seen[name] = contrast(float(luminance(np.array(ink, float))), ground)
    low = {name: round(ratio, 1) for name, ratio in seen.items()
           if ratio < (3 if name in ("outline", "mark") else 4.5)}  # fmt: skip
    assert low == {}


def test_forced_colors_keep_the_image_and_show_what_is_chosen(viewer):
    viewer.page.emulate_media(forced_colors="active")
    viewer.open("mr")
    style = "(n, name) => getComputedStyle(n)[name]"
    chosen, other = viewer.page.locator(".ds-t-scroll"), viewer.page.locator(".ds-t-window")
    viewer.page.mouse.move(0, 0)
    assert chosen.evaluate(style, "outlineStyle") == "solid"
    assert other.evaluate(style, "outlineStyle") == "none"
    assert viewer.port().evaluate(style, "backgroundColor") == "rgb(0, 0, 0)"
    assert viewer.port().locator(".ds-tl").evaluate(style, "color") == "rgb(211, 214, 214)"
    shown = viewer.canvas()[..., 0]
    viewer.page.emulate_media(forced_colors="none")
    assert np.array_equal(shown, viewer.canvas()[..., 0])


def test_nothing_in_the_viewer_moves_by_itself(viewer):
    viewer.page.emulate_media(reduced_motion="reduce")
    viewer.open("mr")
    viewer.page.locator(".ds-t-more").click()
    assert viewer.page.evaluate("document.getAnimations().length") == 0


def test_a_screen_that_is_turned_shows_one_view_and_then_all_again(viewer):
    viewer.open("mr")
    shown = viewer.page.locator(".ds-port:visible")
    viewer.js("s.activate(s.views[1])")
    viewer.page.set_viewport_size({"width": 500, "height": 900})
    viewer.until("s.layout.solo")
    assert shown.count() == 1
    assert "T2" in shown.text_content()
    viewer.page.set_viewport_size({"width": 1440, "height": 900})
    viewer.until("!s.layout.solo")
    assert shown.count() == 3
