"""Questions that the quiz pages ask of the database, each with a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.models import Case, Provenance, Series
from cases.querysets import visible_to
from quiz.models import Assignment, Attempt, Grade, Note, Quiz, QuizCase, Session, SessionItem


@dataclass(frozen=True)
class Reader:
    """Who reads: an account, or a guest's browser known by its token."""

    user: User | AnonymousUser
    guest_token: str = ""


def sessions_of(reader: Reader) -> QuerySet[Session]:
    """The reader's sessions; nobody else's."""
    return Session.objects.owned_by(user=reader.user, guest_token=reader.guest_token)


def playable(user: User | AnonymousUser | None) -> QuerySet[Case]:
    """The cases that practice may serve to this person: published, in the pool, with images."""
    ready = Series.objects.filter(study__case=OuterRef("pk"), frames_ready=True)
    return visible_to(user).public().filter(Exists(ready))


#: A sitting that was left open so long keeps its cases secret no more.
SECRET_FOR = timedelta(hours=2)


def untold(reader: Reader, now: datetime | None = None) -> QuerySet[Session]:
    """The reader's sittings whose results may not be told yet.

    Exams and rapid sets that still run; assigned quizzes until they are handed in or, where the
    educator wants that, until the due date is over for the whole class.
    """
    return untold_among(sessions_of(reader), now)


def untold_among(sessions: QuerySet[Session], now: datetime | None = None) -> QuerySet[Session]:
    """Those of the sessions, whoever's they are, whose results may not be told yet."""
    now = now or timezone.now()
    running = Q(
        mode__in=(Session.Mode.EXAM, Session.Mode.RAPID),
        finished_at=None,
        started_at__gt=now - SECRET_FOR,
    )
    policy = "attempt__assignment__quiz__feedback"
    not_handed_in = Q(
        finished_at=None, **{f"{policy}__in": (Quiz.Feedback.END, Quiz.Feedback.DUE)}
    )
    not_due = Q(attempt__assignment__due_at__gte=now, **{policy: Quiz.Feedback.DUE})
    return sessions.filter(running | not_handed_in | not_due)


def cases_untold(reader: Reader) -> QuerySet[Case, Any]:
    """The ids of the cases in them, for a subquery.

    With those of assigned quizzes that the reader has still to read: what practice tells of a
    case would be known in the quiz.
    """
    unread = Q(session__mode=Session.Mode.ASSIGNED, session__finished_at=None, response=None)
    mine = SessionItem.objects.filter(session__in=sessions_of(reader))
    hidden = mine.filter(unread | Q(session__in=untold(reader))).order_by().values("case")
    cases = Q(pk__in=hidden)
    if reader.user.is_authenticated:
        cases |= Q(pk__in=_cases_assigned(reader.user.pk))
    return Case.objects.filter(cases).order_by().values("pk")


def _cases_assigned(user_id: int) -> QuerySet[QuizCase, Any]:
    """The ids of cases in quizzes that are given to this account and not handed in."""
    done = Attempt.objects.filter(
        assignment=OuterRef("pk"), user=user_id, session__finished_at__isnull=False
    )
    given = Assignment.objects.filter(
        ~Exists(done), cohort__memberships__user=user_id, due_at__gt=timezone.now()
    )
    return QuizCase.objects.filter(quiz__assignments__in=given).order_by().values("case")


def cases_left_open(reader: Reader, now: datetime | None = None) -> QuerySet[SessionItem, Any]:
    """The ids of the cases that the reader has open in any sitting, for a subquery."""
    items = SessionItem.objects.filter(
        session__in=sessions_of(reader).filter(finished_at=None),
        response=None,
        created_at__gt=(now or timezone.now()) - SECRET_FOR,
    )
    return items.order_by().values("case")


def find_session(*, reader: Reader, public_id: str) -> Session | None:
    """Return the reader's session of this name, or None. One query."""
    return sessions_of(reader).filter(public_id=public_id).first()


def find_item(*, reader: Reader, public_id: str, order: int) -> SessionItem | None:
    """Return one item with session, case, response and draft, or None. One query."""
    return (
        SessionItem.objects.select_related(
            "session", "case__key_view", "case__rating", "response__key_challenge", "draft", "note"
        )
        .filter(session__in=sessions_of(reader), session__public_id=public_id, order=order)
        .first()
    )


def previous_case(item: SessionItem) -> int | None:
    """Return the order of the committed case before this one in its session. One query."""
    before = SessionItem.objects.filter(
        session_id=item.session_id, order__lt=item.order, response__isnull=False
    )
    return before.order_by("-order").values_list("order", flat=True).first()


