"""What one learner's reads show: figures for the progress page, from two queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from knowledge.models import Entity
from quiz.models import Reading
from quiz.psychometrics.calibration import Calibration, calibrate
from quiz.psychometrics.confusion import Confusion, confusions
from quiz.psychometrics.intervals import Interval, proportion
from quiz.psychometrics.learning_curve import Block, learning_curve
from quiz.psychometrics.roc import Roc, roc
from quiz.selectors import Reader, sessions_of, untold

#: Nothing is shown as competence before so many graded reads (Pusic 2011: the first 20 are noise).
ENOUGH = 20
#: From this probability on a read counts as "malignant" for sensitivity and specificity.
CALLED_MALIGNANT = 0.5
MOST_CONFUSIONS = 12
CT_CLASSES = ("lucent", "sclerotic", "mixed", "occult")


class Read(NamedTuple):
    """One row of `Reading`, in the order of reading."""

    committed_at: datetime
    diagnosis: str
    named: str
    named_right: bool
    malignant: bool | None
    probability: float | None
    localised: float | None
    total: float | None
    lo1: float | None
    lo2: float | None
    lo3: float | None


@dataclass(frozen=True)
class Rate:
    """So many of so many, with Wilson's interval; `share` is None for none of none."""

    hits: int
    total: int

    @property
    def share(self) -> float | None:
        """Hits over total."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval."""
        return proportion(self.hits, self.total)


@dataclass(frozen=True)
class Mastery:
    """One cell of the map: what was read of these entities, and how many were named right."""

    group: str
    ct_class: str
    entities: tuple[Entity, ...]
    rate: Rate


@dataclass(frozen=True)
class Progress:
    """Everything on the page. Figures of competence are there only from `ENOUGH` reads on."""

    reads: int
    graded: int
    enough: bool
    missing: int
    sensitivity: Rate
    specificity: Rate
    localisation: Rate
    diagnosis: Rate
    roc: Roc | None
    calibration: Calibration | None
    curve: tuple[Block, ...]
    confusions: tuple[tuple[Confusion, Entity | None, Entity | None], ...]
    mastery: tuple[tuple[str, tuple[Mastery, ...]], ...]
    days_in_a_row: int
    days: int


def reads_of(reader: Reader) -> list[Read]:
    """Return the reader's reads, oldest first, without those of a running rapid set. One query."""
    mine = Reading.objects.filter(session__in=sessions_of(reader))
    rows = mine.exclude(session__in=untold(reader)).order_by("committed_at", "pk")
    return [Read(*row) for row in rows.values_list(*Read._fields)]


def progress_of(reader: Reader, *, today: date) -> Progress:
    """Return the figures of this reader as of a day. Two queries, however much was read."""
    reads = reads_of(reader)
    graded = [read for read in reads if read.total is not None]
    named = [read for read in graded if read.lo1 is not None]  # rapid asks for no differential
    entities = {one.slug: one for one in Entity.objects.select_related("group")}
    judged = [
        read for read in graded if read.malignant is not None and read.probability is not None
    ]
    # In whole per cent, as it is asked: the curve then has at most 101 points, however many reads.
    scores = [round(float(read.probability or 0), 2) for read in judged]
    truths = [bool(read.malignant) for read in judged]
    return Progress(
        reads=len(reads),
        graded=len(graded),
        enough=len(graded) >= ENOUGH,
        missing=max(0, ENOUGH - len(graded)),
        sensitivity=_called(scores, truths, malignant=True),
        specificity=_called(scores, truths, malignant=False),
        localisation=_localised(graded),
        diagnosis=Rate(sum(read.named_right for read in named), len(named)),
        roc=roc(scores, truths),
        calibration=calibrate(scores, truths),
        curve=learning_curve([float(read.total or 0) for read in named]),
        confusions=_confusions(named, entities),
        mastery=_mastery(named, entities),
        **_days(reads, today),
    )


def _called(scores: Sequence[float], truths: Sequence[bool], *, malignant: bool) -> Rate:
    """How often a malignant case was called malignant, or a benign one benign."""
    called = [
        (score >= CALLED_MALIGNANT) == malignant
        for score, truth in zip(scores, truths, strict=True)
        if truth == malignant
    ]
    return Rate(sum(called), len(called))


def _localised(reads: Iterable[Read]) -> Rate:
    """How often every lesion that was asked for was hit, or "diffuse" or "normal" was right."""
    asked = [read.localised for read in reads if read.localised is not None]
    return Rate(sum(credit >= 1 for credit in asked), len(asked))


def _confusions(
    reads: Iterable[Read], entities: dict[str, Entity]
) -> tuple[tuple[Confusion, Entity | None, Entity | None], ...]:
    found = confusions((read.diagnosis, read.named, read.named_right) for read in reads)
    return tuple(
        (one, entities.get(one.truth), entities.get(one.named)) for one in found[:MOST_CONFUSIONS]
    )


def _mastery(
    reads: Iterable[Read], entities: dict[str, Entity]
) -> tuple[tuple[str, tuple[Mastery, ...]], ...]:
    """Return the rows of the map: (group, one cell for each CT class)."""
    tally: dict[tuple[str, str], list[int]] = {}
    for read in reads:
        entity = entities.get(read.diagnosis)
        if entity:
            cell = tally.setdefault((entity.group.name, entity.ct_class), [0, 0])
            cell[0] += read.named_right
            cell[1] += 1
    groups: dict[str, dict[str, list[Entity]]] = {}
    for entity in sorted(entities.values(), key=lambda one: (one.group.order, one.short_name)):
        if not entity.withdrawn:
            groups.setdefault(entity.group.name, {}).setdefault(entity.ct_class, []).append(entity)
    return tuple(
        (
            group,
            tuple(
                Mastery(
                    group,
                    ct_class,
                    tuple(cells.get(ct_class, ())),
                    Rate(*tally.get((group, ct_class), (0, 0))),
                )
                for ct_class in CT_CLASSES
            ),
        )
        for group, cells in groups.items()
    )


def _days(reads: Iterable[Read], today: date) -> dict[str, int]:
    """Count the days with a read, and those in a row up to today or yesterday."""
    zone = timezone.get_current_timezone()
    days = {read.committed_at.astimezone(zone).date() for read in reads}
    last = today if today in days else today - timedelta(days=1)
    streak = 0
    while last - timedelta(days=streak) in days:
        streak += 1
    return {"days_in_a_row": streak, "days": len(days)}
