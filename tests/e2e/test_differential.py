"""The differential in a browser: live with scripts, whole without, the address holds the state."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.reading_cases import knowledge

URL = "/learn/differential/"


@pytest.fixture(autouse=True)
def content(db):
    knowledge()


def tick(page: Page, name: str) -> None:
    page.locator(".ticks label", has_text=name).first.click()


def test_ticking_ranks_at_once_and_the_address_follows(page: Page):
    page.goto(URL)
    expect(page.get_by_role("heading", name="Nothing ticked yet")).to_be_visible()
    page.locator(".choice", has_text="T1").first.get_by_text("Bright", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?see=t1-high$"))
    page.get_by_text("Signs on CT and radiographs").click()
    tick(page, "Polka-dot sign")
    expect(page.locator(".cause").first).to_contain_text("Vertebral hemangioma")
    expect(page).to_have_url(re.compile(r"\?see=t1-high&see=polka-dot$"))
    page.reload()
    expect(page.locator(".cause").first).to_contain_text("Vertebral hemangioma")
    expect(page.get_by_role("checkbox", name="Polka-dot sign")).to_be_checked()


def test_an_answer_to_the_next_question_is_kept_while_ticking_on(page: Page):
    page.goto(f"{URL}?see=ct-lucent&see=t1-low")
    question = page.locator(".asked.first")
    name = question.locator("b").inner_text()
    question.get_by_role("link", name="Not there").click()
    expect(page.locator(".said .gone")).to_contain_text(name)
    tick(page, "At an endplate")
    expect(page.locator(".said li")).to_have_count(4)
    expect(page.locator(".said .gone")).to_contain_text(name)


def test_the_keyboard_alone_is_enough(page: Page):
    page.goto(URL)
    page.locator("input[name=ct]").first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Causes that fit")).to_be_visible()
    expect(page.locator("input[name=ct]").first).to_be_focused()


def test_it_works_without_javascript(new_page):
    page = new_page(java_script_enabled=False)
    page.goto(URL)
    page.locator(".choice", has_text="T1").first.get_by_text("Bright", exact=True).click()
    page.get_by_role("button", name="See the ranking").click()
    expect(page.get_by_role("heading", name="Causes that fit")).to_be_visible()
    page.locator(".cause summary").nth(1).click()
    expect(page.locator(".cause .sums").nth(1)).to_be_visible()


def test_a_phone_reaches_the_ranking_in_one_tap(phone: Page):
    phone.goto(f"{URL}?see=t1-low")
    phone.get_by_role("button", name="See the ranking").click()
    expect(phone.get_by_role("heading", name="What you said")).to_be_in_viewport()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
