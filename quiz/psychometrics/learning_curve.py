"""How the score goes with the number of reads. Pure.

Reads are cut into blocks of equal length, at least ten and as many as leave at most thirty
blocks; each block is a mean with its interval. Blocks, not a running mean: neighbours share no
read, so a difference between two of them is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np

from quiz.psychometrics.intervals import Interval, mean

SHORTEST, MOST_BLOCKS = 10, 30


@dataclass(frozen=True)
class Block:
    """Reads `first` to `last` (counted from 1), their mean score and its interval."""

    first: int
    last: int
    mean: float
    interval: Interval


def learning_curve(scores: Sequence[float]) -> tuple[Block, ...]:
    """Return the blocks of scores (0 to 1) in the order of reading.

    What is left over at the end is a block of its own from half a length on, else part of the
    last one; fewer than `SHORTEST` reads make no curve.
    """
    total = len(scores)
    if total < SHORTEST:
        return ()
    length = max(SHORTEST, ceil(total / MOST_BLOCKS))
    starts = list(range(0, total, length))
    if len(starts) > 1 and total - starts[-1] < length / 2:
        starts.pop()
    edges = [*starts, total]
    return tuple(
        Block(a + 1, b, float(np.mean(scores[a:b])), mean(scores[a:b]) or (0.0, 1.0))
        for a, b in pairwise(edges)
    )
