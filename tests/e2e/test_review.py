"""Review by keyboard alone; practice of a choice with skip, note and the case before, on a phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quiz.models import MemoryCard, Note, Response, Session
from tests.e2e.reading_cases import knowledge, synthetic_case
from tests.e2e.test_practice import FEEDBACK, READING, enter, images_are_there, media, tab_to
from tests.personas import make_user

__all__ = ["media"]  # a fixture


@pytest.fixture
def library(transactional_db, media, tmp_path):
    knowledge()
    return [synthetic_case(tmp_path, number=number) for number in (1, 2, 3)]


@pytest.fixture
def learner_with_dues(library):
    """Two cards are due: the entity of the library's cases, and a pair that it is a side of."""
    user = make_user("learner")
    now = timezone.now()
    for other in ("", "metastases"):
        sides = sorted(filter(None, ("vertebral-hemangioma", other)))
        MemoryCard.objects.create(
            user=user,
            entity=sides[0],
            other=sides[1] if other else "",
            stability=3,
            difficulty=5,
            due=now - timezone.timedelta(days=1),
            reviewed=now - timezone.timedelta(days=5),
            reads=1,
        )
    return user


def test_review_by_keyboard_alone(new_page, sign_in, learner_with_dues):
    page = new_page()
    sign_in(page, "learner")
    page.goto("/quiz/")
    tab_to(page, "Review 2 cases")
    page.keyboard.press("Enter")
    for number in (1, 2):
        expect(page).to_have_url(READING)
        expect(page.get_by_text(f"Case {number} of 2")).to_be_visible()
        images_are_there(page)
        page.locator("dicom-stack").focus()
        page.keyboard.press("ArrowDown")
        page.locator("main").focus()
        page.keyboard.press("/")
        page.keyboard.type("hemangioma")
        page.keyboard.press("Enter")
        expect(page.locator(".dl .entry")).to_have_count(1)
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-remarks] li").first).to_be_visible()
        page.keyboard.press("Control+Enter")
        expect(page).to_have_url(FEEDBACK)
        tab_to(page, "Next case" if number == 1 else "Summary")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Review: summary")).to_be_visible()
    tab_to(page, "What else is due")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is due today.")).to_be_visible()
    assert Response.objects.count() == 2


def test_practice_of_a_choice_on_a_phone(phone: Page, library):
    phone.goto("/quiz/practice/?entity=vertebral-hemangioma")
    expect(phone.get_by_label("One entity, among its look-alikes")).to_have_value(
        "vertebral-hemangioma"
    )
    phone.get_by_role("button", name="Start practice").click()
    expect(phone).to_have_url(READING)
    expect(phone.get_by_text("narrows the differential before you look")).to_be_visible()
    images_are_there(phone)
    first = phone.url

    # bookmark and note are kept in place
    phone.get_by_role("button", name="Bookmark", exact=True).click()
    expect(phone.get_by_role("button", name="Bookmarked")).to_have_attribute(
        "aria-pressed", "true"
    )
    phone.get_by_text("Note to self", exact=True).click()
    phone.locator("#note-text").fill("Struts on the axial images")
    phone.get_by_role("button", name="Keep the note").click()
    expect(phone.get_by_text("Kept.")).to_be_visible()
    expect(phone.get_by_text("Your note", exact=True)).to_be_visible()
    assert Note.objects.get().text == "Struts on the axial images"

    # skip keeps what was begun, and goes on
    enter(phone, "hemangioma")
    expect(phone.locator("[data-saved]")).to_have_text("Saved")
    phone.get_by_role("button", name="Skip").click()
    expect(phone).to_have_url(re.compile("/2/$"))
    images_are_there(phone)
    phone.get_by_role("button", name="Flag", exact=True).click()
    expect(phone.get_by_role("button", name="Flagged")).to_be_visible()
    images_are_there(phone)
    enter(phone, "hemangioma")
    phone.get_by_role("button", name="Commit").click()
    phone.get_by_role("button", name="Commit as it is").click()
    expect(phone).to_have_url(FEEDBACK)
    expect(phone.get_by_text("Difficulty:")).to_be_visible()
    phone.get_by_role("button", name="Next case").click()
    expect(phone).to_have_url(re.compile("/3/$"))
    images_are_there(phone)

    # a look back, and the open case is still there with what was begun
    enter(phone, "bone island")
    expect(phone.locator("[data-saved]")).to_have_text("Saved")
    phone.get_by_role("link", name="Previous case").click()
    expect(phone).to_have_url(re.compile("/2/feedback/$"))
    phone.get_by_role("button", name="Next case").click()
    expect(phone).to_have_url(re.compile("/3/$"))
    expect(phone.locator(".dl .entry")).to_contain_text("bone island")
    phone.get_by_role("button", name="Commit").click()
    phone.get_by_role("button", name="Commit as it is").click()
    expect(phone).to_have_url(FEEDBACK)

    # the skipped case is last, as it was left
    phone.get_by_role("button", name=re.compile("Next case|Summary")).click()
    expect(phone).to_have_url(first)
    expect(phone.locator(".dl .entry")).to_contain_text("hemangioma")
    expect(phone.locator("#note-text")).to_have_value("Struts on the axial images")
    phone.get_by_role("button", name="End session").click()
    expect(phone.get_by_role("heading", name="Practice: summary")).to_be_visible()
    expect(phone.get_by_text("flagged")).to_be_visible()
    assert Session.objects.get().settings["narrowed"] is True
