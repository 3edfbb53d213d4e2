"""Who is taken for whom: counts of the true diagnosis against the one named first. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Confusion:
    """`truth` was read `reads` times, and `count` of them began with `named` instead."""

    truth: str
    named: str
    count: int
    reads: int

    @property
    def share(self) -> float:
        """How often, 0 to 1, when this truth was read."""
        return self.count / self.reads


def confusions(reads: Iterable[tuple[str, str, bool]]) -> tuple[Confusion, ...]:
    """Return the confusions, the most frequent first, equals by name.

    `reads` are (true diagnosis, diagnosis named first or "", whether that one counts as right).
    """
    seen: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    for truth, named, right in reads:
        seen[truth] += 1
        if named and not right and named != truth:
            wrong[truth, named] += 1
    found = [
        Confusion(truth, named, count, seen[truth]) for (truth, named), count in wrong.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.truth, one.named)))
