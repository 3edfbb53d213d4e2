"""From a filled form to an answer: what is wrong with it, what is worth asking once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast, get_args

from django.utils.translation import gettext as _

from cases.answerkey.types import AnswerKey, CtClass
from knowledge.resolve import Entry
from quiz.grading.types import Answer, Click, DifferentialEntry
from quiz.submission import EXTENTS, MOST_ENTRIES, Submission
from quiz.understanding import Understood

CT_CLASSES: tuple[str, ...] = get_args(CtClass)


@dataclass(frozen=True)
class Remark:
    """A sentence about one field. Blocking ones refuse the commit; the others ask once."""

    code: str
    field: str
    sentence: str
    blocking: bool = False


def remarks(
    submission: Submission, key: AnswerKey, understood: tuple[Understood, ...]
) -> tuple[Remark, ...]:
    """All that stands between this form and its commit, in the order of the page.

    A question whose code is in `submission.asked` was put before and is not put again: the
    learner may leave a part out or insist on a word, once it has been said what that costs.
    """
    found = (*_refusals(submission, key, understood), *_questions(submission, key, understood))
    return tuple(
        remark for remark in found if remark.blocking or remark.code not in submission.asked
    )


def _refusals(
    submission: Submission, key: AnswerKey, understood: tuple[Understood, ...]
) -> Iterator[Remark]:
    if "marks" in submission.unread:
        sentence = _("The marked places could not be read; please mark again.")
        yield Remark("marks", "lesion", sentence, blocking=True)
    if submission.malignancy and submission.percent is None:
        sentence = _("“%s” is not a number from 0 to 100 for the probability of malignancy.")
        yield Remark("percent", "malignancy", sentence % submission.malignancy, blocking=True)
    counted = [entry for entry in understood if entry.status != "negated"]
    if len(counted) > MOST_ENTRIES:
        yield Remark(
            "too-many",
            "differential",
            _("A differential has at most five entries; please take out %(count)d.")
            % {"count": len(counted) - MOST_ENTRIES},
            blocking=True,
        )
    if submission.ct_class and submission.ct_class not in CT_CLASSES:
        yield Remark("ct-class", "ct_class", _("Please choose the CT class again."), True)
    if submission.extent and submission.extent not in EXTENTS:
        yield Remark("extent", "extent", _("Please choose again where the change is."), True)
    steps = {step.slug for step in key.next_steps}
    if submission.next_step and submission.next_step not in steps:
        yield Remark("next-step", "next_step", _("Please choose the next step again."), True)


def _questions(
    submission: Submission, key: AnswerKey, understood: tuple[Understood, ...]
) -> Iterator[Remark]:
    if not submission.ct_class:
        yield Remark("no-ct-class", "ct_class", _("You have not said how the bone looks on CT."))
    if not submission.extent and not submission.marks:
        yield Remark(
            "no-place", "lesion", _("You have not marked a lesion or said diffuse or normal.")
        )
    if submission.extent == "focal" and not submission.marks:
        yield Remark(
            "no-mark", "lesion", _("You said focal but have not marked it on the images.")
        )
    if not understood:
        yield Remark("no-differential", "differential", _("Your differential is empty."))
    for entry in understood:
        if entry.open:
            yield Remark(
                f"open:{entry.text.casefold()}",
                "differential",
                f"“{entry.text}”: {entry.sentence}",
            )
    if not submission.malignancy:
        yield Remark(
            "no-malignancy", "malignancy", _("You have not given a probability of malignancy.")
        )
    if key.next_steps and not submission.next_step:
        yield Remark("no-next-step", "next_step", _("You have not chosen a next step."))


def to_answer(submission: Submission, entries: tuple[Entry, ...]) -> Answer:
    """Return the answer as the grading engine reads it, without what no form of ours sends."""
    extent = submission.extent if submission.extent in ("diffuse", "normal") else None
    marks = () if extent else submission.marks
    percent = submission.percent
    return Answer(
        differential=tuple(
            DifferentialEntry(
                text=entry.text,
                slug=entry.entity,
                status=entry.status,
                candidates=entry.candidates,
                name=entry.name,
            )
            for entry in entries
        ),
        ct_class=cast(
            "CtClass | None", submission.ct_class if submission.ct_class in CT_CLASSES else None
        ),
        findings=submission.findings,
        clicks=tuple(Click(mark.point, mark.series, mark.slice) for mark in marks),
        extent=cast("None", extent),
        malignancy=None if percent is None else percent / 100,
        next_step=submission.next_step or None,
    )
