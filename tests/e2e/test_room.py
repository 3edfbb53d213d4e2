"""The reading room on every screen: fingers, large type, no overlap, forced colors, deep links."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.page_types import World, make_world
from tests.e2e.test_practice import images_are_there
from tests.e2e.test_rapid import library  # noqa: F401 (a fixture)

ROOMS = ("reading", "rapid", "exam", "feedback")
SIZES = ((390, 844), (844, 390), (768, 1024), (1440, 900), (2560, 1440))
GOAL = 44
#: Least side of a link within a sentence, which WCAG 2.5.8 leaves to the line of text.
IN_A_SENTENCE = 24

#: What can be pressed, with the box that a finger meets: of a hidden input that is its label. The
#: slice bar's box is that of its thumb, as a slider is held there.
PRESSED = """() => {
  const what = 'a[href], button, input:not([type=hidden]), select, textarea, summary, .ds-bar i';
  const boxes = [];
  for (const node of document.querySelectorAll(what)) {
    const met = node.matches('[type=radio], [type=checkbox]') ? node.closest('label') ?? node : node;
    const { width, height } = met.getBoundingClientRect();
    if (!width || !met.checkVisibility({ visibilityProperty: true }) || node.matches('.skip')) continue;
    const line = node.closest('p, td, li, dd'), own = node.textContent.trim();
    const sentence = getComputedStyle(node).display === 'inline' && line?.textContent.trim().length > own.length;
    boxes.push([width, height, sentence, node.getAttribute('aria-label') || node.textContent.trim() || node.name || node.className]);
  }
  return boxes; }"""

#: Pairs of read-outs, buttons and bars that lie on each other, and what runs out of its box.
MEETING = """() => {
  const found = [], shown = (n) => n.checkVisibility({ visibilityProperty: true }) && n.getBoundingClientRect().width;
  const name = (n) => `${n.className?.baseVal ?? n.className} ${n.textContent.trim().slice(0, 20)}`;
  const ink = (n) => { const range = document.createRange(); range.selectNodeContents(n); return range.getBoundingClientRect(); };
  const apart = (nodes, box) => nodes.forEach((a, i) => nodes.slice(i + 1).forEach((b) => {
    const p = box(a), q = box(b), w = Math.min(p.right, q.right) - Math.max(p.left, q.left), h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (w > 1 && h > 1) found.push(`${name(a)} / ${name(b)}`);
  }));
  for (const port of document.querySelectorAll('.ds-port')) {
    apart([...port.querySelectorAll('.ds-o, .ds-scale')].filter((n) => shown(n) && n.textContent), ink);
  }
  apart([...document.querySelectorAll('.ds-tools > button, .ds-tabs')].filter(shown), (n) => n.getBoundingClientRect());
  apart([...document.querySelectorAll('.room-head > *, .room-head .end > *')].filter((n) => shown(n) && !n.matches('.end')), (n) => n.getBoundingClientRect());
  apart([...document.querySelectorAll('.view, .side, .rapid-answer')].filter(shown), (n) => n.getBoundingClientRect());
  for (const box of document.querySelectorAll('.rapid-steps button, .segments > *, .commit .btn, .next .btn')) {
    if (shown(box) && box.scrollWidth > box.clientWidth + 1) found.push(`out of its box: ${name(box)}`);
  }
  return found; }"""


@pytest.fixture
def world(transactional_db, tmp_path, settings) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"
    return make_world(tmp_path)


def too_small(page: Page) -> list[tuple]:
    return [
        (round(width, 1), round(height, 1), what)
        for width, height, sentence, what in page.evaluate(PRESSED)
        if min(width, height) < (IN_A_SENTENCE if sentence else GOAL) - 0.1
    ]


def test_everything_is_large_enough_for_a_finger(world, phone: Page, sign_in):
    sign_in(phone, "learner")
    small = {}
    for name in ROOMS:
        phone.goto(world.address(name))
        images_are_there(phone)
        small[name] = too_small(phone)
        phone.locator(".ds-t-more").tap()
        expect(phone.locator(".ds-menu .ds-item").first).to_be_visible()
        small[f"{name}, menu"] = too_small(phone)
    assert {name: boxes for name, boxes in small.items() if boxes} == {}


def test_nothing_meets_or_runs_out_at_any_size_and_with_large_type(world, new_page, sign_in):
    """In German, whose words are the longer ones."""
    page = new_page(locale="de-DE")
    sign_in(page, "learner")
    wrong = {}
    for name in ROOMS:
        page.goto(world.address(name))
        images_are_there(page)
        for type_size in ("16px", "32px"):
            page.evaluate(
                "(size) => { document.documentElement.style.fontSize = size; }", type_size
            )
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.evaluate(
                    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
                )
                page.wait_for_function(
                    "() => { const { stack } = document.querySelector('dicom-stack');"
                    " return !stack.due && stack.views.every((v) => v.size[0] === v.node.clientWidth); }"
                )
                said = page.evaluate(MEETING)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    said.append("wider than the screen")
                if said:
                    wrong[f"{name} {width}x{height} {type_size}"] = said
    assert wrong == {}


def read_a_case(page: Page):
    page.goto("/quiz/")
    page.get_by_role("button", name="Start practice").click()
    images_are_there(page)


@pytest.mark.usefixtures("library")
def test_the_panel_folds_away_and_comes_back_when_it_is_needed(page: Page):
    read_a_case(page)
    images, button = page.locator("dicom-stack"), page.get_by_role("button", name="Panel")
    before = images.bounding_box()["width"]
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#panel")).to_be_hidden()
    assert images.bounding_box()["width"] == page.viewport_size["width"] > before
    page.keyboard.press("/")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("Add a diagnosis")).to_be_focused()
    button.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-remarks] li").first).to_be_visible()


@pytest.mark.usefixtures("library")
def test_forced_colors_and_reduced_motion(new_page):
    page = new_page(forced_colors="active", reduced_motion="reduce")
    read_a_case(page)
    page.get_by_text("Lucent", exact=True).click()
    page.locator("label.chip").first.click()
    for chosen in (".segments label:has(:checked)", ".chip:has(:checked)"):
        style = page.locator(chosen).first.evaluate(
            "(n) => [getComputedStyle(n).outlineStyle, getComputedStyle(n).outlineWidth]"
        )
        assert style == ["solid", "2px"]
    ticks = page.locator(".ticks i").evaluate_all(
        "(all) => new Set(all.map((n) => getComputedStyle(n).backgroundColor)).size"
    )
    assert ticks > 1  # which case of how many is seen
    restless = page.evaluate("""() => [...document.querySelectorAll('*')].filter((n) => {
      const { transitionDuration, animationDuration } = getComputedStyle(n);
      return Math.max(...`${transitionDuration}, ${animationDuration}`.split(',').map(parseFloat)) > 0.001;
    }).length""")
    assert restless == 0
