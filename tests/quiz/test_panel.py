"""What the panel offers must not tell what the case is."""

from dataclasses import replace

import pytest

from cases.answerkey.types import AnswerKey
from quiz.panel import marks_offered, shuffled

FOCAL = AnswerKey(diagnosis="bone-islands", malignant=False, extent="focal", clicks=2)


def test_a_focal_case_offers_the_marks_that_it_asks_for():
    assert marks_offered(FOCAL, "a") == 2
    assert marks_offered(replace(FOCAL, clicks=9), "a") == 3


@pytest.mark.parametrize("extent", ["diffuse", "normal"])
def test_other_cases_offer_one_or_two_and_always_the_same(extent):
    key = replace(FOCAL, extent=extent, clicks=1)
    offered = [marks_offered(key, f"item {n}") for n in range(200)]
    assert set(offered) == {1, 2}
    assert 60 < offered.count(1) < 140
    assert offered == [marks_offered(key, f"item {n}") for n in range(200)]


def test_the_order_of_options_follows_the_seed_alone():
    options = list("abcdefgh")
    assert shuffled(options, "x") == shuffled(options, "x")
    assert shuffled(options, "x") != shuffled(options, "y")
    assert sorted(shuffled(options, "x")) == options
