"""One session open in two browsers: who was where lately, so that each can be told of the other.

Kept beside the database, in a cache that all processes of the machine share: it is forgotten
after `OPEN_FOR` and nothing hangs on it. Which answer counts is settled where answers are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import caches
from django.utils import timezone

from quiz.models import Session

#: A browser that was not heard of for so long has probably been closed.
OPEN_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """Where a browser was, and when it was last heard of."""

    order: int
    at: datetime


def note_place(
    session: Session, *, browser: str, order: int, now: datetime | None = None
) -> Place | None:
    """Note that this browser has the case open; return where another one is, the latest of them.

    `browser` is a random name that a browser keeps. No query.
    """
    moment = now or timezone.now()
    cache, name = caches["places"], f"quiz-open-{session.public_id}"
    places: dict[str, Place] = {
        one: place
        for one, place in cache.get(name, {}).items()
        if moment - place.at < OPEN_FOR and one != browser
    }
    cache.set(name, places | {browser: Place(order, moment)}, OPEN_FOR.total_seconds())
    return max(places.values(), key=lambda place: place.at, default=None)
