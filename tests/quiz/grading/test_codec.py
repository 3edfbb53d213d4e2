"""What is stored can be graded again: responses, keys and grades survive their JSON form."""

import json

import pytest
from hypothesis import given, settings

from cases.answerkey.codec import from_json, to_json
from quiz.grading.codec import (
    AnswerFormatError,
    answer_from_json,
    answer_to_json,
    grade_from_json,
    grade_to_json,
)
from quiz.grading.engine import grade
from quiz.grading.rubric import RUBRICS
from quiz.grading.types import ASK_ALL, Answer
from tests.quiz.grading.cases import ISLANDS, PERFECT
from tests.quiz.grading.test_engine import reads
from tests.quiz.grading.worlds import LIBRARY


def through_text(data):
    return json.loads(json.dumps(data, allow_nan=False))


@settings(max_examples=150)
@given(read=reads())
def test_a_grade_is_recomputed_from_what_is_stored(read):
    answer, key, ask = read
    before = grade(answer, key, LIBRARY, ask=ask, mode="exam")
    stored_answer, stored_key = through_text(answer_to_json(answer)), through_text(to_json(key))
    stored_grade = through_text(grade_to_json(before))
    again = grade(
        answer_from_json(stored_answer),
        from_json(stored_key),
        LIBRARY,
        ask=ask,
        mode="exam",
        rubric=RUBRICS[stored_grade["rubric_version"]],
    )
    assert again == before
    assert grade_from_json(stored_grade) == before


def test_the_stored_grade_says_what_it_is():
    stored = grade_to_json(grade(PERFECT, ISLANDS, LIBRARY, ask=ASK_ALL))
    assert stored["total"] == 1.0
    assert stored["parts"] == {"LO1": 1.0, "LO2": 1.0, "LO3": 1.0}
    assert stored["points"][0]["sentence"] == "On CT this is sclerotic, as you said."
    assert stored["points"][0]["evidence"]["entity"] == "bone-islands"
    assert stored["rubric_version"] == "1"


def test_an_empty_answer_may_be_written_short():
    assert answer_from_json({}) == Answer()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "In the answer, the record should be an object, not []."),
        ({"colour": 1}, "In the answer, colour is not a field that is known here."),
        (
            {"malignancy": "high"},
            "In the answer, malignancy should be a finite number, not 'high'.",
        ),
        ({"malignancy": 1.2}, "In the answer, malignancy should lie between 0 and 1, not 1.2."),
        ({"malignancy": True}, "In the answer, malignancy should be a finite number, not True."),
        (
            {"ct_class": "grey"},
            "In the answer, ct_class should be lucent, sclerotic, mixed or occult, not 'grey'.",
        ),
        ({"findings": "x"}, "In the answer, findings should be a list, not 'x'."),
        (
            {"clicks": [{"point": [1, 2]}]},
            "In the answer, clicks[0].point should have 3 items, not 2.",
        ),
        (
            {"clicks": [{"point": None, "slice": 1.5}]},
            "In the answer, clicks[0].slice should be a whole number, not 1.5.",
        ),
        ({"differential": [{"text": "x"}]}, "In the answer, differential[0].slug is missing."),
    ],
)
def test_malformed_answers_are_refused_in_a_sentence(data, sentence):
    with pytest.raises(AnswerFormatError) as caught:
        answer_from_json(data)
    assert str(caught.value) == sentence


def test_malformed_grades_are_refused():
    with pytest.raises(AnswerFormatError, match="In the grade, total is missing"):
        grade_from_json({})
