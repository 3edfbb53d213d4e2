"""Self-study in a browser: linked viewers, outlines, filters that keep the address."""

import re

import pytest
from playwright.sync_api import expect

from cases.learn.prepare import prepare
from cases.models import Case
from knowledge.services import sync_content
from tests.cases.learn.conftest import HEMANGIOMA, METASTASES
from tests.quiz import world

COMPARE = "/learn/compare/vertebral-hemangioma/lytic-metastases/"
#: Slice and series of both viewers, as they are shown.
NOW = """() => [...document.querySelectorAll("[data-pair] dicom-stack")].map(
    (one) => one.stack && [one.stack.active.slice, one.stack.active.series.label])"""


@pytest.fixture
def both(live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sync_content()
    for key in (HEMANGIOMA, METASTASES):
        case = world.make_case(key, images=True, pool="exhibit", provenance="simulated")
        world.make_stack(case, label="STIR sagittal", images=True)
        prepare(Case.objects.with_images().get(pk=case.pk))


@pytest.fixture
def browse(page, live_server, both):
    def go(path):
        page.goto(f"{live_server.url}{path}")
        return page

    return go


@pytest.fixture
def compared(browse):
    page = browse(COMPARE)
    expect(page.locator("[data-bond]")).to_be_visible()
    page.wait_for_function(f"() => ({NOW})().every((one) => one && one[0] === 4)")
    # Keys and tools come after the first image; a key pressed before them is nobody's.
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-pair] dicom-stack')].every((one) => one.stack?.menus)"
    )
    return page


def wait_for(page, slices, label="T1 sagittal"):
    page.wait_for_function(
        f"(wanted) => JSON.stringify(({NOW})()) === JSON.stringify(wanted)",
        arg=[[one, label] for one in slices],
    )


def test_slices_follow_each_other_until_they_are_unlinked(compared):
    left, right = (compared.locator("[data-pair] dicom-stack .ds-port").nth(n) for n in (0, 1))
    left.focus()
    compared.keyboard.press("ArrowDown")
    wait_for(compared, [5, 5])
    right.focus()
    compared.keyboard.press("ArrowUp")
    compared.keyboard.press("ArrowUp")
    wait_for(compared, [3, 3])
    compared.locator("[data-bond]").click()
    right.focus()
    compared.keyboard.press("ArrowDown")
    wait_for(compared, [3, 4])


def test_another_sequence_opens_on_both_sides_at_the_same_place(compared):
    compared.get_by_role("button", name="STIR").first.click()
    wait_for(compared, [4, 4], "STIR sagittal")
    expect(compared.locator("[data-couple][aria-pressed=true]")).to_have_text("STIR")


def test_outlines_are_shown_and_taken_away_on_both_sides(compared):
    outlines = compared.locator("[data-pair] .ds-region")
    expect(outlines.first).to_be_attached()
    compared.locator("[data-outlines]").click()
    expect(outlines).to_have_count(0)


def test_the_exhibit_opens_on_its_lesion_and_hides_the_outline(browse):
    page = browse("/learn/vertebral-hemangioma/")
    toggle = page.locator("[data-outline]")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    outlines = page.locator("[data-exhibit] .ds-region")
    expect(outlines.first).to_be_attached()
    toggle.click()
    expect(outlines).to_have_count(0)
    page.get_by_role("link", name=re.compile("key view")).click()
    expect(page).to_have_url(re.compile("#series=.*slice=5"))


def test_a_filter_narrows_the_map_and_the_address_holds_it(browse):
    page = browse("/learn/")
    page.get_by_label("Finding", exact=True).select_option("corduroy")
    expect(page).to_have_url(re.compile("finding=corduroy"))
    expect(page.get_by_role("status").first).to_contain_text("left")
    expect(page.get_by_role("link", name=re.compile("Multiple myeloma"))).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Finding", exact=True)).to_have_value("corduroy")
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("link", name=re.compile("Multiple myeloma"))).to_have_count(1)
