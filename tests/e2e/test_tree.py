"""What a screen reader is told: names, roles, order and live regions of the reading room."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.page_types import World, make_world
from tests.e2e.test_practice import images_are_there


@pytest.fixture
def world(transactional_db, tmp_path, settings) -> World:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"
    return make_world(tmp_path)


READING = """
- main:
  - 'heading "Case 2: read and commit" [level=1]'
  - region "Images":
    - region "Image viewer":
      - toolbar "Viewer tools":
        - button "Scroll" [pressed]
        - button "Window"
        - group "Series":
          - button "T1" [pressed]
      - application "T1 sagittal, slice 6 of 11":
        - slider "T1 sagittal"
      - status
  - region "History"
  - group "On CT the bone is":
    - radio "Lucent"
  - group "Findings":
    - checkbox
    - button "Add finding"
  - group "Lesion":
    - radio "Focal"
  - group "Differential, most likely first":
    - combobox "Add a diagnosis"
  - region "Probability of malignancy":
    - spinbutton "Probability of malignancy in per cent"
    - slider "Probability of malignancy"
  - button "Commit"
  - status
"""

FEEDBACK = """
- main:
  - region "Images":
    - region "Image viewer":
      - toolbar "Viewer tools":
        - button "Outline" [pressed]
      - application /T1 sagittal, slice \\d+ of 11/
  - heading [level=1]
  - region "Your differential":
    - heading "Your differential" [level=2]
    - list:
      - listitem
  - region "What is to be seen":
    - list:
      - listitem
  - region "Malignancy and management"
"""


def test_names_roles_and_order(world, page: Page, sign_in):
    sign_in(page, "learner")
    for name, tree in (("reading", READING), ("feedback", FEEDBACK)):
        page.goto(world.address(name))
        images_are_there(page)
        expect(page.locator("body")).to_match_aria_snapshot(tree)
        if name != "feedback":
            told = page.locator("body").aria_snapshot()
            assert not any(word in told.lower() for word in ("lesion a,", "outlined here"))


def test_what_changes_is_said(world, page: Page, sign_in):
    sign_in(page, "learner")
    page.goto(world.address("reading"))
    images_are_there(page)
    page.locator(".ds-port").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".ds-live")).to_have_text("T1 sagittal, slice 7 of 11")
    page.keyboard.press("]")
    expect(page.locator(".ds-live")).to_have_text(re.compile(r"Width \d+, level \d+"))
    page.get_by_label("Add a diagnosis").press_sequentially("heman")
    expect(page.locator("[data-announce]")).to_have_text(re.compile(r"\d"))
    for live in (".ds-live", "[data-announce]", "[data-saved]"):
        expect(page.locator(live)).to_have_attribute("role", "status")
    expect(page.locator("[data-remarks]")).to_have_attribute("role", "alert")
