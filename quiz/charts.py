"""Where the marks of a chart stand: coordinates for SVG templates, 0 to 100 in both directions.

The y axis of SVG points down, so a value v stands at 100 - 100 v. Every chart has a table beside
it that says the same; see templates/quiz/progress.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quiz.psychometrics.calibration import Calibration
from quiz.psychometrics.learning_curve import Block
from quiz.psychometrics.roc import Roc

Mark = dict[str, float]


def place(value: float) -> float:
    """Return the vertical place of a value between 0 and 1."""
    return round(100 - 100 * value, 2)


def roc_path(found: Roc) -> str:
    """Return the path of the curve, from the lower left to the upper right."""
    points = [(100 * p.false_positive_rate, place(p.sensitivity)) for p in found.points]
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def calibration_marks(found: Calibration) -> list[Mark]:
    """Return a mark for each bin: where it stands, its interval, and how large it is."""
    most = max(one.count for one in found.bins)
    return [
        {
            "x": round(100 * one.said, 2),
            "y": place(one.true),
            "low": place(one.interval[0]),
            "high": place(one.interval[1]),
            "r": round(1.6 + 2.4 * (one.count / most) ** 0.5, 2),
        }
        for one in found.bins
    ]


def curve_marks(blocks: Sequence[Block]) -> list[Mark]:
    """Return a mark for each block, spread evenly from left to right."""
    step = 100 / max(1, len(blocks))
    return [
        {
            "x": round(step * (index + 0.5), 2),
            "y": place(one.mean),
            "low": place(one.interval[0]),
            "high": place(one.interval[1]),
        }
        for index, one in enumerate(blocks)
    ]


def polyline(marks: Sequence[Mark]) -> str:
    """Return the points of a line through the marks."""
    return " ".join(f"{mark['x']},{mark['y']}" for mark in marks)


#: A row of days is wide and low.
DEPTH = 30


@dataclass(frozen=True)
class DayBar:
    """One day of the forecast: its count, and its bar in a field of 100 by `DEPTH`."""

    day: date
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 2)


def day_bars(counts: Sequence[int], first: date, top: int) -> list[DayBar]:
    """Return a bar for each day from `first` on; `top` is as high as the field."""
    step = 100 / max(1, len(counts))
    return [
        DayBar(
            day=first + timedelta(days=number),
            count=count,
            x=round(step * number + step * 0.15, 2),
            y=round(DEPTH - DEPTH * count / top, 2),
            width=round(step * 0.7, 2),
            height=round(DEPTH * count / top, 2),
        )
        for number, count in enumerate(counts)
    ]
