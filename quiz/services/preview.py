"""A try of a case that leaves no trace: session, item and grade in memory, never saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing

from cases.answerkey import codec
from cases.answerkey.types import AnswerKey
from cases.models import Case
from cases.services.content import Content, Working, working
from cases.services.drafts import current, draft_of
from cases.services.lifecycle import mark_previewed
from knowledge.selectors import finding_names, relations, vocabulary
from quiz.answering import to_answer
from quiz.grading.codec import answer_to_json
from quiz.grading.engine import grade as judge
from quiz.grading.rubric import RUBRIC
from quiz.models import Grade, Session, SessionItem
from quiz.services.asking import ask_of, without_telling_findings
from quiz.submission import Submission, from_json
from quiz.understanding import resolve_all

SALT = "quiz.preview"


@dataclass(frozen=True)
class Try:
    """The working copy as one item of a session; neither is ever saved."""

    state: Working
    key: AnswerKey
    item: SessionItem


@dataclass(frozen=True)
class Graded:
    """What a try was worth; `answer` is the JSON that the reveal reads clicks from."""

    grade: Grade
    answer: dict[str, Any]


def begin(case: Case) -> Try:
    """Return the case's working copy as a learner would get it."""
    content: Content = current(case, draft_of(case))
    state = working(case, content)
    key = without_telling_findings(state.key)
    session = Session(mode=Session.Mode.PRACTICE, public_id=case.public_id)
    session.settings = {"length": 1}
    item = SessionItem(
        session=session,
        case=state.case,
        order=1,
        case_revision=case.revision,
        answer_key=codec.to_json(key),
        history=state.case.history,
        proof=state.case.proof,
        rubric_version=RUBRIC.version,
        ask=sorted(ask_of(key)),
    )
    return Try(state, key, item)


def note_seen(case: Case) -> None:
    """Tick the preview's line of the checklist for what is shown now."""
    draft = draft_of(case)
    mark_previewed(case, draft, current(case, draft))


def grade(attempt: Try, submission: Submission) -> Graded:
    """Grade the answer as a commit would, and keep nothing."""
    names = vocabulary()
    answer = to_answer(submission, resolve_all(submission.differential, names))
    judgement = judge(
        answer,
        attempt.key,
        relations(),
        ask=frozenset(ask_of(attempt.key)),
        rubric=RUBRIC,
        mode="practice",
        finding_names=finding_names(),
    )
    row = Grade(detail=judgement.to_json(), rubric_version=RUBRIC.version)
    return Graded(row, answer_to_json(answer))


def pack(submission: Submission) -> str:
    """Return the answer as a signed text for an address: it is kept nowhere else."""
    return signing.dumps(submission.to_json(), salt=SALT, compress=True)


def unpack(text: str) -> Submission:
    """Return what `pack` wrote. Raises `signing.BadSignature`."""
    return from_json(signing.loads(text, salt=SALT))
