"""The window that a series opens with shows something, and the others are offered."""

import numpy as np
import pytest

from cases.dicom.windows import Statistics, default_window, statistics, windows

MIDDLE = Statistics(0, 50, 850, 1200)


def test_ct_opens_in_the_bone_window_and_offers_soft_tissue():
    opening = default_window("CT", (40, 400), MIDDLE)
    offered = windows("CT", opening, [Statistics(-1024, -1000, 900, 2000)])
    assert [one["name"] for one in offered] == ["Bone", "Soft tissue", "Full"]
    assert (offered[0]["center"], offered[0]["width"]) == (450, 1800)
    assert (offered[2]["center"], offered[2]["width"]) == (488, 3024)


def test_mr_opens_as_its_header_says():
    opening = default_window("MR", (400.0, 900.0), MIDDLE)
    assert opening == ("Default", 400.0, 900.0)
    assert [one["name"] for one in windows("MR", opening, [MIDDLE])] == ["Default", "Auto", "Full"]


@pytest.mark.parametrize("stated", [None, (5000, 100), (-300, 200), (400, 1e6), (10, 0.001)])
def test_a_window_that_would_show_nothing_is_not_believed(stated):
    assert default_window("MR", stated, MIDDLE) == ("Auto", 450.0, 800.0)


def test_windows_are_in_output_units_whatever_the_slope():
    stored = np.arange(10_000, dtype=np.int32).reshape(100, 100)
    up, down = statistics(stored, 2.0, -100.0), statistics(stored, -2.0, 100.0)
    assert (up.lowest, up.highest) == (-100, 19898)
    assert (down.lowest, down.highest) == (-19898, 100)
    assert up.low < up.high and down.low < down.high


def test_padding_does_not_pull_the_window():
    stored = np.full((60, 60), -2000, np.int16)
    stored[20:40, 20:40] = np.arange(400).reshape(20, 20)
    with_padding = statistics(stored, 1.0, 0.0)
    without = statistics(stored, 1.0, 0.0, padding=-2000)
    assert with_padding.low == -2000 and without.low >= 0


def test_a_flat_image_has_a_window_all_the_same():
    flat = statistics(np.full((5, 5), 7), 1.0, 0.0)
    assert default_window("MR", None, flat)[2] >= 1.0
    assert statistics(np.full((5, 5), 7), 1.0, 0.0, padding=7).low == 7
