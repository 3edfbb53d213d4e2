"""Intervals against published vectors and by how often they hold the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.psychometrics.intervals import mean, proportion


def test_wilson_as_published():
    """Newcombe 1998 (Statistics in Medicine 17:857), table I: 81/263, 15/148, 0/20, 1/29."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (hits, total), expected in published.items():
        assert proportion(hits, total) == pytest.approx(expected, abs=5e-5)


def test_nothing_of_nothing_has_no_interval():
    assert proportion(0, 0) is None
    assert mean([]) is None
    assert mean([0.4]) is None


@given(st.lists(st.floats(0, 1), min_size=2, max_size=60))
def test_the_mean_lies_in_its_interval_and_in_the_range(values):
    low, high = mean(values)
    assert 0 <= low <= np.mean(values) + 1e-9
    assert np.mean(values) - 1e-9 <= high <= 1


def test_equal_values_are_no_certainty():
    low, high = mean([1.0] * 10)
    assert low < 0.9
    assert high == 1.0


def test_the_mean_is_held_as_often_as_it_says():
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(600):
        low, high = mean(rng.beta(4, 2, 25))
        held += low <= 4 / 6 <= high
    assert 0.92 <= held / 600 <= 0.975
