"""LO3: the probability of malignancy and the next step."""

import pytest

from quiz.grading.malignancy import best_step, is_harmful, score_malignancy, score_step
from quiz.grading.rubric import RUBRIC
from tests.quiz.grading.cases import HEALTHY, ISLANDS


@pytest.mark.parametrize(
    ("probability", "malignant", "credit"),
    [
        (0.0, False, 1.0),
        (1.0, True, 1.0),
        (0.0, True, 0.0),
        (1.0, False, 0.0),
        (0.5, True, 0.75),
        (0.5, False, 0.75),
        (0.6, False, 0.64),
        (0.9, True, 0.99),
        (None, True, 0.0),
        (1.7, True, 1.0),  # a form may be forged; a credit stays between 0 and 1
        (-3.0, True, 0.0),
    ],
)
def test_probability(probability, malignant, credit):
    assert score_malignancy(probability, malignant) == pytest.approx(credit)


@pytest.mark.parametrize("belief", [0.05, 0.3, 0.5, 0.7, 0.95])
def test_saying_what_one_believes_earns_most(belief):
    def expected(said):
        return belief * score_malignancy(said, True) + (1 - belief) * score_malignancy(said, False)

    steps = [index / 100 for index in range(101)]
    assert max(steps, key=expected) == pytest.approx(belief)


@pytest.mark.parametrize(
    ("slug", "credit", "harmful"),
    [
        ("nothing", 1.0, False),
        ("ct", 0.7, False),
        ("scan", 0.3, False),
        ("biopsy", 0.0, True),
        ("unheard-of", 0.0, False),
        (None, 0.0, False),
    ],
)
def test_next_step(slug, credit, harmful):
    assert score_step(slug, ISLANDS, RUBRIC) == credit
    assert is_harmful(slug, ISLANDS) is harmful


def test_best_step():
    assert best_step(ISLANDS).slug == "nothing"
    assert best_step(HEALTHY) is None
