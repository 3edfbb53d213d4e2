"""An entity, or two side by side, print as a handout of two pages at most."""

import re

import pytest
from playwright.sync_api import Page, expect

from cases.models import Showing
from tests.e2e.reading_cases import exhibits, knowledge

PAGE = re.compile(rb"/Type\s*/Page(?!s)")


@pytest.fixture(autouse=True)
def content(db):
    knowledge()


@pytest.mark.parametrize(
    "slug",
    [
        "vertebral-hemangioma",
        "osteoporotic-insufficiency-fractures",
        "multifocal-tuberculosis",
        "osteopoikilosis",
        "mixed-metastases",
    ],
)
def test_an_entity_is_a_handout_of_two_pages_at_most(page: Page, slug: str):
    page.goto(f"/learn/{slug}/")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(PAGE.findall(printed)) in {1, 2}


#: Every sequence measured, as an exhibit of all of them has it.
SHADES = {
    name: {"lesion": 60.0, "marrow": 150.0, "disc": 50.0, "muscle": 70.0}
    for name in ("ct", "t1", "t2", "stir", "t1_gd")
}


@pytest.fixture
def longest(settings, tmp_path):
    """The entity with the most words, with stills and swatches of both sides."""
    settings.MEDIA_ROOT = tmp_path
    slugs = ("osteoporotic-insufficiency-fractures", "mixed-metastases")
    exhibits(*slugs)
    Showing.objects.update(signals=SHADES)
    return slugs


def test_images_leave_the_longest_entity_on_two_pages(page: Page, longest):
    page.goto(f"/learn/{longest[0]}/")
    expect(page.locator(".versus-stills img").first).to_be_visible()
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 2
    page.emulate_media(media="print")
    expect(page.locator(".versus-stills img").first).to_be_visible()
    expect(page.locator("dicom-stack")).to_be_hidden()


def test_a_comparison_is_a_handout_with_a_still_of_each_side(page: Page, longest):
    page.goto("/learn/compare/{}/{}/".format(*longest))
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 2
    page.emulate_media(media="print")
    expect(page.locator(".pair-still")).to_have_count(2)
    for selector in (".pair-bar", ".pair-view", ".all-findings"):
        expect(page.locator(selector).first).to_be_hidden()


def test_the_handout_leaves_out_what_only_a_screen_can_do(page: Page):
    page.goto("/learn/vertebral-hemangioma/")
    page.emulate_media(media="print")
    for selector in (".site", ".jump", ".entity-acts", ".take", "#numbers"):
        expect(page.locator(selector).first).to_be_hidden()
    for name in (
        "Beside the metastasis that it looks like",
        "Pitfalls",
        "Next steps",
        "References",
    ):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.locator(".print-only")).to_contain_text("/learn/vertebral-hemangioma/")
