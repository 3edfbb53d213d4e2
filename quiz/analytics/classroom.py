"""What an assignment shows of its class: who has done it, how the items did, how sure that is.

Figures count each learner's first attempt that was handed in; further attempts are only counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django.utils.crypto import salted_hmac

from cases.models import Case
from knowledge.selectors import relations
from quiz.grading.rubric import RUBRIC
from quiz.models import Assignment, Attempt, QuizCase, Reading
from quiz.psychometrics import items as psychometrics
from quiz.psychometrics.intervals import Interval, mean
from quiz.psychometrics.items import Item, Reliability, Suspicion
from quiz.selectors import clock

#: Letters of a pseudonym: nothing that is read for something else.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
MOST_WRONG = 6
PASS = RUBRIC.pass_mark


class Read(NamedTuple):
    """One answer of a first attempt, as its newest grade sees it.

    `order` is the case's place in the quiz; in an attempt that was started after a case before it
    had become an exhibit it came earlier.
    """

    session: int
    order: int
    named: str
    right: bool
    total: float | None
    lo1: float | None
    lo2: float | None
    lo3: float | None
    malignant: bool | None
    probability: float | None
    seconds: float | None


@dataclass(frozen=True)
class Learner:
    """One member: `state` is waiting, started, done or late (handed in after the due date)."""

    user: User
    pseudonym: str
    state: str
    attempts: int
    session: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    passed: int = 0
    graded: int = 0
    total: float | None = None
    lo1: float | None = None
    lo2: float | None = None
    lo3: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Row:
    """One item: its case, its figures (none below `psychometrics.ENOUGH`), wrong diagnoses."""

    order: int
    case: Case
    read: int
    figures: Item | None
    seconds: float | None
    wrong: tuple[tuple[str, int], ...]
    suspicion: Suspicion | None
    rival: str = ""

    @property
    def clock(self) -> str:
        """The median time as minutes and seconds."""
        return clock(self.seconds)


@dataclass(frozen=True)
class Results:
    """Everything on the page of an assignment."""

    assignment: Assignment
    learners: tuple[Learner, ...]
    items: tuple[Row, ...]
    reliability: Reliability | None
    finished: int
    started: int
    late: int
    mean: float | None
    interval: Interval | None
    needed: int = psychometrics.ENOUGH

    @property
    def members(self) -> int:
        """How many belong to it."""
        return len(self.learners)

    @property
    def waiting(self) -> int:
        """How many have not started."""
        return sum(one.state == "waiting" for one in self.learners)

    @property
    def suspicious(self) -> tuple[Row, ...]:
        """The items whose key able learners doubt."""
        return tuple(row for row in self.items if row.suspicion)


def pseudonym(assignment: Assignment, user_id: int) -> str:
    """Return a name that stays the same in one assignment and tells nothing: "K7Q-M2X"."""
    digest = salted_hmac("classroom", f"{assignment.public_id}:{user_id}", algorithm="sha256")
    code = "".join(LETTERS[byte % len(LETTERS)] for byte in digest.digest()[:6])
    return f"{code[:3]}-{code[3:]}"


def results_of(assignment: Assignment) -> Results:
    """Return the results. Five queries, however many learners and items there are."""
    attempts = list(
        Attempt.objects.filter(assignment=assignment).select_related("session", "user")
    )
    members = User.objects.filter(memberships__cohort=assignment.cohort_id)
    people = {user.pk: user for user in members}
    mine: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        people.setdefault(attempt.user_id, attempt.user)
        mine[attempt.user_id].append(attempt)
    reads = reads_of(assignment)
    by_session: dict[int, list[Read]] = defaultdict(list)
    for read in reads:
        by_session[read.session].append(read)
    learners = [_learner(assignment, user, mine[pk], by_session) for pk, user in people.items()]
    learners.sort(key=lambda one: one.user.get_username().casefold())
    places = list(assignment.quiz.places.select_related("case"))
    rows, reliability = _items(places, by_session)
    scores = [one.total for one in learners if one.total is not None]
    return Results(
        assignment=assignment,
        learners=tuple(learners),
        items=rows,
        reliability=reliability,
        finished=sum(one.state in {"done", "late"} for one in learners),
        started=sum(one.state == "started" for one in learners),
        late=sum(one.state == "late" for one in learners),
        mean=sum(scores) / len(scores) if scores else None,
        interval=mean(scores) if len(scores) >= psychometrics.ENOUGH else None,
    )


def reads_of(assignment: Assignment) -> list[Read]:
    """Return the answers of the first attempts that were handed in. One query."""
    places = QuizCase.objects.filter(quiz=assignment.quiz_id, case=OuterRef("case"))
    rows = (
        Reading.objects.filter(
            session__attempt__assignment=assignment,
            session__attempt__number=1,
            session__finished_at__isnull=False,
        )
        .annotate(place=Subquery(places.values("order")))
        .order_by("session", "place")
    )
    return [
        Read(*row)
        for row in rows.values_list(
            "session",
            "place",
            "named",
            "named_right",
            "total",
            "lo1",
            "lo2",
            "lo3",
            "malignant",
            "probability",
            "seconds",
        )
    ]


def _learner(
    assignment: Assignment,
    user: User,
    attempts: Sequence[Attempt],
    by_session: dict[int, list[Read]],
) -> Learner:
    code = pseudonym(assignment, user.pk)
    if not attempts:
        return Learner(user, code, "waiting", 0)
    first = attempts[0].session
    if first.finished_at is None:
        state = "started"
    else:
        state = "late" if first.finished_at > assignment.due_at else "done"
    reads = by_session.get(first.pk, [])
    return Learner(
        user=user,
        pseudonym=code,
        state=state,
        attempts=len(attempts),
        session=first.public_id,
        started_at=first.started_at,
        finished_at=first.finished_at,
        passed=sum((read.total or 0) >= PASS for read in reads),
        graded=sum(read.total is not None for read in reads),
        total=_mean([read.total for read in reads]),
        lo1=_mean([read.lo1 for read in reads]),
        lo2=_mean([read.lo2 for read in reads]),
        lo3=_mean([read.lo3 for read in reads]),
        seconds=sum(read.seconds or 0 for read in reads) or None,
    )


def _items(
    places: Sequence[QuizCase], by_session: dict[int, list[Read]]
) -> tuple[tuple[Row, ...], Reliability | None]:
    """Return a row for each item, and the reliability over those that can be graded."""
    at_place: dict[int, list[Read]] = defaultdict(list)
    for reads in by_session.values():
        for read in reads:
            at_place[read.order].append(read)
    graded = [
        order
        for order in sorted(at_place)
        if all(read.total is not None and read.lo1 is not None for read in at_place[order])
    ]
    whole = [
        {read.order: read for read in reads}
        for reads in by_session.values()
        if {read.order for read in reads} >= set(graded)
    ]
    figures: dict[int, Item] = {}
    reliability = None
    doubts: dict[int, Suspicion | None] = {}
    if graded and whole:
        scores = psychometrics.matrix([[one[o].total or 0.0 for o in graded] for one in whole])
        right = psychometrics.matrix([[float(one[o].right) for o in graded] for one in whole])
        found = psychometrics.item_statistics(scores, right)
        figures = dict(zip(graded, found, strict=False))
        reliability = psychometrics.reliability(scores, right)
        total = scores.sum(axis=1)
        for column, order in enumerate(graded):
            doubts[order] = psychometrics.suspicion(
                [one[order].right for one in whole],
                [one[order].named for one in whole],
                (total - scores[:, column]).tolist(),
            )
    names = relations().names
    rows = tuple(_row(names, place, at_place[place.order], figures, doubts) for place in places)
    return rows, reliability


def _row(
    names: Mapping[str, str],
    place: QuizCase,
    reads: Sequence[Read],
    figures: Mapping[int, Item],
    doubts: Mapping[int, Suspicion | None],
) -> Row:
    doubt = doubts.get(place.order)
    wrong = Counter(read.named for read in reads if not read.right)
    times = [read.seconds for read in reads if read.seconds is not None]
    return Row(
        order=place.order,
        case=place.case,
        read=len(reads),
        figures=figures.get(place.order),
        seconds=median(times) if times else None,
        wrong=tuple(
            (names.get(slug, slug), count) for slug, count in wrong.most_common(MOST_WRONG)
        ),
        suspicion=doubt,
        rival=names.get(doubt.rival, doubt.rival) if doubt else "",
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
