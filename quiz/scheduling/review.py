"""What a reader is likely to have forgotten: FSRS cards for entities and for confused pairs.

A card stands for "knows this entity when it is seen", or "tells these two apart"; it is never
about one case, so that a review shows an unseen case of it. The memory model is the `fsrs` package
(FSRS-6, with its published default weights, which come from flashcards and not from radiology).
Its minutes-long learning steps are left out: a card is next due after one day at the earliest.
Times are arguments; nothing here asks the clock.

How a read becomes a rating (`rate`):

    Again   the diagnosis was not first and the read did not pass
    Hard    first but not passed (unsafe, or little seen), or passed with it further down
    Good    first, and passed
    Easy    first, with a total of 0.90 or more
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import TypeVar

from fsrs import Card, Rating, Scheduler, State

Key = TypeVar("Key")

#: Most reviews a day: about half an hour to an hour of reading.
DAILY = 20
#: Cards come back after half a year at the latest.
LONGEST = 180
RETENTION = 0.9
EXCELLENT = 0.9
#: How far the forecast looks.
HORIZON = 14

_SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST,
    enable_fuzzing=False,
)


class Recall(IntEnum):
    """How well it was known, in the numbers of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True)
class Memory:
    """What FSRS keeps of a card: stability (days), difficulty (1 to 10), when due, when read."""

    stability: float
    difficulty: float
    due: datetime
    reviewed: datetime


def rate(*, named_first: bool, total: float | None, passed: bool) -> Recall | None:
    """Return the rating of a read; None where it could not be graded. See the module's table."""
    if total is None:
        return None
    if not named_first:
        return Recall.HARD if passed else Recall.AGAIN
    if not passed:
        return Recall.HARD
    return Recall.EASY if total >= EXCELLENT else Recall.GOOD


def remember(memory: Memory | None, rating: Recall, now: datetime) -> Memory:
    """Return the memory after a read at `now` (with a time zone); None is a card never read.

    A read that is told late (older than the card's last one) counts as at that last one.
    """
    moment = now.astimezone(UTC)
    if memory is not None:
        moment = max(moment, memory.reviewed.astimezone(UTC))
    card, _log = _SCHEDULER.review_card(_card(memory, moment), Rating(int(rating)), moment)
    return Memory(
        stability=float(card.stability or 0.0),
        difficulty=float(card.difficulty or 0.0),
        due=card.due,
        reviewed=moment,
    )


def recall(memory: Memory, now: datetime) -> float:
    """Return the chance that it is still known at `now`, 0 to 1."""
    moment = max(now.astimezone(UTC), memory.reviewed.astimezone(UTC))
    return float(_SCHEDULER.get_card_retrievability(_card(memory, moment), moment))


def _card(memory: Memory | None, now: datetime) -> Card:
    if memory is None:
        return Card(card_id=0, state=State.Learning, due=now)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due.astimezone(UTC),
        last_review=memory.reviewed.astimezone(UTC),
    )


def most_urgent(cards: Iterable[tuple[Key, Memory]], now: datetime) -> list[Key]:
    """Return the keys of the cards, the most forgotten first; equals keep their order.

    After an absence that is what is read first, and the daily limit leaves the rest for the
    following days. Nothing counts as failed for having waited.
    """
    ranked = sorted(cards, key=lambda pair: recall(pair[1], now))
    return [key for key, _ in ranked]


def load_today(due: int, done: int, limit: int = DAILY) -> int:
    """Return how many of `due` cards are for today, where `done` were reviewed today already."""
    return max(0, min(due, limit - done))


def forecast(
    due: Sequence[date], today: date, *, done: int = 0, days: int = HORIZON, limit: int = DAILY
) -> tuple[int, ...]:
    """Return how many reviews fall on each of the next `days` days, today first.

    What was due before today counts as today's; what is above a day's limit moves to the next
    day, as it will. `done` were reviewed today already.
    """
    waiting = 0
    falling = [0] * days
    for day in due:
        place = max(0, (day - today).days)
        if place < days:
            falling[place] += 1
    loads = []
    for place, count in enumerate(falling):
        waiting += count
        load = load_today(waiting, done if place == 0 else 0, limit)
        loads.append(load)
        waiting -= load
    return tuple(loads)


def next_day(due: Sequence[date], today: date) -> date | None:
    """Return the first day after today on which something is due; None where nothing is."""
    return min((max(day, today + timedelta(days=1)) for day in due if day > today), default=None)
