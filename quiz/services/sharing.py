"""A quiz as part of a shared zip: its terms and the order of its cases, out and in."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, Intake
from cases.services.report import FileRow
from cases.share.manifest import Manifest
from quiz.models import Quiz, QuizCase

TERMS = ("title", "note", "minutes", "feedback", "attempts")


def cases_of(quiz: Quiz) -> list[Case]:
    """Return the quiz's cases in their order. One query."""
    return [place.case for place in quiz.places.select_related("case").order_by("order")]


def told(quiz: Quiz, cases: list[Case]) -> dict[str, Any]:
    """Return the quiz's part of the list: no owner, no cohort, nobody's answers."""
    terms = {name: getattr(quiz, name) for name in TERMS}
    return {"id": quiz.public_id, **terms, "cases": [case.public_id for case in cases]}


def take_quiz(manifest: Manifest, here: dict[str, Case], intake: Intake) -> list[FileRow]:
    """Make the quiz of a shared zip once all its cases are here; say what became of it.

    A quiz that is here already stays as it is. The cases are drafts: it can be assigned when they
    are published.
    """
    entry = manifest.get("quiz")
    if entry is None:
        return []
    name = _("Quiz “%(title)s”") % {"title": entry["title"]}
    if Quiz.objects.filter(public_id=entry["id"]).exists():
        sentence = _("This quiz is here already. It stays as it is; nothing was changed.")
        return [FileRow(name, "duplicate", sentence)]
    withdrawn = Case.objects.filter(public_id__in=here, takedowns__isnull=False)
    gone = set(withdrawn.values_list("public_id", flat=True))
    missing = [one for one in entry["cases"] if one not in here or one in gone]
    if missing:
        sentence = ngettext(
            "The quiz was not made, because %(n)s of its cases is not here (see above). Bring "
            "the zip in again once that is settled.",
            "The quiz was not made, because %(n)s of its cases are not here (see above). Bring "
            "the zip in again once that is settled.",
            len(missing),
        )
        return [FileRow(name, "quarantined", sentence % {"n": len(missing)})]
    _write(entry, here, intake)
    return [FileRow(name, "taken", _("You find it under Quizzes."))]


@transaction.atomic
def _write(entry: dict[str, Any], here: dict[str, Case], intake: Intake) -> Quiz:
    terms = {name: entry[name] for name in TERMS}
    quiz = Quiz(public_id=entry["id"], owner=intake.owner, **terms)
    quiz._change_reason = "from a shared zip"  # type: ignore[attr-defined]
    quiz.save()
    QuizCase.objects.bulk_create(
        QuizCase(quiz=quiz, case=here[one], order=order)
        for order, one in enumerate(entry["cases"], start=1)
    )
    return quiz
