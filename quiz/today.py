"""What the front page says to somebody who is signed in: where to go on, and what to mend."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from cases.models import Case, State
from knowledge.models import Entity
from quiz.models import Assignment, KeyChallenge, Reading, Session
from quiz.selectors import Reader, sessions_of, untold
from quiz.services.assigned import with_standing
from quiz.services.regrading import queue
from quiz.services.review import Due, due_of

#: The suggestion looks at so many of the newest reads, whatever lies behind them.
LATEST = 50
#: So many classes are looked at on the front page; the others are in the results.
CLASSES = 3
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class LastRead:
    """The newest read that was graded: what it was, what was said, how it went (0 to 1)."""

    session: str
    order: int
    diagnosis: Entity | None
    named: Entity | None
    right: bool
    total: float
    at: datetime


@dataclass(frozen=True)
class Confused:
    """One entity that was named for another, with how often in the latest reads."""

    truth: Entity
    named: Entity
    times: int


@dataclass(frozen=True)
class Today:
    """A learner's front page. Whatever there is nothing of is None."""

    running: Session | None
    last: LastRead | None
    confused: Confused | None
    due: Due

    @property
    def empty(self) -> bool:
        """Whether nothing was ever read."""
        return self.running is None and self.last is None


@dataclass(frozen=True)
class Teaching:
    """An educator's front page: what waits, what the learners did in the last seven days.

    `classes`: the assignments that run or ended last, with their standing.
    """

    drafts: int
    in_review: int
    doubts: int
    unmatched: int
    reads: int
    readers: int
    classes: list[Assignment]


def today_of(reader: Reader) -> Today:
    """Return what this reader left open, read last, confuses and should review. Five queries.

    Reads of an exam or rapid set that still runs are left out: their result is not told yet.
    """
    running = (
        sessions_of(reader)
        .filter(finished_at=None)
        .annotate(read=Count("items__response"))
        .order_by("-started_at")
        .first()
    )
    rows = list(
        Reading.objects.filter(session__in=sessions_of(reader), total__isnull=False)
        .exclude(session__in=untold(reader))
        .select_related("response__item__session")
        .only(
            "diagnosis", "named", "named_right", "total", "lo1", "committed_at",
            "response__item__order", "response__item__session__public_id",
        )
        .order_by("-committed_at", "-pk")[:LATEST]
    )  # fmt: skip
    slugs = {slug for row in rows for slug in (row.diagnosis, row.named)}
    entities = {one.slug: one for one in Entity.objects.filter(slug__in=slugs)} if rows else {}
    return Today(running, _last(rows, entities), _confused(rows, entities), due_of(reader.user))


def _last(rows: list[Reading], entities: dict[str, Entity]) -> LastRead | None:
    # A rapid read names nothing and has no page of its own: it is no result to go back to.
    row = next((row for row in rows if row.lo1 is not None), None)
    if row is None:
        return None
    item = row.response.item
    return LastRead(
        session=item.session.public_id,
        order=item.order,
        diagnosis=entities.get(row.diagnosis),
        named=entities.get(row.named),
        right=row.named_right,
        total=row.total or 0.0,
        at=row.committed_at,
    )


def _confused(rows: list[Reading], entities: dict[str, Entity]) -> Confused | None:
    """Return the commonest confusion; of equals the newest."""
    pairs = Counter(
        (row.diagnosis, row.named)
        for row in rows
        if not row.named_right and row.named in entities and row.diagnosis in entities
    )
    if not pairs:
        return None
    (truth, named), times = pairs.most_common(1)[0]
    return Confused(entities[truth], entities[named], times)


def teaching(now: datetime | None = None) -> Teaching:
    """Return what waits for the educators. Five queries."""
    moment = now or timezone.now()
    cases = Case.objects.worked_on().aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        in_review=Count("pk", filter=Q(state=State.IN_REVIEW)),
    )
    week = Reading.objects.filter(committed_at__gt=moment - WEEK).aggregate(
        reads=Count("pk"), readers=Count("session__user", distinct=True)
    )
    return Teaching(
        drafts=cases["drafts"],
        in_review=cases["in_review"],
        doubts=KeyChallenge.objects.filter(state=KeyChallenge.State.OPEN).count(),
        unmatched=queue().count(),
        reads=week["reads"],
        readers=week["readers"],
        classes=list(with_standing(Assignment.objects.filter(opens_at__lte=moment))[:CLASSES]),
    )
