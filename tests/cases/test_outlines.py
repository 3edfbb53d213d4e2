"""Outlines: their size, their middle, lighter ones, and what they are called."""

import numpy as np
import pytest

from cases import outlines
from cases.answerkey.types import Lesion, Region

SQUARE = [[20.0, 20.0], [40.0, 20.0], [40.0, 40.0], [20.0, 40.0]]


@pytest.mark.parametrize(
    ("name", "level", "said"),
    [("lesion A", "L3", "lesion A, L3"), ("hook, L3", "L3", "hook, L3"), ("lesion", "", "lesion")],
)
def test_a_lesion_is_called_by_its_name_and_its_level_once(name, level, said):
    region = Region("a ball", "ellipsoid", axes=((1, 0, 0), (0, 1, 0), (0, 0, 1)))
    assert outlines.name_of(Lesion(name, region, level)) == said


def test_area_and_middle_of_an_outline():
    assert outlines.area(SQUARE) == 400
    assert outlines.middle(SQUARE) == (30.0, 30.0)


def test_a_thinned_outline_is_lighter_and_nearly_the_same():
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = np.stack([50 + 20 * np.cos(turn), 50 + 20 * np.sin(turn)], axis=1).tolist()
    thin = outlines.thinned(circle)
    assert len(thin) < 100
    assert outlines.area(thin) == pytest.approx(outlines.area(circle), rel=0.01)
    assert outlines.middle(thin) == pytest.approx((50, 50), abs=0.5)
    assert outlines.thinned(SQUARE) == SQUARE
    assert len(outlines.thinned([[1, 1], [1.2, 1], [1.2, 1.3]])) == 3
