"""Whole ways by keyboard alone: every stop shows where the focus is, and none holds it."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Response
from tests.e2e.test_bring_in import places, stack  # noqa: F401 (places is a fixture)
from tests.e2e.test_practice import FEEDBACK, images_are_there, press_until, tab_to
from tests.e2e.test_rapid import library  # noqa: F401 (a fixture)

#: What is focused: a name for it, and whether that shows: an outline of 2 px on it or on the label,
#: entry or view that stands for it, or a border that changes with the focus.
STOP = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const outlined = (n, pseudo) => { const s = getComputedStyle(n, pseudo);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
  const ring = node.matches('.ds-port') && parseFloat(getComputedStyle(node, '::after').borderTopWidth) >= 2;
  const shown = ring || [node, node.closest('label'), node.closest('.combo, .entry, .search')].some((n) => n && outlined(n));
  window.stops ??= [];
  if (!window.stops.includes(node)) window.stops.push(node);
  const inside = node.getBoundingClientRect();
  return { shown, place: window.stops.indexOf(node), seen: inside.bottom > 0 && inside.top < innerHeight,
    name: node.getAttribute('aria-label') || node.textContent.trim().slice(0, 40) || node.name || node.className }; }"""

#: Stops that Tab has to come to: all that can be pressed or typed in, once a group of radio buttons.
REACHABLE = """() => {
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  const groups = new Set();
  return all.filter((n) => n.tabIndex >= 0 && !n.disabled && n.checkVisibility({ visibilityProperty: true }) && n.getClientRects().length)
    .filter((n) => n.type !== 'radio' || (!groups.has(n.name) && groups.add(n.name))).length; }"""


def walk(page: Page) -> None:
    """Tab through the whole page, once around: nothing hidden, no trap, nothing left out."""
    page.evaluate(
        "() => { window.stops = []; document.body.tabIndex = -1; document.body.focus();"
        " document.body.removeAttribute('tabindex'); }"  # Tab begins at the top again
    )
    wanted, visited, unseen = page.evaluate(REACHABLE), [], []
    for _ in range(wanted + 8):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (visited and stop["place"] == visited[0]):
            break
        visited.append(stop["place"])
        if not (stop["shown"] and stop["seen"]):
            unseen.append(stop["name"])
    assert unseen == []
    assert visited == sorted(visited), "the focus went back"
    assert len(visited) == wanted


@pytest.mark.usefixtures("library")
def test_practice_and_its_result(page: Page):
    page.goto("/quiz/")
    tab_to(page, "Start practice")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/1/$"))
    images_are_there(page)
    walk(page)
    tab_to_button = "document.activeElement.matches('[data-open-keys]')"
    press_until(page, "Tab", tab_to_button)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate(tab_to_button)  # a dialog gives the focus back
    page.keyboard.press("i")
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    expect(page.locator("[data-marks-list] li")).to_have_count(1)
    page.locator("main").focus()
    page.keyboard.press("/")
    page.keyboard.type("hemangioma")
    page.keyboard.press("Enter")
    expect(page.locator(".dl .entry")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    remarks = page.locator("[data-remarks]")
    expect(remarks.locator("li").first).to_be_visible()
    expect(remarks).to_be_focused()  # what is left out is asked once
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(FEEDBACK)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    images_are_there(page)
    page.locator(".side a[data-goto]").first.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.ds-port').ariaDescription.includes('lesion A')"
    )
    walk(page)
    page.reload()
    images_are_there(page)
    expect(page.get_by_role("heading", level=1)).not_to_be_focused()


@pytest.mark.usefixtures("library")
def test_an_exam(page: Page):
    page.goto("/quiz/")
    tab_to(page, "2 cases")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/1/$"))
    images_are_there(page)
    walk(page)
    tab_to(page, "Flag to come back")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Take the flag away")).to_be_visible()
    images_are_there(page)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/2/$"))
    images_are_there(page)
    press_until(page, "Tab", "document.activeElement.textContent.trim() === 'Overview'")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="overview")).to_be_visible()
    walk(page)
    tab_to(page, "Hand in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Exam: summary")).to_be_visible()
    assert Response.objects.count() == 2


@pytest.mark.usefixtures("places")
def test_bringing_a_study_in(transactional_db, page: Page, sign_in, tmp_path):
    sign_in(page, "educator")
    page.goto("/teach/bring-in/")
    expect(page.get_by_text("Choose a folder")).to_be_visible()
    walk(page)
    press_until(page, "Tab", "document.activeElement.type === 'file'")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    folder = stack(tmp_path / "study")
    chosen = chooser.value
    chosen.set_files(folder if chosen.element.get_attribute("webkitdirectory") is not None
                     else sorted(folder.iterdir()))  # fmt: skip
    edit = page.get_by_role("link", name="Edit", exact=True)
    expect(edit).to_be_visible(timeout=60_000)
    tab_to(page, "Edit")
