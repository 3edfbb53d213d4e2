"""The whole way of two real studies: dropped in together, keyed, reviewed, read, in statistics.

The CT and the MR lie beside the repository; the test skips where they do not.
"""

import re
from datetime import timedelta

import pydicom
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case, Instance, Series
from cases.services import store
from quiz.models import Assignment
from quiz.services import cohorts, quizzes
from tests.conftest import SHARED
from tests.e2e.reading_cases import knowledge
from tests.e2e.test_bring_in import drop
from tests.e2e.test_editor import draw_ellipse, edit, fill_the_key, line, saved
from tests.e2e.test_practice import FEEDBACK, READING, enter, images_are_there
from tests.personas import make_user

pytestmark = pytest.mark.shared
STUDIES = {"CT": "spine_ct_totalsegmentator", "MR": "spine_mr_t2_sagittal"}
#: Milliseconds: every step may take its time on a machine that does other things, too.
PATIENCE = 60_000
#: What the profile empties, by value representation, and what every UID begins with.
EMPTIED = {"PN", "DA", "DT", "TM"}
ALLOWED_UIDS = ("1.2.840.10008.", "2.25.")


@pytest.fixture
def originals(transactional_db, settings, tmp_path):
    """The files of both studies, by modality."""
    data = SHARED / "data"
    if not data.is_dir():
        pytest.skip("needs ../shared beside the repository")
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    settings.DEIDENTIFY_SECRET = "test key"
    knowledge()
    return {kind: sorted((data / name).glob("*[0-9m]")) for kind, name in STUDIES.items()}


@pytest.fixture
def patient():
    """Ask for nothing in a hurry."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


@pytest.mark.usefixtures("patient")
def test_two_real_studies_from_the_drop_to_the_statistics(new_page, sign_in, originals):
    educator, second, learner = (new_page() for _ in range(3))
    for one, name in ((educator, "educator"), (second, "admin"), (learner, "learner")):
        one.context.set_default_timeout(PATIENCE)
        sign_in(one, name)
    cases = bring_in(educator, originals)
    nothing_is_left(originals)
    for case in cases:
        write(educator, case)
        review(second, case)
    give_to_the_class(cases)
    read(learner)
    look_at_statistics(educator)


def bring_in(page: Page, originals) -> list[Case]:
    page.goto("/teach/bring-in/")
    expect(page.get_by_text("Choose a folder")).to_be_visible()
    drop(page, [path for paths in originals.values() for path in paths])
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(2)
    counts = {one.modality: len(one.frame_digests) for one in Series.objects.all()}
    assert counts == {kind: len(paths) for kind, paths in originals.items()}
    cases = list(Case.objects.order_by("pk"))
    assert [case.state for case in cases] == ["draft", "draft"]
    return cases


def nothing_is_left(originals):
    """No moment, person, private element or identifier, and none of the originals' in any byte."""
    told = set()
    for paths in originals.values():
        for path in paths:
            told |= identifiers(pydicom.dcmread(path, stop_before_pixels=True))
    assert len(told) > 40
    for instance in Instance.objects.all():
        path = store.root() / instance.file
        for element in (ds := pydicom.dcmread(path)).iterall():
            assert not element.tag.is_private
            assert element.VR not in EMPTIED or not element.value, element.keyword
        assert identifiers(ds) == set()
        content = path.read_bytes()
        assert not [value for value in told if value.encode() in content]


def identifiers(ds) -> set[str]:
    """UIDs that are neither the standard's nor ours, and moments long enough to be none by chance."""
    found = set()
    for element in ds.iterall():
        if element.VR == "UI" and element.value:
            found |= {str(one) for one in ([element.value] if element.VM == 1 else element.value)}
        elif element.VR in EMPTIED and len(str(element.value or "")) >= 8:
            found.add(str(element.value))
    return {one for one in found if not one.startswith(ALLOWED_UIDS)}


def write(page: Page, case: Case):
    """Key, region and key view; send it to review once the checklist wants nothing but that."""
    edit(page, case)
    fill_the_key(page)
    saved(page)
    page.get_by_role("button", name="Draw a lesion").click()
    draw_ellipse(page)
    expect(page.locator("[data-drawn]").last).to_have_text("one slice")
    page.locator("[name=lesion_level]").last.fill("L2")
    page.get_by_role("button", name="Take what the viewer shows").click()
    for code in ("images", "burned", "key", "region", "proof", "licence", "spoilers"):
        expect(line(page, code)).to_have_class("done")
    saved(page)
    page.get_by_role("link", name="Preview as a learner").click()
    expect(page.frame_locator("iframe").get_by_text("A woman of 44.")).to_be_visible()
    page.get_by_role("link", name="Back to the editor").click()
    expect(line(page, "preview")).to_have_class("done")
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("Sent to review.")).to_be_visible()


def review(page: Page, case: Case):
    page.goto("/teach/reviews/")
    page.get_by_role("link", name="Review", exact=True).click()
    page.get_by_role("button", name="Approve").click()
    expect(line(page, "review")).to_have_class("done")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published as revision 1.")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "published"


def give_to_the_class(cases):
    owner, now = make_user("educator"), timezone.now()
    quiz = quizzes.make_quiz(owner=owner, title="Two real spines", feedback="each")
    for case in cases:
        quizzes.add_case(quiz=quiz, case=case)
    cohort = cohorts.make_cohort(owner=owner, name="Night shift")
    cohorts.join(cohort=cohort, user=make_user("learner"))
    Assignment.objects.create(
        quiz=quiz,
        cohort=cohort,
        owner=owner,
        opens_at=now - timedelta(hours=1),
        due_at=now + timedelta(hours=1),
    )


def read(page: Page):
    """One right, one wrong; each with its grade and reasons."""
    page.goto("/quiz/")
    page.locator(".given").get_by_role("button", name="Start").click()
    for number, text in enumerate(("hemangioma", "mets"), start=1):
        expect(page).to_have_url(READING)
        images_are_there(page)
        assert "hemangioma" not in page.content().lower()
        enter(page, text)
        page.get_by_text("Lucent", exact=True).click()
        page.get_by_role("button", name="Mark lesion").click()
        port = page.locator(".ds-port").first.bounding_box()
        page.mouse.click(port["x"] + port["width"] * 0.48, port["y"] + port["height"] / 2)
        page.locator("[name=malignancy]").fill("20")
        page.get_by_label("Next step").select_option(label="Report as benign, no follow-up")
        page.get_by_role("button", name="Commit").click()
        expect(page).to_have_url(FEEDBACK)
        expect(page.locator("h1")).to_contain_text("Vertebral hemangioma at L2")
        expect(page.locator(".tot b")).to_have_text(re.compile(r"\d"))
        if number == 1:
            page.get_by_role("button", name="Next case").click()


def look_at_statistics(page: Page):
    page.goto("/teach/results/")
    page.get_by_role("link", name="Two real spines").click()
    rows = page.locator(".items tbody tr")
    expect(rows).to_have_count(2)
    for number, instead in enumerate(("", "etastases")):
        cells = rows.nth(number).locator("td")
        expect(cells.first).to_have_text("1")
        expect(cells.last).to_contain_text(instead)
    page.locator(".items tbody a").first.click()
    expect(page.get_by_role("heading", name="Case 1")).to_be_visible()
    images_are_there(page)
