"""Rapid reading in a browser: keys alone, and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Response
from tests.e2e.reading_cases import knowledge, synthetic_case
from tests.e2e.test_practice import images_are_there

CASE = re.compile(r"/quiz/s/\w+/\d/$")
SUMMARY = re.compile(r"/quiz/s/\w+/$")


@pytest.fixture
def library(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"
    knowledge()
    for number in (1, 2):
        synthetic_case(tmp_path, number=number)


def test_two_cases_by_keys_alone_even_from_within_the_viewer(library, page: Page):
    page.goto("/quiz/")
    page.get_by_role("button", name="Start rapid reading").click()
    expect(page).to_have_url(CASE)
    images_are_there(page)
    page.locator("dicom-stack .ds-port").first.focus()
    page.keyboard.press("2")
    expect(page).to_have_url(re.compile("/2/$"))
    images_are_there(page)
    page.keyboard.press("6")
    expect(page).to_have_url(SUMMARY)
    expect(page.get_by_role("heading", name="Rapid: summary")).to_be_visible()
    expect(page.get_by_text("right side")).to_have_count(1)
    page.go_back()
    expect(page).to_have_url(SUMMARY)  # a read that is over is not shown as open
    assert Response.objects.count() == 2


def test_on_a_phone_all_six_answers_are_in_reach(library, phone: Page):
    phone.goto("/quiz/")
    phone.get_by_role("button", name="Start rapid reading").tap()
    expect(phone).to_have_url(CASE)
    images_are_there(phone)
    for step in range(1, 7):
        box = phone.locator(f"button[value='{step}']").bounding_box()
        assert box["height"] >= 44
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.locator("button[value='1']").tap()
    expect(phone).to_have_url(re.compile("/2/$"))
