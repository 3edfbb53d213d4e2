"""LO2: the class on CT and the findings."""

from dataclasses import replace

import pytest

from quiz.grading.findings import score_ct_class, score_findings
from quiz.grading.rubric import RUBRIC
from tests.quiz.grading.cases import HEALTHY, ISLANDS

KEY, SUPPORT = "spiculated-margin", "low-on-every-sequence"
HALO, STRUTS = "bulls-eye-halo", "vertical-struts"


@pytest.mark.parametrize(
    ("given", "credit"),
    [("sclerotic", 1.0), ("mixed", 0.5), ("lucent", 0.0), ("occult", 0.0), (None, 0.0)],
)
def test_class_on_ct(given, credit):
    assert score_ct_class(given, ISLANDS, RUBRIC) == credit


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [
        ((KEY, SUPPORT), 1.0),
        ((KEY,), 2 / 3),
        ((SUPPORT,), 1 / 3),
        ((KEY, SUPPORT, HALO), 0.5),
        ((KEY, HALO), 2 / 3 - 1 / 2),
        ((SUPPORT, HALO), 0.0),
        ((KEY, SUPPORT, HALO, STRUTS), 0.0),
        ((), 0.0),
        ((KEY, KEY, SUPPORT), 1.0),
        ((KEY, SUPPORT, "never-offered"), 1.0),
    ],
)
def test_findings(chosen, credit):
    assert score_findings(chosen, ISLANDS, RUBRIC).credit == pytest.approx(credit)


@pytest.mark.parametrize(("chosen", "credit"), [((), 1.0), ((HALO,), 0.5), ((HALO, STRUTS), 0.0)])
def test_findings_of_a_normal_case(chosen, credit):
    assert score_findings(chosen, HEALTHY, RUBRIC).credit == credit


def test_without_distractors_nothing_is_taken_off():
    present = tuple(f for f in ISLANDS.findings if f.role != "absent")
    score = score_findings((KEY,), replace(ISLANDS, findings=present), RUBRIC)
    assert score.credit == pytest.approx(2 / 3)
    assert [f.finding for f in score.missed] == [SUPPORT]


def test_what_was_seen_missed_and_invented():
    score = score_findings((KEY, HALO), ISLANDS, RUBRIC)
    assert [f.finding for f in score.seen] == [KEY]
    assert [f.finding for f in score.missed] == [SUPPORT]
    assert [f.finding for f in score.invented] == [HALO]
