"""Responses and grades as JSON, so that what is stored can be graded again.

Decoding is strict and raises `AnswerFormatError` with a sentence that names the place.
"""

from collections.abc import Mapping
from typing import Any

from cases.answerkey.records import RecordError, decode, encode
from quiz.grading.types import Answer, Grade


class AnswerFormatError(ValueError):
    """JSON that is not a response or a grade; the text is a sentence that names the place."""


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Return the response as JSON types, every field written out."""
    data: dict[str, Any] = encode(answer)
    return data


def answer_from_json(data: Mapping[str, Any]) -> Answer:
    """Return the response that `data` describes; raises `AnswerFormatError`.

    A probability outside 0 to 1 is refused here, so that no grade is computed from one.
    """
    try:
        answer = decode(Answer, data)
    except RecordError as problem:
        raise AnswerFormatError(f"In the answer, {problem}") from problem
    if answer.malignancy is not None and not 0.0 <= answer.malignancy <= 1.0:
        raise AnswerFormatError(
            f"In the answer, malignancy should lie between 0 and 1, not {answer.malignancy}."
        )
    return answer


def grade_to_json(grade: Grade) -> dict[str, Any]:
    """Return the grade as JSON types."""
    return grade.to_json()


def grade_from_json(data: Mapping[str, Any]) -> Grade:
    """Return the grade that `data` describes; raises `AnswerFormatError`."""
    try:
        return decode(Grade, data)
    except RecordError as problem:
        raise AnswerFormatError(f"In the grade, {problem}") from problem
