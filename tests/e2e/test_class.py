"""A class in a browser: an educator composes and assigns, a newcomer joins and reads, results."""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Attempt, Cohort, Quiz
from tests.e2e.test_practice import images_are_there
from tests.quiz import world

CASE = re.compile(r"/quiz/s/\w+/\d+/$")


@pytest.fixture
def library(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    world.make_knowledge()
    for _ in range(3):
        world.make_case(images=True)


@pytest.fixture
def patience():
    """A long way through many pages, the first of which builds the vocabulary."""
    expect.set_options(timeout=30_000)
    yield 60_000
    expect.set_options(timeout=5_000)


@pytest.mark.usefixtures("library")
def test_from_the_builder_to_the_results(page: Page, new_page, sign_in, patience):
    page.context.set_default_timeout(patience)
    sign_in(page, "educator")
    compose(page)
    link = make_cohort(page)
    assign(page)
    learner = new_page()
    learner.context.set_default_timeout(patience)
    join(learner, link)
    read(learner)
    see_results(page)


def compose(page: Page):
    page.goto("/teach/quizzes/")
    page.get_by_role("link", name="New quiz").click()
    page.get_by_label("Title").fill("Monday quiz")
    page.get_by_role("button", name="Go on to the cases").click()
    expect(page.get_by_role("heading", name="Monday quiz")).to_be_visible()
    for n in (1, 2):
        page.get_by_role("button", name="Add ").first.click()
        expect(page.locator("#builder .places > li")).to_have_count(n)
    first = page.locator("#builder .places h3").first
    name = first.inner_text()
    page.get_by_role("button", name="Move case 1 down").click()
    expect(first).not_to_have_text(name)
    page.get_by_role("button", name="Remove case 2").click()
    expect(page.locator("#builder .places > li")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#builder .places > li")).to_have_count(2)
    expect(page.get_by_text("Fewer than 20 % are")).not_to_have_count(0)
    assert Quiz.objects.get().places.count() == 2


def make_cohort(page: Page) -> str:
    page.goto("/teach/cohorts/")
    page.get_by_label("New cohort").fill("Night shift")
    page.get_by_role("button", name="Make cohort").click()
    expect(page.get_by_role("heading", name="Night shift")).to_be_visible()
    old = page.locator(".link-box code").inner_text()
    page.get_by_role("button", name="Renew").click()
    expect(page.locator(".link-box code")).not_to_have_text(old)
    return page.locator(".link-box code").inner_text()


def assign(page: Page):
    page.goto(f"/teach/quizzes/{Quiz.objects.get().public_id}/")
    page.get_by_role("link", name="Assign to a cohort").click()
    page.get_by_label("Cohort").select_option(label="Night shift")
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("Assigned to Night shift")).to_be_visible()


def join(learner: Page, link: str):
    learner.goto(link)
    learner.get_by_role("link", name="Make an account").last.click()
    learner.get_by_label("Username").fill("newcomer")
    learner.locator("[name=password1]").fill("a long enough secret 9")
    learner.locator("[name=password2]").fill("a long enough secret 9")
    learner.get_by_role("button", name="Make the account").click()
    learner.get_by_role("button", name="Join this class").click()
    expect(learner.get_by_text("Assigned to you")).to_be_visible()
    assert Cohort.objects.get().members.get().username == "newcomer"


def read(learner: Page):
    learner.locator(".given").get_by_role("button", name="Start").click()
    expect(learner).to_have_url(CASE)
    for n in (1, 2):
        images_are_there(learner)
        learner.locator("[name=malignancy]").fill("30")
        learner.get_by_role("button", name="Keep and go on").click()
        if n == 1:
            expect(learner).to_have_url(re.compile("/2/$"))
    expect(learner.get_by_text("2 of 2 cases answered")).to_be_visible()
    learner.get_by_role("button", name="Hand in").click()
    expect(learner.get_by_role("heading", name="Assigned: summary")).to_be_visible()
    assert not Attempt.objects.get().late


def see_results(page: Page):
    page.goto("/teach/results/")
    page.get_by_role("link", name="Monday quiz").click()
    row = page.locator(".people tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("newcomer")
    expect(row).to_contain_text("handed in")
    page.get_by_role("link", name="Hide names").click()
    expect(page.locator(".people tbody tr")).not_to_contain_text("newcomer")
    page.locator(".items tbody a").first.click()
    expect(page.get_by_role("heading", name="Case 1")).to_be_visible()
    images_are_there(page)
    with page.expect_download() as download:
        page.go_back()
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename.endswith(".xlsx")
