"""Calibration, learning curve and confusions: worked examples, laws, known truth."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.psychometrics.calibration import calibrate
from quiz.psychometrics.confusion import confusions
from quiz.psychometrics.learning_curve import MOST_BLOCKS, learning_curve


def test_brier_of_the_extremes():
    assert calibrate([], []) is None
    assert calibrate([1, 0], [True, False]).brier == 0
    assert calibrate([0, 1], [True, False]).brier == 1
    assert calibrate([0.5, 0.5], [True, False]).brier == 0.25


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9]), st.booleans()), min_size=1))
def test_the_parts_add_up_where_a_bin_holds_one_probability(reads):
    said, true = zip(*reads, strict=True)
    found = calibrate(said, true)
    parts = found.reliability - found.resolution + found.uncertainty
    assert parts == pytest.approx(found.brier)
    assert sum(one.count for one in found.bins) == len(reads)
    for one in found.bins:
        assert one.low <= one.said < one.high
        assert one.interval[0] <= one.true <= one.interval[1]


def test_certainty_belongs_into_the_last_bin():
    (only,) = calibrate([1.0, 1.0], [True, False]).bins
    assert (only.low, only.high, only.true) == (0.8, 1.0, 0.5)


def test_a_calibrated_reader_lies_on_the_diagonal():
    rng = np.random.default_rng(3)
    said = rng.uniform(0, 1, 4000)
    found = calibrate(said, rng.uniform(0, 1, 4000) < said)
    assert found.reliability < 0.002
    overconfident = calibrate(np.round(said), rng.uniform(0, 1, 4000) < said)
    assert overconfident.reliability > 0.04


@pytest.mark.parametrize(
    ("total", "edges"),
    [
        (9, []),
        (10, [(1, 10)]),
        (14, [(1, 14)]),
        (15, [(1, 10), (11, 15)]),
        (40, [(1, 10), (11, 20), (21, 30), (31, 40)]),
    ],
)
def test_blocks_of_a_curve(total, edges):
    blocks = learning_curve([0.5, 1.0] * (total // 2) + [0.5] * (total % 2))
    assert [(one.first, one.last) for one in blocks] == edges


@given(st.integers(10, 6000))
def test_blocks_cover_every_read_once(total):
    blocks = learning_curve([0.0] * total)
    assert len(blocks) <= MOST_BLOCKS
    assert blocks[0].first == 1
    assert blocks[-1].last == total
    assert all(a.last + 1 == b.first for a, b in pairwise(blocks))


def test_a_rise_is_seen():
    rng = np.random.default_rng(2)
    blocks = learning_curve([*rng.beta(4, 4, 50), *rng.beta(9, 2, 50)])
    assert blocks[-1].interval[0] > blocks[0].interval[1]


def test_confusions_count_against_the_reads_of_the_truth():
    reads = [
        ("paget-disease", "metastases", False),
        ("paget-disease", "metastases", False),
        ("paget-disease", "paget-disease", True),
        ("bone-islands", "metastases", False),
        ("bone-islands", "", False),
        ("lytic-metastases", "metastases", True),
    ]
    first, second = confusions(reads)
    assert (first.truth, first.named, first.count, first.reads) == (
        "paget-disease",
        "metastases",
        2,
        3,
    )
    assert first.share == pytest.approx(2 / 3)
    assert (second.truth, second.count, second.reads) == ("bone-islands", 1, 2)
