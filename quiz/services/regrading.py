"""Grading again: a name that was accepted, a key or rubric that changed; first shown, then done.

Nothing is overwritten. Grades are appended, the response stays as it was written, and learners
whose results have been told read on their next pages what changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Count, Max, Prefetch, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from cases.answerkey.types import AnswerKey
from cases.models import Case
from cases.selectors import key_of
from knowledge.models import OtherName
from knowledge.selectors import Terms, relations, terms
from knowledge.services import accept_other, accept_synonym, withdraw_other
from quiz.grading.codec import answer_from_json
from quiz.grading.types import Answer, DifferentialEntry
from quiz.grading.types import Grade as Judgement
from quiz.models import Grade, RegradeNotice, Regrading, Response, Session, UnmatchedAnswer
from quiz.selectors import untold_among
from quiz.services.asking import without_telling_findings
from quiz.services.memory import recall_anew
from quiz.services.regrade import append_grade, judgement_of

State = UnmatchedAnswer.State
#: Decisions by which a text becomes a condition of its own, none of ours.
OTHER = {State.KNOWN: OtherName.Kind.KNOWN, State.ENTITY: OtherName.Kind.PROPOSED}
#: Smaller differences of a total are rounding, not a change.
SAME = 1e-9


class Refused(ValueError):
    """A decision that cannot be taken; the message is a sentence for the educator."""


@dataclass(frozen=True)
class Change:
    """One answer whose grade would be (or is) another: totals and passing, before and after."""

    response: Response
    before: float | None
    after: float | None
    passed_before: bool
    passed_after: bool

    @property
    def gains(self) -> bool:
        """Whether the learner gets more."""
        return (self.after or 0) > (self.before or 0)

    @property
    def turns(self) -> bool:
        """Whether it passes now and did not before, or the other way round."""
        return self.passed_before != self.passed_after

    @property
    def learner(self) -> str:
        """Whose answer it is."""
        user = self.response.item.session.user
        return user.get_username() if user else _("a guest")


def answer_now(response: Response) -> Answer:
    """Return the answer with names that were decided on since read as what they stand for."""
    answer = answer_from_json(response.payload["answer"])
    decided = {
        row.text.casefold(): row
        for row in response.unmatched_answers.all()
        if row.state in OTHER or (row.state == State.SYNONYM and row.entity)
    }
    if not decided:
        return answer
    names = relations().names
    entries = tuple(_as_decided(entry, decided, names) for entry in answer.differential)
    return replace(answer, differential=entries)


def _as_decided(
    entry: DifferentialEntry, decided: dict[str, UnmatchedAnswer], names: Mapping[str, str]
) -> DifferentialEntry:
    row = decided.get(entry.text.casefold())
    if row is None or entry.slug is not None or entry.status == "known-other":
        return entry
    if row.state in OTHER:
        return replace(entry, status="known-other", name=row.text, candidates=())
    slug = row.entity
    return replace(entry, slug=slug, status="synonym", name=names.get(slug, slug), candidates=())


# ---- names that nobody knew ----


def queue() -> QuerySet[UnmatchedAnswer, Any]:
    """Return what waits: one row a text, the most frequent first. Texts decided once stay away."""
    rows = UnmatchedAnswer.objects.annotate(low=Lower("text"))
    decided = rows.exclude(state=State.NEW).order_by().values("low")
    return (
        rows.filter(state=State.NEW)
        .exclude(low__in=decided)
        .order_by()
        .values("low")
        .annotate(
            shown=Max("text"),
            times=Count("pk"),
            learners=Count("response__item__session__user", distinct=True),
            last=Max("created_at"),
        )
        .order_by("-times", "low")
    )


def asked_for(texts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return how often and by how many each text was written, before a decision and after it.

    The texts are in lower case as the database writes it. One query.
    """
    rows = UnmatchedAnswer.objects.annotate(low=Lower("text")).filter(low__in=list(texts))
    counted = (
        rows.order_by()
        .values("low")
        .annotate(
            times=Count("pk"), learners=Count("response__item__session__user", distinct=True)
        )
    )
    return {row["low"]: (row["times"], row["learners"]) for row in counted}


def preview_name(*, text: str, slug: str) -> list[Change]:
    """Return whose grades would change if `text` named `slug`; nothing stays written.

    Raises `Refused` where the name is taken or the slug unknown.
    """
    with transaction.atomic():
        rows = _accept(text, slug, None)
        changes = _changes(_responses(rows), terms())
        transaction.set_rollback(True)
    return changes


@transaction.atomic
def accept_name(*, text: str, slug: str, by: User) -> Regrading:
    """Let `text` name `slug` from now on, and grade the answers again that held it."""
    rows = _accept(text, slug, by)
    what = _("“%(text)s” is now understood as %(name)s.") % {
        "text": text,
        "name": relations().names.get(slug, slug),
    }
    return _regrade(_responses(rows), reason=Grade.Reason.SYNONYM, what=what, by=by)