def notes_of(reader: Reader) -> QuerySet[Note]:
    """The reader's bookmarks and notes with what was read, the latest first.

    `headline` and `diagnosis` are there for committed cases only, and not while a set runs that
    tells at its end.
    """
    newest = Grade.objects.filter(response__item=OuterRef("item")).order_by("-pk")
    telling = Exists(untold(reader).filter(pk=OuterRef("item__session")))
    return (
        Note.objects.filter(item__session__in=sessions_of(reader))
        .select_related("item__session", "item__response")
        .annotate(
            secret=telling,
            headline=Subquery(newest.values("detail__headline")[:1]),
        )
        .order_by("-changed_at", "-pk")
    )


def noted_in(session: Session) -> dict[int, Note]:
    """Return the notes and bookmarks of a session by the order of their case. One query."""
    notes = Note.objects.filter(item__session=session).select_related("item")
    return {note.item.order: note for note in notes}


def latest_grade(item: SessionItem) -> Grade | None:
    """Return the grade that counts of a committed item. One query."""
    return Grade.objects.filter(response__item=item).order_by("-pk").first()


@dataclass(frozen=True)
class Progress:
    """Where the reader stands in a session, for the ticks in the header."""

    order: int
    length: int | None
    ticks: tuple[str, ...]  # "done", "now" or "ahead"


#: So many ticks fit into the header.
TICKS = 24


def progress_of(item: SessionItem) -> Progress:
    """Return the ticks for the header, those about the case where there are many. One query."""
    length = item.session.length
    first = max(1, item.order - TICKS // 2)
    if length is not None:
        first = max(1, min(first, length - TICKS + 1))
    last = first + TICKS - 1
    near = SessionItem.objects.filter(session=item.session, order__range=(first, last))
    done = set(near.filter(response__isnull=False).values_list("order", flat=True))
    end = max({item.order, *done}) if length is None else min(last, length)
    ticks = tuple(
        "now" if place == item.order else "done" if place in done else "ahead"
        for place in range(first, end + 1)
    )
    return Progress(item.order, length, ticks)


def items_with_grades(session: Session) -> list[dict[str, Any]]:
    """Return every item of a session with its newest grade, in order. One query.

    Keys: order, seconds, committed (bool), total, lo1, lo2, lo3, passed, headline, malignant,
    diagnosis (slug of the frozen key), simulated, still. What is not committed tells nothing
    of its key.
    """
    newest = Grade.objects.filter(response__item=OuterRef("pk")).order_by("-pk")
    rows = (
        session.items.order_by("order")
        .annotate(
            **{
                f"grade_{name}": Subquery(newest.values(name)[:1])
                for name in ("total", "lo1", "lo2", "lo3", "passed", "detail")
            }
        )
        .values(
            "order",
            "answer_key",
            "case__provenance",
            "case__still_images",
            "response__seconds",
            "response__pk",
            *(f"grade_{name}" for name in ("total", "lo1", "lo2", "lo3", "passed", "detail")),
        )
    )
    return [_row(row) for row in rows]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    committed = row["response__pk"] is not None
    detail = row["grade_detail"] or {}
    return {
        "order": row["order"],
        "committed": committed,
        "seconds": row["response__seconds"],
        "clock": clock(row["response__seconds"]),
        "total": row["grade_total"],
        "lo1": row["grade_lo1"],
        "lo2": row["grade_lo2"],
        "lo3": row["grade_lo3"],
        "passed": row["grade_passed"],
        "headline": detail.get("headline", ""),
        "diagnosis": (row["answer_key"] or {}).get("diagnosis", "") if committed else "",
        "simulated": row["case__provenance"] == "simulated",
        "still": row["case__still_images"],
    }


def clock(seconds: float | None) -> str:
    """Return a time as minutes and seconds, "3:07"; empty where it was not measured."""
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def recent_sessions(reader: Reader, limit: int = 6) -> list[Session]:
    """Return the reader's latest sessions with `read` (committed items). One query."""
    items = SessionItem.objects.filter(session=OuterRef("pk"), response__isnull=False)
    read = items.order_by().values("session").annotate(read=Count("pk")).values("read")
    sessions = sessions_of(reader).annotate(read=Coalesce(Subquery(read), 0))
    return list(sessions.order_by("-started_at")[:limit])


def library_counts(reader: Reader) -> dict[str, int]:
    """Return how many cases practice has: all, real, simulated. One query."""
    return playable(reader.user).aggregate(
        all=Count("pk"),
        real=Count("pk", filter=Q(provenance=Provenance.REAL)),
        simulated=Count("pk", filter=Q(provenance=Provenance.SIMULATED)),
    )
