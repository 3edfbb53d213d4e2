"""The first line of the feedback: what the case shows and what the reader made of it."""

from dataclasses import replace

import pytest

from quiz.grading.engine import grade
from quiz.grading.types import ASK_ALL, Answer
from tests.quiz.grading.cases import (
    HEALTHY,
    ISLANDS,
    PERFECT,
    SCLEROTIC,
    UNPROVEN,
)
from tests.quiz.grading.worlds import LIBRARY, named_all


def headline(answer, key, ask=ASK_ALL):
    return grade(answer, key, LIBRARY, ask=ask).headline


@pytest.mark.parametrize(
    ("listed", "key", "line"),
    [
        (["bone-islands"], ISLANDS, "Bone islands at L4 and L5. You had the diagnosis first."),
        (
            ["metastases", "bone-islands"],
            ISLANDS,
            "Bone islands at L4 and L5. You had the diagnosis second.",
        ),
        (
            ["melorheostosis"],
            ISLANDS,
            "Bone islands at L4 and L5. You had the family, not the diagnosis.",
        ),
        (
            ["paget-disease"],
            ISLANDS,
            "Bone islands at L4 and L5. The diagnosis was not on your list.",
        ),
        ([], ISLANDS, "Bone islands at L4 and L5. You left the list empty."),
        (["metastases"], SCLEROTIC, "Sclerotic metastases, diffuse. You had the diagnosis first."),
        (["normal"], HEALTHY, "No disease on these images. You said so first."),
        (["fluorosis", "normal"], HEALTHY, "No disease on these images. You had that second."),
        (["fluorosis"], HEALTHY, "No disease on these images. That was not on your list."),
        (["fluorosis"], UNPROVEN, "The diagnosis of this case was never proven."),
    ],
)
def test_the_result_in_one_line(listed, key, line):
    assert headline(Answer(differential=named_all(*listed)), key) == line


def test_the_result_in_one_line_without_a_differential():
    ask = frozenset({"malignancy"})
    line = headline(Answer(malignancy=0.9), SCLEROTIC, ask)
    assert (
        line == "Sclerotic metastases, diffuse. It is malignant, and you gave 90 % for malignancy."
    )
    assert headline(Answer(), ISLANDS, ask) == "Bone islands at L4 and L5."


def test_places_of_coexisting_lesions_stay_out_of_the_headline():
    lesions = (ISLANDS.lesions[0], replace(ISLANDS.lesions[1], entity="vertebral-hemangioma"))
    key = replace(ISLANDS, lesions=lesions, coexisting=("vertebral-hemangioma",))
    assert headline(PERFECT, key).startswith("Bone islands at L4. ")


def test_lesions_without_a_level_leave_the_place_out():
    lesions = tuple(replace(lesion, level="") for lesion in ISLANDS.lesions)
    assert headline(PERFECT, replace(ISLANDS, lesions=lesions)).startswith("Bone islands. ")
