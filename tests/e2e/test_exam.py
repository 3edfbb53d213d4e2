"""An exam in a browser: autosave, reload, a second tab, and a clock that cannot be moved."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quiz.models import Draft, Response, Session
from tests.e2e.test_practice import images_are_there
from tests.e2e.test_rapid import library  # noqa: F401 (a fixture)

CASE = re.compile(r"/quiz/s/\w+/\d/$")
OVERVIEW = re.compile(r"/quiz/s/\w+/$")


def begin(page: Page):
    page.goto("/quiz/")
    page.get_by_role("button", name="2 cases").click()
    expect(page).to_have_url(CASE)
    images_are_there(page)


@pytest.mark.usefixtures("library")
def test_an_exam_survives_reload_and_ends_in_a_review(page: Page):
    begin(page)
    expect(page.locator("[data-clock-face]")).to_have_text(re.compile(r"5:\d\d|6:00"))
    page.locator("[name=malignancy]").fill("20")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("[Ss]aved"))
    page.reload()
    expect(page.locator("[name=malignancy]")).to_have_value("20")
    images_are_there(page)
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator("[name=malignancy]")).to_have_value("20")
    second.close()
    page.get_by_role("button", name="Keep and go on").click()
    expect(page).to_have_url(re.compile("/2/$"))
    page.get_by_role("link", name="Overview and hand in").click()
    expect(page).to_have_url(OVERVIEW)
    expect(page.get_by_text("1 of 2 cases answered")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Exam: summary")).to_be_visible()
    assert Response.objects.count() == 2


@pytest.mark.usefixtures("library")
def test_a_moved_clock_changes_nothing_and_the_end_keeps_the_answers(page: Page):
    page.add_init_script("const now = Date.now; Date.now = () => now() - 3600e3;")
    begin(page)
    page.locator("[name=malignancy]").fill("80")
    expect(page.locator("[data-saved]")).to_have_text(re.compile("[Ss]aved"))
    session = Session.objects.get()
    session.settings["ends_at"] = (timezone.now() + timezone.timedelta(seconds=2)).isoformat()
    session.save()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="Exam: summary")).to_be_visible()
    answer = Response.objects.get(item__order=1).payload["answer"]
    assert answer["malignancy"] == 0.8
    assert not Draft.objects.exists()
