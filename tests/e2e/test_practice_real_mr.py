"""The whole way on a real spine: import, publish, read, commit, be told why."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cases.models import Case
from cases.selectors import series_of
from quiz.models import Response
from tests.conftest import SHARED
from tests.e2e.reading_cases import finish, key_for, knowledge
from tests.e2e.test_practice import FEEDBACK, begin, enter, images_are_there, media  # noqa: F401

pytestmark = pytest.mark.shared
DATA = SHARED / "data" / "spine_mr_t2_sagittal"


@pytest.fixture
def real_case(transactional_db, media):  # noqa: F811
    if not DATA.is_dir():
        pytest.skip("needs ../shared/data/spine_mr_t2_sagittal beside the repository")
    knowledge()
    call_command("import_dicom", str(DATA), case="real-t2", verbosity=0)
    case = Case.objects.get(slug="real-t2")
    # The key is a test's: nobody knows what this volunteer has. It lies in the middle slice.
    series = series_of(case).get()
    key = key_for(point(series, 0.5, 0.5), radius=15.0, level="L3")
    return finish(case, key, history="A man of 61 with back pain.")


def point(series, across, down):
    """Patient coordinates (mm) of a place in the middle slice, as shares of its width and height."""
    geometry = series.geometry
    position = geometry["positions"][len(geometry["positions"]) // 2]
    row, col = geometry["orientation"][:3], geometry["orientation"][3:]
    down_mm = down * geometry["rows"] * geometry["pixelSpacing"][0]
    across_mm = across * geometry["cols"] * geometry["pixelSpacing"][1]
    return tuple(position[i] + row[i] * across_mm + col[i] * down_mm for i in range(3))


def test_a_guest_reads_the_real_sagittal_mr(page: Page, real_case):
    begin(page)
    images_are_there(page)
    port = page.locator(".ds-port").first
    expect(port).to_contain_text("Slice 20 / 38")
    assert "hemangioma" not in page.content().lower()

    # scroll
    port.hover()
    page.mouse.wheel(0, 300)
    expect(port).not_to_contain_text("Slice 20 / 38")
    page.keyboard.press("Home")
    port.focus()
    page.keyboard.press("Home")
    expect(port).to_contain_text("Slice 1 / 38")

    # window, by drag
    reading = port.locator(".ds-bl")
    before = reading.inner_text()
    page.get_by_role("button", name="Window").first.click()
    box = port.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 380, steps=5)
    page.mouse.up()
    expect(reading).not_to_have_text(before)

    # commit, and be told how each entry was understood
    page.get_by_text("Diffuse", exact=True).click()
    enter(page, "hemangioma vs mets")
    rows = page.locator(".dl .entry")
    expect(rows.nth(0)).to_contain_text("Understood as Vertebral hemangioma")
    expect(rows.nth(1)).to_contain_text(re.compile("Understood as .*[Mm]etastases"))
    page.get_by_text("Lucent", exact=True).click()
    page.locator("[name=malignancy]").fill("20")
    page.get_by_label("Next step").select_option("leave-alone")
    page.keyboard.press("Control+Enter")

    # the grade, with reasons
    expect(page).to_have_url(FEEDBACK)
    expect(page.locator("h1")).to_contain_text(
        "Vertebral hemangioma at L3. You had the diagnosis first."
    )
    grade = Response.objects.get().grades.get()
    expect(page.locator(".tot b")).to_have_text(f"{grade.total:.2f}")
    expect(page.get_by_text("you wrote “hemangioma”")).to_be_visible()
    expect(page.get_by_text("you wrote “mets”")).to_be_visible()
    expect(page.get_by_text("Fat in the lesion rules a metastasis out here")).to_be_visible()
    expect(page.get_by_text("You gave 20 % for malignancy, and it is benign.")).to_be_visible()
    # the reveal opens on the key view and shows the lesion where it lies
    expect(page.locator(".ds-port").first).to_contain_text("Slice 20 / 38")
    page.keyboard.press("Tab")
    expect(page.locator("[data-goto]").first).to_contain_text("20")
