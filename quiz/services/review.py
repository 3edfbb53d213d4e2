"""Review: what this account is likely to have forgotten by today, a day's load at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from knowledge.selectors import relations
from quiz.models import SeenCase, Session, SessionItem
from quiz.scheduling.review import DAILY, forecast, load_today, most_urgent, next_day
from quiz.selectors import Reader, playable
from quiz.services.ledger import memory_of
from quiz.services.past import cards_of, end_of_day, members
from quiz.services.session import open_session


def seen_through(session: Session) -> list[str]:
    """The names due in a review of which its account has seen every case. One query.

    Asked before its first case is shown. Meanwhile the case seen least comes again.
    """
    due = session.settings.get("due", [])
    wanted = dict.fromkeys(side for pair in due for side in pair if side)
    shown = SeenCase.objects.filter(user=session.user, case=OuterRef("pk"))
    unseen = playable(session.user).filter(~Exists(shown), diagnosis_slug__in=wanted)
    left = set(unseen.order_by().values_list("diagnosis_slug", flat=True).distinct())
    return [slug for slug in wanted if slug not in left]


class NothingDue(Exception):
    """There is nothing to review today."""


@dataclass(frozen=True)
class Due:
    """What is due, in counts only: the names would give the cases away.

    today: for today's sitting. waiting: all that is due, the day's limit aside. loads: the next
    days, today first. cards: everything that is kept in mind. next: the first day after today.
    """

    today: int = 0
    waiting: int = 0
    done: int = 0
    cards: int = 0
    loads: tuple[int, ...] = ()
    next: date | None = None
    limit: int = DAILY

    @property
    def held_back(self) -> int:
        """How many wait for the following days because today is full."""
        return self.waiting - self.today


def due_of(user: User | AnonymousUser, *, now: datetime | None = None) -> Due:
    """Return what is due for this account; nothing for a guest. Two queries."""
    if not isinstance(user, User):
        return Due()
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    dues = cards_of(user).values_list("due", flat=True)
    days = [timezone.localdate(due) for due in dues]
    done = reviewed_today(user, now=moment)
    waiting = sum(day <= today for day in days)
    return Due(
        today=load_today(waiting, done),
        waiting=waiting,
        done=done,
        cards=len(days),
        loads=forecast(days, today, done=done),
        next=next_day(days, today),
    )


def reviewed_today(user: User, *, now: datetime) -> int:
    """Return how many reviews the account committed today. One query."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return SessionItem.objects.filter(
        session__user=user,
        session__mode=Session.Mode.REVIEW,
        session__started_at__gte=midnight,
        response__isnull=False,
    ).count()


@transaction.atomic
def start_review(*, user: User, now: datetime | None = None) -> Session:
    """Open today's review, the most forgotten first; raises `NothingDue`. Five queries.

    Which cards it asks is settled here; which case stands for a card when its turn comes. Cards
    without a case to show are left out.
    """
    moment = now or timezone.now()
    cards = cards_of(user).filter(due__lt=end_of_day(moment))
    there = set(playable(user).order_by().values_list("diagnosis_slug", flat=True).distinct())
    graph = relations()
    ranked = most_urgent(
        [
            ([card.entity, card.other], memory_of(card))
            for card in cards
            if any(members(side, graph) & there for side in (card.entity, card.other) if side)
        ],
        moment,
    )
    due = ranked[: load_today(len(ranked), reviewed_today(user, now=moment))]
    if not due:
        raise NothingDue
    return open_session(Reader(user), Session.Mode.REVIEW, length=len(due), due=due)
