"""LO2: clicks on lesions, tolerance, vertebrae, and the two buttons."""

from dataclasses import replace

import pytest

from cases.answerkey.types import Lesion
from quiz.grading.localization import score_clicks
from quiz.grading.rubric import RUBRIC
from quiz.grading.types import Answer, Click
from tests.quiz.grading.cases import DIFFUSE, HEALTHY, ISLANDS, ball

L4, L5 = (0.0, 0.0, 100.0), (10.0, 0.0, 60.0)
IN_L4_VERTEBRA = (0.0, 0.0, 88.0)  # 6 mm off the lesion at L4, inside its vertebra
NOWHERE = (0.0, 200.0, 0.0)
ONE = replace(ISLANDS, clicks=1)


def clicked(key, *points, extent=None):
    answer = Answer(clicks=tuple(Click(point) for point in points), extent=extent)
    return score_clicks(answer, key, RUBRIC)


@pytest.mark.parametrize(
    ("key", "points", "credit"),
    [
        (ONE, [L4], 1.0),
        (ONE, [L5], 1.0),
        (ONE, [(0.0, 0.0, 110.9)], 1.0),  # 4.9 mm outside
        (ONE, [(0.0, 0.0, 111.1)], 0.5),  # 5.1 mm outside, in the vertebra
        (ONE, [IN_L4_VERTEBRA], 0.5),
        (ONE, [NOWHERE], 0.0),
        (ONE, [], 0.0),
        (ONE, [None], 0.0),
        (ONE, [NOWHERE, L4], 0.0),  # one lesion asked, one click counts
        (ISLANDS, [L4, L5], 1.0),
        (ISLANDS, [L5, L4], 1.0),
        (ISLANDS, [L4], 0.5),
        (ISLANDS, [L4, L4], 0.5),
        (ISLANDS, [L4, IN_L4_VERTEBRA], 0.5),
        (ISLANDS, [L4, NOWHERE], 0.5),
        (ISLANDS, [IN_L4_VERTEBRA, L5], 0.75),
        (ISLANDS, [NOWHERE, L5], 0.5),
    ],
)
def test_clicks(key, points, credit):
    assert clicked(key, *points).credit == credit


def beside(first, second):
    """Two lesions in one vertebra."""
    vertebra = ball((0.0, 0.0, 0.0), 30.0, "L3")
    lesions = tuple(
        Lesion(f"lesion {index}", ball(center, 3.0), "L3", vertebra)
        for index, center in enumerate((first, second))
    )
    return replace(ISLANDS, lesions=lesions, clicks=2)


def test_two_lesions_in_one_vertebra_are_found_by_two_clicks():
    key = beside((-10.0, 0.0, 0.0), (10.0, 0.0, 0.0))
    assert clicked(key, (-10.0, 0.0, 0.0), (10.0, 0.0, 0.0)).credit == 1.0
    assert clicked(key, (-10.0, 0.0, 0.0), (0.0, 25.0, 0.0)).credit == 0.75


def test_a_second_click_in_one_lesion_earns_nothing_for_its_neighbor():
    key = beside((-10.0, 0.0, 0.0), (10.0, 0.0, 0.0))
    score = clicked(key, (-10.0, 0.0, 0.0), (-9.0, 0.0, 0.0))
    assert score.credit == 0.5
    assert [mark.inside for mark in score.marks] == [True, True]
    assert [lesion.name for lesion in score.missed] == ["lesion 1"]


def test_a_click_between_two_close_lesions_counts_for_the_one_that_is_left():
    key = beside((-4.0, 0.0, 0.0), (4.0, 0.0, 0.0))
    # the first click is within tolerance of both, the second one only of the lesion on the left
    score = clicked(key, (0.0, 0.0, 0.0), (-8.0, 0.0, 0.0))
    assert score.credit == 1.0
    assert [mark.lesion.name for mark in score.marks] == ["lesion 1", "lesion 0"]


def test_among_equal_readings_the_nearest_lesion_is_meant():
    key = replace(beside((-4.0, 0.0, 0.0), (4.0, 0.0, 0.0)), clicks=1)
    assert clicked(key, (3.0, 0.0, 0.0)).marks[0].lesion.name == "lesion 1"


def test_at_most_three_lesions_are_asked_however_many_there_are():
    lesions = tuple(Lesion(f"focus {i}", ball((0.0, 0.0, 30.0 * i), 5.0)) for i in range(12))
    key = replace(ISLANDS, lesions=lesions, clicks=12)
    score = clicked(key, *[(0.0, 0.0, 30.0 * i) for i in range(5)])
    assert (score.asked, len(score.marks), score.credit) == (3, 3, 1.0)
    assert score.missed == ()


def test_no_vertebra_known_earns_no_half():
    bare = tuple(replace(lesion, vertebra=None) for lesion in ISLANDS.lesions)
    assert clicked(replace(ONE, lesions=bare), IN_L4_VERTEBRA).credit == 0


@pytest.mark.parametrize(
    ("key", "extent", "credit"),
    [
        (DIFFUSE, "diffuse", 1.0),
        (DIFFUSE, "normal", 0.0),
        (DIFFUSE, None, 0.0),
        (HEALTHY, "normal", 1.0),
        (HEALTHY, "diffuse", 0.0),
        (ISLANDS, "diffuse", 0.0),
        (ISLANDS, "normal", 0.0),
    ],
)
def test_buttons(key, extent, credit):
    assert clicked(key, extent=extent).credit == credit


def test_clicks_in_a_diffuse_case_are_wrong():
    assert clicked(DIFFUSE, L4).credit == 0


def test_a_button_stands_for_the_answer_even_beside_clicks():
    assert clicked(ONE, L4, extent="normal").credit == 0


def test_distances_are_told():
    mark = clicked(ONE, IN_L4_VERTEBRA).marks[0]
    assert mark.distance == pytest.approx(6.0, abs=1e-3)
    assert not mark.inside
