"""Assigned quizzes from the learner's side: what is due, starting, and when results are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pool
from quiz.models import Assignment, Attempt, Cohort, Membership, Quiz, QuizCase, Session
from quiz.selectors import Reader
from quiz.services.exam import close_if_over
from quiz.services.session import freeze_set, open_session


class CannotStart(Exception):
    """The quiz cannot be started now; the message is a sentence for the learner."""


@dataclass(frozen=True)
class Given:
    """One assignment as its learner sees it.

    `state` is one of upcoming, open, running, done, missed. `session` is the newest sitting.
    """

    assignment: Assignment
    state: str
    used: int
    session: Session | None = None
    late: bool = False
    told: bool = False

    @property
    def again(self) -> bool:
        """Whether another attempt may be started."""
        return self.state == "done" and self.used < self.assignment.quiz.attempts

    @property
    def overdue(self) -> bool:
        """Whether it is still open in front of the learner after the due date."""
        return self.state == "running" and self.late


def make_assignment(
    *, quiz: Quiz, cohort: Cohort, owner: User, opens_at: datetime, due_at: datetime, zone: str
) -> Assignment:
    """Give the quiz to the cohort; the form has checked the dates."""
    return Assignment.objects.create(
        quiz=quiz, cohort=cohort, owner=owner, opens_at=opens_at, due_at=due_at, zone=zone
    )


def given_to(*, user: User, now: datetime | None = None) -> list[Given]:
    """Return the learner's assignments, what is to be done first. Two queries."""
    moment = now or timezone.now()
    mine = Attempt.objects.filter(user=user).select_related("session").order_by("number")
    rows = (
        Assignment.objects.filter(cohort__memberships__user=user)
        .select_related("quiz", "cohort")
        .prefetch_related(Prefetch("taken", queryset=mine, to_attr="mine"))
        .order_by("due_at", "pk")
    )
    found = [_given(row, moment) for row in rows]
    order = ("running", "open", "upcoming", "done", "missed")
    return sorted(found, key=lambda one: order.index(one.state))


def _given(row: Any, now: datetime) -> Given:
    attempts: list[Attempt] = row.mine
    past = now > row.due_at
    if not attempts:
        state = "missed" if past else "open" if now >= row.opens_at else "upcoming"
        return Given(row, state, 0)
    last = attempts[-1]
    if last.session.finished_at is None:
        return Given(row, "running", len(attempts), last.session, late=past)
    told = row.quiz.feedback != Quiz.Feedback.DUE or past
    late = last.session.finished_at > row.due_at
    used = row.quiz.attempts if past else len(attempts)
    return Given(row, "done", used, last.session, late=late, told=told)


@transaction.atomic
def start_assigned(*, user: User, assignment: Assignment, now: datetime | None = None) -> Session:
    """Open the learner's next attempt, or return the one that is open; raises `CannotStart`.

    The membership's row is locked, so that two clicks find the same attempt. Cases are frozen at
    once, in the educator's order.
    """
    moment = now or timezone.now()
    if not Membership.objects.select_for_update().filter(cohort=assignment.cohort_id, user=user):
        raise CannotStart(_("You are not a member of this class."))
    attempts = list(
        Attempt.objects.filter(assignment=assignment, user=user).select_related("session")
    )
    for attempt in attempts:
        if attempt.session.finished_at is None:
            return attempt.session
    quiz = assignment.quiz
    _refuse(assignment, len(attempts), moment)
    places = _places(quiz).select_related("case").order_by("order")
    session = open_session(
        Reader(user),
        Session.Mode.ASSIGNED,
        length=len(places),
        title=quiz.title,
        **_terms(quiz, moment),
    )
    freeze_set(session=session, cases=[place.case for place in places])
    Attempt.objects.create(
        assignment=assignment, user=user, session=session, number=len(attempts) + 1
    )
    return session


def _places(quiz: Quiz) -> QuerySet[QuizCase]:
    """The cases to read: what has become an exhibit since is told in self-study, so not asked.

    Nor is what was never published here: cases of a shared quiz are drafts at first.
    """
    return quiz.places.exclude(case__pool=Pool.EXHIBIT).filter(case__revision__gt=0)


def unpublished(quiz: Quiz) -> int:
    """Return how many of the quiz's cases were never published here. One query."""
    return quiz.places.filter(case__revision=0).count()


def _refuse(assignment: Assignment, used: int, now: datetime) -> None:
    if now < assignment.opens_at:
        raise CannotStart(_("It opens on %s.") % assignment.opens)
    if now > assignment.due_at:
        raise CannotStart(_("It was due on %s and cannot be started any more.") % assignment.due)
    if used >= assignment.quiz.attempts:
        raise CannotStart(_("You have used every attempt at this quiz."))
    if not _places(assignment.quiz).exists():
        raise CannotStart(_("This quiz holds no cases yet."))


def _terms(quiz: Quiz, now: datetime) -> dict[str, Any]:
    if not quiz.like_exam:
        return {}
    terms: dict[str, Any] = {"exam": True, "flags": []}
    if quiz.minutes:
        terms["ends_at"] = (now + timedelta(minutes=quiz.minutes)).isoformat()
    return terms


def assignment_of(session: Session) -> Assignment | None:
    """Return what the session is an attempt at, with its quiz; None for other modes. One query."""
    if session.mode != Session.Mode.ASSIGNED:
        return None
    return Assignment.objects.select_related("quiz").filter(taken__session=session).first()


def told_from(session: Session, now: datetime | None = None) -> Assignment | None:
    """Return the assignment whose due date the results wait for; None where they may be told."""
    found = assignment_of(session)
    if found is None or found.quiz.feedback != Quiz.Feedback.DUE:
        return None
    return found if (now or timezone.now()) <= found.due_at else None


def with_standing(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Add to each assignment how its class stands; what is due last comes first.

    Each row gets `members`, `begun`, `done` and `late`, and its quiz and cohort. One query.
    """
    done = Q(taken__session__finished_at__isnull=False, taken__number=1)
    # Apart from the attempts: joined, each attempt would stand beside each member.
    members = Membership.objects.filter(cohort=OuterRef("cohort")).order_by().values("cohort")
    return (
        rows.select_related("quiz", "cohort")
        .annotate(
            members=Coalesce(Subquery(members.values(size=Count("pk"))), 0),
            begun=Count("taken", filter=Q(taken__number=1)),
            done=Count("taken", filter=done),
            late=Count("taken", filter=done & Q(taken__session__finished_at__gt=F("due_at"))),
        )
        .order_by("-due_at", "-pk")
    )


@transaction.atomic
def close_overdue(*, assignment: Assignment) -> int:
    """Hand in the sittings whose clock has run out; return how many.

    Nobody has to be there when the time is up: the educator who asks finds them handed in.
    """
    running = Session.objects.filter(attempt__assignment=assignment, finished_at=None)
    return sum(close_if_over(session) for session in running)
