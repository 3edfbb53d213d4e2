"""One session on two devices: both are told, nothing typed is lost, one answer counts."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Response
from tests.e2e.test_practice import begin, enter, fill_rest, images_are_there
from tests.e2e.test_practice import library as library  # a fixture
from tests.e2e.test_practice import media as media  # a fixture

FEEDBACK = re.compile(r"/feedback/$")
NOTE = "[data-elsewhere]"


def look_again(page: Page):
    """Come back to the page after another minute: the browser says so, and the page asks."""
    page.evaluate("""() => {
        const now = Date.now; Date.now = () => now() + 60e3;
        window.dispatchEvent(new Event('focus')); }""")


@pytest.mark.usefixtures("library")
def test_two_devices_in_one_session_are_told(new_page, sign_in):
    desk, phone = new_page(), new_page(viewport={"width": 390, "height": 844})
    for page in (desk, phone):
        sign_in(page, "learner")
    begin(desk)
    images_are_there(desk)
    expect(desk.locator(NOTE)).to_be_hidden()
    enter(desk, "hemangioma")
    expect(desk.locator("[data-saved]")).to_have_text("Saved")

    phone.goto(desk.url, wait_until="commit")
    expect(phone.locator(NOTE)).to_contain_text("open in another browser, too (case 1,")
    expect(phone.get_by_text("Understood as").first).to_be_visible()
    look_again(desk)
    expect(desk.locator(NOTE)).to_contain_text("open in another browser, too (case 1,")

    desk.locator("[name=malignancy]").fill("5")
    expect(desk.locator(NOTE)).to_be_visible()
    images_are_there(phone)
    fill_rest(phone)
    phone.get_by_text("Diffuse", exact=True).click()
    phone.get_by_role("button", name="Commit").click()
    expect(phone).to_have_url(FEEDBACK)

    look_again(desk)
    expect(desk.locator(NOTE)).to_contain_text("was answered in another browser or tab")
    expect(desk.locator("[name=malignancy]")).to_have_value("5")
    desk.get_by_role("link", name="See the result").click()
    expect(desk).to_have_url(FEEDBACK)
    assert Response.objects.count() == 1
