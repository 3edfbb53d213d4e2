"""One way of printing what was measured: goal, measured, ratio."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One goal. `ratio` is measured against a yardstick taken in the same run, if there is one.

    `met` is None where there is no goal, only a number.
    """

    name: str
    goal: str
    measured: str
    ratio: str = ""
    met: bool | None = None


HEAD = Row("", "goal", "measured", "ratio")
SIGN = {True: "met", False: "MISSED", None: ""}


def table(rows: Iterable[Row]) -> str:
    """Return the rows as aligned text."""
    cells = [(r.name, r.goal, r.measured, r.ratio, SIGN[r.met]) for r in (HEAD, *rows)]
    widths = [max(len(cell[i]) for cell in cells) for i in range(5)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(cell, widths, strict=True)).rstrip()
        for cell in cells
    ]
    return "\n".join(lines)
