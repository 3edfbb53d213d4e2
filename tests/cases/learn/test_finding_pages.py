"""A finding's page shows an exhibit whose key names the finding, with its outline, and no other."""

import pytest

from cases.answerkey.types import KeyFinding
from cases.learn.finding import finding_shown
from tests.cases.learn.conftest import METASTASES, replace
from tests.quiz import world

FINDING = "/learn/findings/fat-in-lesion/"
NAMED = replace(
    world.KEY,
    findings=(
        KeyFinding("t1-high", "supporting", "Bright all through"),
        KeyFinding("fat-in-lesion", "key", "Bright in the middle of the body"),
        KeyFinding("t2-halo", "absent"),
    ),
    excluded=(),
    references=(),
)


def test_the_page_shows_the_case_and_the_own_note_first(exhibit, guest):
    exhibit(NAMED, provenance="simulated")
    page = guest.get(FINDING).content.decode()
    assert "<dicom-stack" in page and 'id="exhibit-state"' in page
    notes = page.split("What there is to see")[1]
    assert notes.index("Bright in the middle") < notes.index("Bright all through")
    assert "Simulated images" in page and "Outline of the lesion" in page


@pytest.mark.parametrize(
    ("finding", "label"),
    [("stir-high", "STIR sagittal"), ("t1-high", "T1 sagittal"), ("fat-in-lesion", "T1 sagittal")],
)
def test_it_opens_on_a_series_that_can_show_it(exhibit, finding, label):
    key = replace(NAMED, findings=(KeyFinding(finding, "key", "Here"),))
    exhibit(key, provenance="simulated")
    shown = finding_shown(finding, ("vertebral-hemangioma",))
    labels = {one["id"]: one["label"] for one in shown.exhibit.manifest["series"]}
    assert labels[shown.exhibit.state["view"]["series"]] == label
    assert shown.still.technique == label.split()[0]
    assert shown.of.slug == "vertebral-hemangioma"


@pytest.mark.parametrize(
    ("finding", "why"),
    [
        ("superscan", "this is seen on: Bone scan."),
        ("flask-femur", "this is seen on: Radiograph."),
        ("unchanged-for-years", "over time"),
        ("t2-halo", "No case of self-study has it yet."),
    ],
)
def test_without_a_picture_the_page_says_why_and_shows_who_has_it(exhibit, guest, finding, why):
    exhibit(replace(METASTASES, diagnosis="sclerotic-metastases"), provenance="simulated")
    page = guest.get(f"/learn/findings/{finding}/").content.decode()
    assert "No picture of it" in page and why in page
    has = finding in ("superscan", "t2-halo")
    assert ("not this finding" in page) is has
    assert ('<a class="place" href="/learn/sclerotic-metastases/"' in page) is has


@pytest.mark.parametrize("finding", ["t2-halo", "polka-dot", "adc-low"])
def test_a_case_whose_key_does_not_name_it_is_not_shown(exhibit, guest, finding):
    exhibit(NAMED, provenance="simulated")
    page = guest.get(f"/learn/findings/{finding}/").content.decode()
    assert "<dicom-stack" not in page and "viewer.css" not in page
    assert "Which conditions show it" in page


def test_a_key_finding_comes_before_a_supporting_one_and_real_before_simulated(exhibit):
    order = ("vertebral-hemangioma", "lytic-metastases")
    supporting = replace(NAMED, findings=(KeyFinding("fat-in-lesion", "supporting", "A little"),))
    exhibit(supporting, provenance="real")
    assert finding_shown("fat-in-lesion", order).notes[0].text == "A little"
    exhibit(NAMED, provenance="simulated")
    assert finding_shown("fat-in-lesion", order).notes[0].text.startswith("Bright in the middle")
    real = replace(NAMED, findings=(KeyFinding("fat-in-lesion", "key", "Real fat"),))
    exhibit(real, provenance="real")
    assert finding_shown("fat-in-lesion", order).notes[0].text == "Real fat"


def test_an_entity_that_never_shows_it_is_not_asked(exhibit):
    exhibit(NAMED, provenance="simulated")
    assert finding_shown("fat-in-lesion", ("lytic-metastases",)) is None
    assert finding_shown("fat-in-lesion", ()) is None


def test_it_costs_the_same_however_many_exhibits(exhibit, guest, django_assert_max_num_queries):
    exhibit(NAMED, provenance="simulated")
    guest.get(FINDING)
    with django_assert_max_num_queries(10) as one:
        guest.get(FINDING)
    cost = len(one)
    exhibit(METASTASES, provenance="simulated")
    exhibit(NAMED, provenance="simulated")
    guest.get(FINDING)
    with django_assert_max_num_queries(cost):
        guest.get(FINDING)
