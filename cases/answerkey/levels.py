"""Vertebral levels in the order in which a spine is read."""

import re

_REGIONS = {"C": 0, "T": 1, "L": 2, "S": 3}


def reading_order(level: str) -> tuple[int, int, str]:
    """Return a sort key that puts levels from the head down; other words come last.

    "C3" < "T12" < "L1" < "S1" < "the spine".
    """
    found = re.fullmatch(r"([CTLS])(\d+)", level)
    if found is None:
        return (len(_REGIONS), 0, level)
    return (_REGIONS[found[1]], int(found[2]), level)
