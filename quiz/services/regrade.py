"""Judging a stored response, the first time and again: grades are appended, never changed."""

from __future__ import annotations

from cases.answerkey.types import AnswerKey
from knowledge.selectors import Terms, terms
from quiz.grading.codec import answer_from_json
from quiz.grading.engine import grade as judge
from quiz.grading.rubric import RUBRIC, Rubric
from quiz.grading.types import Answer
from quiz.grading.types import Grade as Judgement
from quiz.models import Grade, Response
from quiz.services.figures import write_figures
from quiz.services.session import key_from


def judgement_of(
    *,
    response: Response,
    key: AnswerKey | None = None,
    rubric: Rubric = RUBRIC,
    spoken: Terms | None = None,
    answer: Answer | None = None,
) -> Judgement:
    """Grade the response without writing: against its frozen key, or against another one.

    `answer` is how it reads now, where names were accepted since; it is what was stored otherwise.
    `spoken` are the terms, where the caller has asked for them already.
    """
    item = response.item
    spoken = spoken or terms()
    return judge(
        answer or answer_from_json(response.payload["answer"]),
        key or key_from(item.answer_key),
        spoken.relations,
        ask=frozenset(item.ask),
        rubric=rubric,
        mode="exam" if item.session.like_exam else "practice",
        finding_names=spoken.findings,
    )


def append_grade(
    *,
    response: Response,
    key: AnswerKey | None = None,
    key_revision: int | None = None,
    rubric: Rubric = RUBRIC,
    reason: str = Grade.Reason.COMMIT,
    spoken: Terms | None = None,
    first: bool = False,
    answer: Answer | None = None,
) -> Grade:
    """Grade the response and append the row; earlier grades stay, its figures follow.

    `first` says that there is no earlier one, which saves looking for it.
    """
    key = key or key_from(response.item.answer_key)
    answer = answer or answer_from_json(response.payload["answer"])
    judgement = judgement_of(
        response=response, key=key, rubric=rubric, spoken=spoken, answer=answer
    )
    parts = judgement.parts
    row = Grade.objects.create(
        response=response,
        engine_version=judgement.engine_version,
        rubric_version=judgement.rubric_version,
        key_revision=response.item.case_revision if key_revision is None else key_revision,
        reason=reason,
        total=judgement.total,
        lo1=parts.get("LO1"),
        lo2=parts.get("LO2"),
        lo3=parts.get("LO3"),
        passed=judgement.passed,
        detail=judgement.to_json(),
    )
    write_figures(response=response, answer=answer, judgement=judgement, key=key, first=first)
    return row


def regrade(
    *,
    response: Response,
    key: AnswerKey | None = None,
    key_revision: int | None = None,
    rubric: Rubric = RUBRIC,
    reason: str,
) -> Grade | None:
    """Append a grade if it would say anything new; return it, or None where nothing changes."""
    latest = response.grades.order_by("-pk").first()
    judgement = judgement_of(response=response, key=key, rubric=rubric)
    if latest is not None and latest.detail == judgement.to_json():
        return None
    return append_grade(
        response=response, key=key, key_revision=key_revision, rubric=rubric, reason=reason
    )
