"""The whole grade: parts, renormalised weights, the cap, the pass mark, unproven cases."""

import ast
from dataclasses import FrozenInstanceError, replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quiz.grading
from cases.answerkey.types import Lesion
from quiz.grading.engine import ENGINE_VERSION, gradable, grade
from quiz.grading.rubric import RUBRIC, RUBRICS, Rubric
from quiz.grading.types import ASK_ALL, ASK_ORDER, Answer, Click
from tests.quiz.grading.cases import ALL_KEYS, DIFFUSE, HEALTHY, ISLANDS, PERFECT, UNPROVEN, ball
from tests.quiz.grading.worlds import LIBRARY, entries, keys, named_all


def graded(answer=PERFECT, key=ISLANDS, ask=ASK_ALL, **more):
    return grade(answer, key, LIBRARY, ask=frozenset(ask), **more)


def test_a_perfect_read():
    found = graded()
    assert (found.total, found.passed, found.capped) == (1.0, True, False)
    assert found.parts == {"LO1": 1.0, "LO2": 1.0, "LO3": 1.0}
    assert (found.engine_version, found.rubric_version) == (ENGINE_VERSION, RUBRIC.version)


def test_the_parts_weigh_as_the_objective_says():
    nothing = Answer()
    assert graded(replace(PERFECT, differential=())).total == pytest.approx(0.5)
    unseen = replace(nothing, differential=PERFECT.differential)
    assert graded(unseen).total == pytest.approx(0.5)
    unseen = replace(PERFECT, differential=(), malignancy=None, next_step=None)
    assert graded(unseen).total == pytest.approx(0.3)
    unseen = replace(nothing, malignancy=0.0, next_step="nothing")
    assert graded(unseen).total == pytest.approx(0.2)


def test_what_is_seen_weighs_class_findings_and_click():
    assert graded(replace(PERFECT, ct_class="mixed")).parts["LO2"] == pytest.approx(0.875)
    assert graded(replace(PERFECT, findings=())).parts["LO2"] == pytest.approx(0.5)
    assert graded(replace(PERFECT, clicks=())).parts["LO2"] == pytest.approx(0.75)


def test_the_third_part_is_the_mean_of_probability_and_step():
    answer = replace(PERFECT, malignancy=0.6, next_step="ct")
    assert graded(answer).parts["LO3"] == pytest.approx((0.64 + 0.7) / 2)


@pytest.mark.parametrize(
    ("ask", "total"),
    [
        ({"malignancy"}, 0.64),
        ({"malignancy", "next_step"}, 0.82),
        ({"differential", "malignancy"}, (0.5 * 1 + 0.2 * 0.64) / 0.7),
        ({"differential"}, 1.0),
        ({"click"}, 0.5),
        ({"ct_class", "click"}, 0.75),
        ({"ct_class", "click", "malignancy"}, (0.3 * 0.75 + 0.2 * 0.64) / 0.5),
    ],
)
def test_weights_are_renormalised_over_what_was_asked(ask, total):
    answer = replace(PERFECT, malignancy=0.6, clicks=PERFECT.clicks[:1])
    assert graded(answer, ask=ask).total == pytest.approx(total, abs=1e-6)


def test_parts_that_were_not_asked_are_none():
    assert graded(ask={"malignancy"}).parts == {"LO1": None, "LO2": None, "LO3": 1.0}


def test_nothing_asked_is_no_grade():
    found = graded(ask=())
    assert (found.total, found.passed) == (None, False)


def test_a_harmful_step_caps_the_total_below_the_pass_mark():
    found = graded(replace(PERFECT, next_step="biopsy"))
    assert (found.total, found.passed, found.capped) == (0.65, False, True)
    assert found.parts["LO3"] == 0.5  # the parts say what was shown, only the total is capped


def test_a_total_below_the_cap_is_left_alone():
    found = graded(replace(PERFECT, differential=(), next_step="biopsy"))
    assert found.total == pytest.approx(0.4)
    assert not found.capped


def test_a_step_that_was_not_asked_cannot_harm():
    found = graded(replace(PERFECT, next_step="biopsy"), ask=ASK_ALL - {"next_step"})
    assert (found.total, found.capped) == (1.0, False)


@pytest.mark.parametrize(
    ("probability", "total", "passed"),
    [(0.5523, 0.694965, False), (0.5522, 0.695075, True), (0.5477, 0.700025, True)],
)
def test_pass_and_fail_are_decided_on_the_total_as_shown(probability, total, passed):
    found = graded(Answer(malignancy=probability), ask={"malignancy"})
    assert found.total == pytest.approx(total, abs=1e-6)
    assert found.passed is passed


def test_a_pass_mark_met_exactly_is_a_pass():
    rubric = replace(RUBRIC, pass_mark=0.64)
    answer = Answer(malignancy=0.6)
    assert graded(answer, ask={"malignancy"}, rubric=rubric).passed


@pytest.mark.parametrize(
    ("key", "missing"),
    [
        (replace(ISLANDS, ct_class=None, ct_class_alternatives=()), "ct_class"),
        (replace(ISLANDS, findings=()), "findings"),
        (replace(ISLANDS, next_steps=()), "next_step"),
        (replace(ISLANDS, lesions=()), "click"),
    ],
)
def test_what_the_case_does_not_offer_is_not_asked(key, missing):
    found = graded(key=key)
    assert missing not in found.asked
    assert missing not in {point.item for point in found.points}
    assert found.total == 1.0
    assert gradable(key, ASK_ALL) == ASK_ALL - {missing}