@transaction.atomic
def decide(*, text: str, state: str, by: User) -> None:
    """Note that the text names nothing of ours: known elsewhere, new, or nonsense.

    What is known elsewhere or proposed is understood as a condition of its own from now on. That
    changes no grade: it counts as little as a name that nobody knows.
    """
    rows = UnmatchedAnswer.objects.filter(text__iexact=text).exclude(state=State.SYNONYM)
    if state not in OTHER:
        withdraw_other(text)
    elif rows.exists():
        accept_other(text, kind=OTHER[State(state)], by=by)
    rows.update(state=state, decided_by=by)


@transaction.atomic
def reopen(*, text: str) -> int:
    """Put a text back into the queue; an accepted name stays with the knowledge."""
    withdraw_other(text)
    rows = UnmatchedAnswer.objects.filter(text__iexact=text).exclude(state=State.SYNONYM)
    return rows.update(state=State.NEW, decided_by=None)


def _accept(text: str, slug: str, by: User | None) -> list[int]:
    """Write the name and mark the answers; return the ids of their responses."""
    if slug not in relations().names:
        raise Refused(_("Choose what it stands for."))
    try:
        accept_synonym(slug, text)
    except ValueError as problem:
        raise Refused(str(problem)) from problem
    except ObjectDoesNotExist as problem:
        raise Refused(_("Names can be added to entities and groups only.")) from problem
    withdraw_other(text)
    rows = UnmatchedAnswer.objects.filter(text__iexact=text)
    responses = list(rows.values_list("response", flat=True))
    rows.update(state=State.SYNONYM, entity=slug, decided_by=by)
    return responses


def _responses(ids: Iterable[int]) -> list[Response]:
    """Fetch what judging needs. Three queries."""
    newest = Grade.objects.order_by("-pk")
    return list(
        Response.objects.filter(pk__in=list(ids))
        .select_related("item__session__user", "item__case")
        .prefetch_related("unmatched_answers", Prefetch("grades", queryset=newest))
        .order_by("pk")
    )


# ---- a changed key or rubric ----


def responses_to(case: Case) -> list[Response]:
    """Return every committed answer to the case."""
    ids = Response.objects.filter(item__case=case).values_list("pk", flat=True)
    return _responses(ids)


def preview_key(*, case: Case) -> list[Change]:
    """Return whose grades would change by the key as it is published now, and today's rubric."""
    return _changes(responses_to(case), terms(), key=without_telling_findings(key_of(case)))


@transaction.atomic
def apply_key(*, case: Case, by: User) -> Regrading:
    """Grade every answer to the case again by its present key and rubric."""
    what = _("The key of a case that you have read was corrected.")
    return _regrade(
        responses_to(case),
        reason=Grade.Reason.KEY,
        what=what,
        by=by,
        key=without_telling_findings(key_of(case)),
        case=case,
    )


# ---- both ----


def _changes(
    responses: Sequence[Response], spoken: Terms, key: AnswerKey | None = None
) -> list[Change]:
    found = []
    for response in responses:
        latest = next(iter(response.grades.all()), None)
        judgement = judgement_of(
            response=response, key=key, spoken=spoken, answer=answer_now(response)
        )
        if latest is not None and _differs(latest, judgement):
            found.append(
                Change(response, latest.total, judgement.total, latest.passed, judgement.passed)
            )
    return found


def _differs(latest: Grade, judgement: Judgement) -> bool:
    if (latest.total is None) != (judgement.total is None):
        return True
    if latest.passed != judgement.passed:
        return True
    return abs((latest.total or 0) - (judgement.total or 0)) > SAME


def _regrade(
    responses: Sequence[Response],
    *,
    reason: str,
    what: str,
    by: User,
    key: AnswerKey | None = None,
    case: Case | None = None,
) -> Regrading:
    spoken = terms()
    changes = _changes(responses, spoken, key)
    made = Regrading.objects.create(
        reason=reason, what=what, case=case, answers=len(changes), decided_by=by
    )
    for change in changes:
        append_grade(
            response=change.response,
            key=key,
            key_revision=case.revision if case else None,
            reason=reason,
            spoken=spoken,
            answer=answer_now(change.response),
        )
    owners = (change.response.item.session.user_id for change in changes)
    recall_anew({pk for pk in owners if pk is not None})
    _tell(made, changes)
    return made


def _tell(made: Regrading, changes: Sequence[Change]) -> None:
    """Write a notice for each learner or guest, about answers whose results have been told."""
    sessions = Session.objects.filter(pk__in={one.response.item.session_id for one in changes})
    secret = set(untold_among(sessions).values_list("pk", flat=True))
    gained: Counter[tuple[int | None, str]] = Counter()
    lost: Counter[tuple[int | None, str]] = Counter()
    for change in changes:
        session = change.response.item.session
        if session.pk not in secret:
            owner = (session.user_id, session.guest_token)
            (gained if change.gains else lost)[owner] += 1
    RegradeNotice.objects.bulk_create(
        RegradeNotice(
            regrading=made,
            user_id=owner[0],
            guest_token=owner[1],
            gained=gained[owner],
            lost=lost[owner],
        )
        for owner in dict.fromkeys((*gained, *lost))
    )
