"""An entity's page prints as a handout of two pages at most, whatever it holds."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.reading_cases import knowledge

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
