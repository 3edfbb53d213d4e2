"""The commit: an answer becomes a fact, is graded, and nothing can happen to it twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.answerkey.types import AnswerKey
from knowledge.resolve import Entry
from knowledge.selectors import Terms, terms
from quiz.answering import Remark, remarks, to_answer
from quiz.grading.codec import answer_to_json
from quiz.models import Draft, Response, SessionItem, UnmatchedAnswer
from quiz.services.memory import note_read
from quiz.services.regrade import append_grade
from quiz.services.session import finish_if_complete, key_from
from quiz.submission import Submission
from quiz.understanding import Understood, resolve_all, say_back

#: Outcomes of resolving that an educator may want to turn into a name of ours.
UNMATCHED = ("unrecognised", "known-other")


@dataclass(frozen=True)
class Outcome:
    """What became of a commit: a response, or the remarks that stand before it."""

    response: Response | None
    remarks: tuple[Remark, ...] = ()
    understood: tuple[Understood, ...] = ()


def commit_response(*, item: SessionItem, submission: Submission) -> Outcome:
    """Accept the answer once and grade it; a repeated commit returns the first response.

    Refused with remarks, and nothing written, while the form holds an error or a question that
    was not put yet.
    """
    existing = _committed(item)
    if existing is not None:
        return Outcome(existing)
    spoken = terms()
    names = spoken.vocabulary
    entries = resolve_all(submission.differential, names)
    understood = tuple(say_back(entry, names) for entry in entries)
    key = key_from(item.answer_key)
    open_remarks = remarks(submission, key, understood)
    if open_remarks:
        # A remark is for an open case: another tab may have committed since the item was read.
        return Outcome(Response.objects.filter(item=item).first(), open_remarks, understood)
    response = write_response(item, submission, entries, spoken=spoken, key=key)
    finish_if_complete(session=item.session)
    return Outcome(response, understood=understood)


def write_response(
    item: SessionItem,
    submission: Submission,
    entries: tuple[Entry, ...],
    *,
    seconds: float | None = None,
    spoken: Terms | None = None,
    key: AnswerKey | None = None,
) -> Response:
    """Write response, grade and unmatched names in one transaction; or return what was there.

    `seconds` is the time spent, where it is not the time since the case was first shown. `spoken`
    are the terms and `key` the item's, where the caller has them already. What the account is
    likely to remember, and how able it and how hard the case seem, follow at once.

    Two commits at the same moment: an item has one response in the database. The second one
    waits there for the first, is refused, and finds what the first has written.
    """
    try:
        with transaction.atomic():
            return _write(item, submission, entries, seconds, spoken or terms(), key)
    except IntegrityError:
        existing: Response | None = Response.objects.filter(item=item.pk).first()
        if existing is None:
            raise
        return existing


def _write(
    item: SessionItem,
    submission: Submission,
    entries: tuple[Entry, ...],
    seconds: float | None,
    spoken: Terms,
    key: AnswerKey | None,
) -> Response:
    answer = to_answer(submission, entries)
    response: Response = Response.objects.create(
        item=item,
        payload={"answer": answer_to_json(answer), "typed": list(submission.differential)},
        seconds=_seconds_since_shown(item) if seconds is None else seconds,
    )
    append_grade(response=response, spoken=spoken, first=True, key=key, answer=answer)
    note_read(response=response, graph=spoken.relations)
    _note_unmatched(response, entries)
    Draft.objects.filter(item=item).delete()
    return response


def _committed(item: SessionItem) -> Response | None:
    """The response that was there when the item was read."""
    found: Response | None = item.committed
    return found


def _seconds_since_shown(item: SessionItem) -> float | None:
    if item.shown_at is None:
        return None
    return round((timezone.now() - item.shown_at).total_seconds(), 3)


def _note_unmatched(response: Response, entries: tuple[Entry, ...]) -> None:
    """Put names that nobody knew before the educators, each text once."""
    texts = dict.fromkeys(entry.text[:200] for entry in entries if entry.status in UNMATCHED)
    if not texts:
        return
    UnmatchedAnswer.objects.bulk_create(
        [UnmatchedAnswer(response=response, text=text) for text in texts]
    )
