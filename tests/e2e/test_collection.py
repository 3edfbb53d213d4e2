"""Pictures and a PowerPoint collection are dropped, become drafts, and a lesion is drawn on one."""

import re

import pytest
from playwright.sync_api import expect

from cases.answerkey.regions import on_still
from cases.models import Case
from tests.cases import stills
from tests.cases.decks import DeckMaker, png
from tests.e2e.reading_cases import knowledge
from tests.e2e.test_editor import draw_ellipse, key_of, saved
from tests.e2e.test_practice import images_are_there

INTAKE = re.compile(r"/teach/bring-in/[0-9a-z]{12}/$")


@pytest.fixture
def files(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"
    knowledge()
    maker = DeckMaker()
    maker.slide("Case 1", [png(1, 256)], "Polka dots.")
    maker.slide("Case 2", [png(2, 256)], "T1 bright.")
    film = stills.save(tmp_path / "given" / "metastasis L3.png", stills.gray(3))
    return [film, maker.save(tmp_path / "given" / "old cases.pptx")]


def test_pictures_and_slides_become_drafts_to_draw_on(page, sign_in, files):
    sign_in(page, "educator")
    page.goto("/teach/bring-in/")
    page.locator("[data-input]").first.set_input_files(files)
    expect(page).to_have_url(INTAKE, timeout=30_000)
    expect(page.get_by_text("Limited: still image")).to_be_visible()

    page.get_by_role("link", name="Choose which slides make a case").click()
    expect(page.get_by_role("button", name="Make 2 draft cases")).to_be_visible()
    page.get_by_label("What slide 2 makes").select_option("with")
    page.get_by_role("button", name="Show my choice").click()
    page.get_by_role("button", name="Make 1 draft case").click()
    expect(page).to_have_url(INTAKE, timeout=30_000)

    made = page.locator(".case-list li", has_text="Case 1")
    made.get_by_role("link", name="Edit").click()
    images_are_there(page)
    expect(page.locator(".ds-br").first).to_have_text("Limited: still image")
    expect(page.locator("[name=discussion]")).to_have_value(re.compile("Polka dots."))
    page.get_by_role("button", name="Ellipse").click()
    draw_ellipse(page)
    saved(page)
    key = key_of(Case.objects.get(title="Case 1"))
    assert on_still(key.lesions[0].region)
    assert "metastasis L3" not in page.content()
