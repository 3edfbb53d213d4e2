"""Area under the curve: known areas, laws, and an interval that holds as often as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from quiz.psychometrics.roc import roc

READS = st.lists(st.tuples(st.integers(1, 6), st.booleans()), min_size=2, max_size=40)


def test_a_perfect_a_reversed_and_a_blind_reader():
    truths = [True, True, False, False]
    assert roc([0.9, 0.8, 0.2, 0.1], truths).auc == 1.0
    assert roc([0.1, 0.2, 0.8, 0.9], truths).auc == 0.0
    assert roc([0.5] * 4, truths).auc == 0.5


def test_a_worked_example():
    """Pairs won: .9 beats all 3; .6 beats .3 and .1, ties .6: 5.5 of 6."""
    found = roc([0.9, 0.6, 0.6, 0.3, 0.1], [True, True, False, False, False])
    assert found.auc == pytest.approx(5.5 / 6)
    assert (found.malignant, found.benign) == (2, 3)
    curve = [(p.false_positive_rate, p.sensitivity) for p in found.points]
    assert curve == [
        (0, 0),
        (0, 0.5),
        (pytest.approx(1 / 3), 1),
        (pytest.approx(2 / 3), 1),
        (1, 1),
    ]


def test_one_side_alone_has_no_curve():
    assert roc([0.3, 0.6], [True, True]) is None
    assert roc([], []) is None


@given(READS)
def test_laws(reads):
    scores, truths = zip(*reads, strict=True)
    found = roc(scores, truths)
    if found is None:
        assert len(set(truths)) < 2
        return
    low, high = found.interval
    assert 0 <= low <= found.auc <= high <= 1
    assert low < high
    mirrored = roc([-score for score in scores], truths)
    assert mirrored.auc == pytest.approx(1 - found.auc)
    assert mirrored.interval == pytest.approx((1 - high, 1 - low))
    xs, ys = zip(*((p.false_positive_rate, p.sensitivity) for p in found.points), strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys)
    assert (xs[-1], ys[-1]) == (1, 1)
    assert np.trapezoid(ys, xs) == pytest.approx(found.auc)


@pytest.mark.parametrize(("apart", "sick", "well"), [(1.0, 20, 30), (2.0, 20, 30), (1.5, 8, 12)])
def test_the_interval_holds_the_true_area_as_often_as_it_says(apart, sick, well):
    rng = np.random.default_rng(11)
    truth = float(stats.norm.cdf(apart / np.sqrt(2)))
    truths = [True] * sick + [False] * well
    held = 0
    for _ in range(400):
        scores = np.concatenate([rng.normal(apart, 1, sick), rng.normal(0, 1, well)])
        low, high = roc(scores, truths).interval
        held += low <= truth <= high
    assert held / 400 >= 0.92
