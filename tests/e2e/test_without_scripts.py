"""Self-study without JavaScript: everything but the viewers, and they say what is missing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.reading_cases import exhibits, knowledge

COMPARE = "/learn/compare/vertebral-hemangioma/lytic-metastases/"


@pytest.fixture
def plain(db, settings, tmp_path, new_page) -> Page:
    """A browser that runs no script, before a library with two exhibits."""
    settings.MEDIA_ROOT = tmp_path
    knowledge()
    exhibits()
    return new_page(java_script_enabled=False)


def test_the_map_narrows_by_a_button_and_leads_on(plain: Page):
    plain.goto("/learn/")
    plain.get_by_label("Finding", exact=True).select_option("corduroy")
    plain.get_by_role("button", name="Narrow").click()
    expect(plain).to_have_url(re.compile(r"finding=corduroy"))
    expect(plain.get_by_role("status").first).to_contain_text("left")
    expect(plain.get_by_role("link", name=re.compile("Multiple myeloma"))).to_have_count(0)
    plain.get_by_role("link", name=re.compile("^Vertebral hemangioma")).first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Vertebral hemangioma")


def test_the_search_of_the_header_says_what_it_understood(plain: Page):
    plain.goto("/learn/")
    box = plain.get_by_role("banner").get_by_role("searchbox")
    box.fill("hemangoma")
    box.press("Enter")
    expect(plain.get_by_role("main")).to_contain_text("is understood as")
    plain.get_by_role("main").get_by_role("link", name="Vertebral hemangioma").first.click()
    expect(plain).to_have_url(re.compile("/learn/vertebral-hemangioma/$"))


def test_an_entity_is_whole_and_says_what_its_viewer_needs(plain: Page):
    plain.goto("/learn/vertebral-hemangioma/")
    expect(plain.get_by_text("outline of the lesion need JavaScript")).to_be_visible()
    expect(plain.locator("[data-outline]")).to_be_hidden()
    for still in plain.locator(".versus-stills img").all():
        still.scroll_into_view_if_needed()
        expect(still).to_be_visible()
    plain.get_by_role("link", name="Compare with…").click()
    plain.get_by_label("The other").select_option("lytic-metastases")
    plain.get_by_role("button", name="Compare", exact=True).click()
    expect(plain).to_have_url(re.compile(COMPARE))


def test_a_comparison_has_its_words_and_no_dead_buttons(plain: Page):
    plain.goto(COMPARE)
    expect(plain.get_by_text("Scrolling the images needs JavaScript")).to_be_visible()
    for heading in ("What to look at", "What would settle it", "References"):
        expect(plain.get_by_role("heading", name=heading)).to_be_visible()
    expect(plain.locator(".pair-room").get_by_role("button")).to_have_count(0)


def test_a_finding_shows_its_still(plain: Page):
    plain.goto("/learn/findings/t1-high/")
    still = plain.locator(".exhibit-view img")
    expect(still).to_be_visible()
    expect(still).to_have_js_property("complete", True)
    plain.get_by_role("link", name="Rank the causes of this finding").click()
    expect(plain.get_by_role("heading", name="Causes that fit")).to_be_visible()


def test_the_differential_asks_on_by_links(plain: Page):
    plain.goto("/learn/differential/?see=ct-lucent&see=t1-low")
    asked = plain.locator(".asked.first")
    name = asked.locator("b").inner_text()
    asked.get_by_role("link", name="Not there").click()
    expect(plain.locator(".said .gone")).to_contain_text(name)


def test_the_reviews_of_the_day_can_be_read(plain: Page):
    plain.goto("/quiz/review/")
    expect(plain.get_by_role("heading", name="How it is decided")).to_be_visible()
    expect(plain.get_by_role("main")).to_contain_text(re.compile("due|read", re.I))
