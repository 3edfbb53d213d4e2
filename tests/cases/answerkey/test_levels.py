"""Levels are named from the head down."""

import random

from cases.answerkey.levels import reading_order


def test_levels_run_from_the_head_down_and_other_words_come_last():
    ordered = ["C1", "C7", "T1", "T2", "T10", "T12", "L1", "L5", "S1", "S2", "Co", "lesion 2"]
    mixed = ordered[:]
    random.Random(4).shuffle(mixed)
    assert sorted(mixed, key=reading_order) == ordered
