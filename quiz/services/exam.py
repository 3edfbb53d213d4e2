"""Exams: a fixed set on the server's clock, answers kept as drafts, all graded at the end.

An answer may be changed until the end, so it lives as a draft; handing in, or the end of the time,
commits every case, an untouched one as an empty answer. Nobody has to be there when the time is
up: whatever is asked of the session afterwards hands it in first.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from knowledge.selectors import terms
from quiz.models import Session, SessionItem
from quiz.selectors import Reader
from quiz.services.draft import save_draft
from quiz.services.memory import lock_ratings
from quiz.services.rapid import chosen_cases
from quiz.services.response import write_response
from quiz.services.session import freeze_set, open_session
from quiz.submission import Submission, from_json
from quiz.understanding import resolve_all

LENGTHS = (5, 10, 20)
MINUTES_A_CASE = 3
#: Saves that were on their way when the time ended are taken so long afterwards.
GRACE = timedelta(seconds=5)


@dataclass(frozen=True)
class Place:
    """One field of the navigation grid."""

    order: int
    answered: bool
    flagged: bool
    now: bool


@transaction.atomic
def start_exam(
    *,
    user: User | AnonymousUser,
    guest_token: str = "",
    length: int = LENGTHS[1],
    rng: random.Random | None = None,
    now: datetime | None = None,
) -> Session:
    """Open an exam of `length` proven cases in the shares of a fair set; raises `NoCases`.

    The time is `MINUTES_A_CASE` a case from now on. Cases are chosen and frozen at once.
    """
    reader = Reader(user, guest_token)
    cases = chosen_cases(reader, size=length, rng=rng)
    ends = (now or timezone.now()) + timedelta(minutes=MINUTES_A_CASE * len(cases))
    session = open_session(
        reader, Session.Mode.EXAM, length=len(cases), ends_at=ends.isoformat(), flags=[]
    )
    freeze_set(session=session, cases=cases)
    return session


def running(session: Session) -> bool:
    """Whether this is an exam, or a quiz taken like one, that is not handed in yet."""
    return session.like_exam and session.finished_at is None


def seconds_left(session: Session, now: datetime | None = None) -> float:
    """Return how long the exam still takes, below 0 when its time is up; inf without a clock."""
    ends = ends_at(session)
    return inf if ends is None else (ends - (now or timezone.now())).total_seconds()


def ends_at(session: Session) -> datetime | None:
    """Return when the time is up, or None for a set without a clock."""
    ends = session.settings.get("ends_at")
    return datetime.fromisoformat(ends) if ends else None


def whole_seconds_left(session: Session) -> int | None:
    """Return what the clock on the page starts from; None without a clock."""
    left = seconds_left(session)
    return None if left == inf else max(0, int(left))


def close_if_over(session: Session, now: datetime | None = None) -> bool:
    """Hand in an exam whose time, and the grace after it, is up; return whether it is closed."""
    if running(session) and seconds_left(session, now) < -GRACE.total_seconds():
        hand_in(session=session)
    return session.finished_at is not None


def keep_answer(*, item: SessionItem, submission: Submission, edited: int) -> bool:
    """Keep the answer as it stands; False where the exam is over or a newer one is kept."""
    if close_if_over(item.session):
        return False
    return save_draft(item=item, submission=submission, edited=edited)


@transaction.atomic
def hand_in(*, session: Session) -> None:
    """Commit every case of the exam as it stands and end it; doing it twice changes nothing."""
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.finished_at is None:
        spoken = terms()
        beside = ("session", "draft", "response", "case")
        items = list(locked.items.select_related(*beside).order_by("order"))
        lock_ratings(item.case_id for item in items)
        for item in items:
            draft = getattr(item, "draft", None)
            submission = from_json(draft.payload) if draft else Submission()
            entries = resolve_all(submission.differential, spoken.vocabulary)
            write_response(item, submission, entries, seconds=_spent(item), spoken=spoken)
        # Asked for after its time: it counts from when the time was up.
        now, ends = timezone.now(), ends_at(locked)
        locked.finished_at = min(now, ends) if ends else now
        locked.save(update_fields=["finished_at"])
    session.finished_at = locked.finished_at


def _spent(item: SessionItem) -> float | None:
    """From the first showing to the last change, in seconds: the exam itself goes on after it."""
    draft = getattr(item, "draft", None)
    if draft is None or item.shown_at is None:
        return None
    return float(round((draft.saved_at - item.shown_at).total_seconds(), 3))


@transaction.atomic
def toggle_flag(*, item: SessionItem) -> None:
    """Flag the case to come back to, or take the flag away."""
    session = Session.objects.select_for_update().get(pk=item.session_id)
    flags = set(session.settings.get("flags", ()))
    session.settings["flags"] = sorted(flags ^ {item.order})
    session.save(update_fields=["settings"])
    item.session.settings = session.settings


def places(session: Session, now: int = 0) -> list[Place]:
    """Return the navigation grid; `now` is the order of the case on screen. One query."""
    flags = set(session.settings.get("flags", ()))
    rows = session.items.order_by("order").values_list("order", "draft__pk")
    return [Place(order, draft is not None, order in flags, order == now) for order, draft in rows]
