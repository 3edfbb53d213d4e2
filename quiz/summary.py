"""A session in figures: means over what was graded, and each case on a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

PARTS = ("lo1", "lo2", "lo3")


@dataclass(frozen=True)
class Summary:
    """Means are over graded cases only and None where nothing was graded; times in seconds."""

    rows: tuple[dict[str, Any], ...]
    committed: int
    graded: int
    passed: int
    total: float | None
    lo1: float | None
    lo2: float | None
    lo3: float | None
    seconds: float | None


def summarize(rows: Sequence[dict[str, Any]]) -> Summary:
    """Return the summary of `quiz.selectors.items_with_grades`."""
    committed = [row for row in rows if row["committed"]]
    graded = [row for row in committed if row["total"] is not None]
    return Summary(
        rows=tuple(rows),
        committed=len(committed),
        graded=len(graded),
        passed=sum(bool(row["passed"]) for row in graded),
        total=mean(row["total"] for row in graded),
        lo1=mean(row["lo1"] for row in committed),
        lo2=mean(row["lo2"] for row in committed),
        lo3=mean(row["lo3"] for row in committed),
        seconds=mean(row["seconds"] for row in committed),
    )


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are there, or None."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