def test_an_unproven_case_has_no_total_but_says_why():
    answer = replace(PERFECT, ct_class="lucent", findings=("vertical-struts",))
    found = graded(answer, UNPROVEN)
    assert (found.total, found.passed) == (None, False)
    assert found.parts == {"LO1": None, "LO2": 1.0, "LO3": None}
    reasons = [point for point in found.points if point.verdict == "info"]
    assert [point.item for point in reasons] == ["differential", "malignancy", "next_step"]
    assert all("never proven" in point.sentence for point in reasons)
    assert found.headline == "The diagnosis of this case was never proven."


def test_an_unproven_case_is_silent_on_what_was_not_asked():
    found = graded(Answer(ct_class="lucent"), UNPROVEN, ask={"ct_class"})
    assert [point.item for point in found.points] == ["ct_class"]
    assert found.total is None


def test_an_unproven_case_with_a_marked_lesion_grades_the_click():
    key = replace(UNPROVEN, lesions=(Lesion("focus", ball((0.0, 0.0, 0.0), 5.0), "L1"),))
    found = graded(Answer(clicks=(Click((0.0, 0.0, 0.0)),)), key, ask={"click"})
    assert found.parts["LO2"] == 1.0


def test_modes_differ_only_in_ambiguous_entries():
    assert graded(mode="exam") == graded(mode="practice")


def test_owed_and_missed_are_listed():
    found = graded(replace(PERFECT, differential=named_all("sickle-cell-disease")), DIFFUSE)
    assert found.missed_alternatives == ("thalassemia",)
    assert [(entry.slug, entry.covered) for entry in found.model] == [
        ("sickle-cell-disease", True),
        ("thalassemia", False),
    ]


ANSWERS = st.builds(
    Answer,
    ct_class=st.sampled_from([None, "lucent", "sclerotic", "mixed", "occult"]),
    findings=st.lists(
        st.sampled_from(["spiculated-margin", "bulls-eye-halo", "vertical-struts", "?"]),
        max_size=4,
    ).map(tuple),
    clicks=st.lists(
        st.builds(
            Click,
            st.one_of(
                st.none(),
                st.tuples(st.floats(-20, 20), st.floats(-20, 20), st.floats(50, 110)),
            ),
        ),
        max_size=4,
    ).map(tuple),
    extent=st.sampled_from([None, None, None, "diffuse", "normal"]),
    malignancy=st.one_of(st.none(), st.floats(0, 1)),
    next_step=st.sampled_from([None, "nothing", "ct", "scan", "biopsy", "?"]),
)


@st.composite
def reads(draw):
    key = draw(st.one_of(st.sampled_from(ALL_KEYS), keys(LIBRARY)))
    answer = draw(ANSWERS)
    listed = draw(st.lists(entries(LIBRARY, key), max_size=7)) if key.proven else []
    ask = draw(st.frozensets(st.sampled_from(ASK_ORDER)))
    return replace(answer, differential=tuple(listed)), key, ask


@settings(max_examples=250)
@given(read=reads(), mode=st.sampled_from(["practice", "exam"]))
def test_no_read_fails_and_every_number_is_a_share(read, mode):
    answer, key, ask = read
    found = grade(answer, key, LIBRARY, ask=ask, mode=mode)
    for number in (found.total, *found.parts.values()):
        assert number is None or 0.0 <= number <= 1.0
    assert {point.item for point in found.points} <= ask
    for point in found.points:
        assert 0.0 <= point.credit <= 1.0
        assert 0.0 <= point.weight <= 1.0
        assert 0.0 <= point.deduction <= 1.0


@settings(max_examples=60)
@given(read=reads())
def test_grading_twice_says_the_same(read):
    answer, key, ask = read
    assert grade(answer, key, LIBRARY, ask=ask) == grade(answer, key, LIBRARY, ask=ask)


def test_every_combination_of_parts_can_be_asked():
    for count in range(len(ASK_ORDER) + 1):
        for ask in combinations(ASK_ORDER, count):
            found = graded(ask=ask)
            assert set(found.asked) == set(ask)
            assert found.total == (1.0 if ask else None)
            assert graded(PERFECT, HEALTHY, ask=ask).total is None or set(ask) & gradable(
                HEALTHY, ASK_ALL
            )


def test_grades_and_rubrics_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        graded().total = 1.0
    with pytest.raises(FrozenInstanceError):
        RUBRIC.pass_mark = 0.1
    assert RUBRICS[RUBRIC.version] is RUBRIC


def test_another_rubric_grades_by_its_own_numbers():
    lenient = Rubric(version="lenient", identify=1.0, recognise=0.0, differentiate=0.0)
    found = graded(replace(PERFECT, clicks=(), malignancy=1.0), rubric=lenient)
    assert (found.total, found.rubric_version) == (1.0, "lenient")


def test_grading_knows_no_framework_no_arrays_and_no_clock():
    banned = {"django", "numpy", "scipy", "pydicom", "time", "datetime", "random", "os", "config"}
    for path in Path(quiz.grading.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.split(".")[0] for name in names} & banned, path
