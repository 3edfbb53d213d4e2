"""The figures of a read, written beside its grade and written anew with every later one."""

from __future__ import annotations

from typing import Any

from cases.answerkey.types import AnswerKey
from quiz.grading.localization import score_clicks
from quiz.grading.rubric import RUBRICS
from quiz.grading.types import Answer, Grade
from quiz.models import Reading, Response


def write_figures(
    *, response: Response, answer: Answer, judgement: Grade, key: AnswerKey, first: bool = False
) -> Reading:
    """Write the reading of a response as this judgement sees it. Two queries, one for the `first`.

    A response has one reading: the newest judgement replaces what an older one said.
    """
    values = {
        "session_id": response.item.session_id,
        "case_id": response.item.case_id,
        "committed_at": response.committed_at,
        "seconds": response.seconds,
        **_said(answer, judgement, key),
    }
    if first:
        return Reading.objects.create(response=response, **values)
    reading, _created = Reading.objects.update_or_create(response=response, defaults=values)
    return reading


def _said(answer: Answer, judgement: Grade, key: AnswerKey) -> dict[str, Any]:
    first = next((entry for entry in judgement.entries if entry.rank == 1), None)
    rubric = RUBRICS[judgement.rubric_version]
    parts = judgement.parts
    return {
        "diagnosis": key.diagnosis if key.proven else "",
        "named": (first.slug or "") if first else "",
        "named_right": bool(first and first.verdict == "right"),
        "malignant": key.malignant if key.proven else None,
        "probability": answer.malignancy if "malignancy" in judgement.asked else None,
        "localised": (
            score_clicks(answer, key, rubric).credit if "click" in judgement.asked else None
        ),
        "total": judgement.total,
        "lo1": parts.get("LO1"),
        "lo2": parts.get("LO2"),
        "lo3": parts.get("LO3"),
    }
