"""Do the dashboards tell the truth? Their intervals against what a simulated class really is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import sqrt

from django.contrib.auth.models import User
from django.utils import timezone

from quiz.analytics.classroom import results_of
from quiz.analytics.progress import Progress, progress_of
from quiz.psychometrics.intervals import LEVEL, Interval
from quiz.psychometrics.population import TrueLearner, true_reliability
from quiz.selectors import Reader
from quiz.services.simulation import Simulated

#: A coverage this many standard errors below its level is no accident any more.
ERRORS = 3.5


@dataclass(frozen=True)
class Line:
    """One figure: how many of its intervals hold the truth."""

    figure: str
    held: int
    total: int

    @property
    def agrees(self) -> bool:
        """Whether they hold it about as often as they say."""
        if self.total == 0:
            return False
        slack = ERRORS * sqrt(LEVEL * (1 - LEVEL) / self.total)
        return self.held / self.total >= LEVEL - max(slack, 1 / self.total)

    def __str__(self) -> str:
        sign = "agrees" if self.agrees else "DOES NOT AGREE"
        return f"{self.figure}: {self.held} of {self.total} intervals hold the truth, {sign}"


def agreement(made: Simulated) -> list[Line]:
    """Return a line for each figure of the learners' pages and of the class."""
    users = User.objects.in_bulk(list(made.learners))
    today = timezone.localdate()
    pages = [
        (truth, progress_of(Reader(users[pk]), today=today)) for pk, truth in made.learners.items()
    ]
    figures: dict[str, list[bool]] = {}
    for truth, page in pages:
        for name, value, interval in _figures(truth, page, made.difficulties):
            if interval is not None:
                figures.setdefault(name, []).append(interval[0] <= value <= interval[1])
    lines = [Line(name, sum(held), len(held)) for name, held in figures.items()]
    return [*lines, *_of_class(made)]


def _figures(
    truth: TrueLearner, page: Progress, difficulties: Iterable[float]
) -> Iterator[tuple[str, float, Interval | None]]:
    chances = [truth.chance(difficulty) for difficulty in difficulties]
    yield "sensitivity", truth.sensitivity, page.sensitivity.interval
    yield "specificity", truth.specificity, page.specificity.interval
    yield "localisation", truth.localisation, page.localisation.interval
    yield "diagnosis", sum(chances) / len(chances), page.diagnosis.interval
    yield "area under the curve", truth.auc, page.roc.interval if page.roc else None


def _of_class(made: Simulated) -> list[Line]:
    results = results_of(made.assignment)
    learners = list(made.learners.values())
    held = []
    for row, difficulty in zip(results.items, made.difficulties, strict=True):
        share = sum(one.chance(difficulty) for one in learners) / len(learners)
        interval = row.figures.facility.interval if row.figures else None
        if interval is not None:
            held.append(interval[0] <= share <= interval[1])
    lines = [Line("facility of the cases", sum(held), len(held))] if held else []
    found = results.reliability.kr20.interval if results.reliability else None
    if found is not None:
        true = true_reliability(learners, made.difficulties)
        lines.append(Line("KR-20 of the set", int(found[0] <= true <= found[1]), 1))
    return lines
