"""The model answer and what a key rules out."""

from cases.answerkey.model import alternatives, exclusion_of, model_answer, owed, touches
from cases.answerkey.types import Alternative, AnswerKey, Exclusion
from tests.quiz.grading.cases import ATYPICAL, HEALTHY, ISLANDS, SCLEROTIC
from tests.quiz.grading.worlds import LIBRARY


def key(**fields):
    return AnswerKey("bone-islands", False, **fields)


def test_model_answers():
    assert model_answer(ATYPICAL, LIBRARY) == ("atypical-hemangioma", "metastases")
    assert model_answer(SCLEROTIC, LIBRARY) == ("sclerotic-metastases", "lymphoma-leukemia-marrow")
    assert model_answer(ISLANDS, LIBRARY) == ("bone-islands",)
    assert model_answer(HEALTHY, LIBRARY) == ("normal",)


def test_the_most_plausible_are_owed_first_and_equals_in_their_order():
    case = key(
        alternatives=(
            Alternative("sarcoidosis", "possible"),
            Alternative("paget-disease", "likely"),
            Alternative("brown-tumor", "likely"),
        ),
        coexisting=("vertebral-hemangioma",),
        breadth=3,
    )
    assert [wanted.entity for wanted in owed(case)] == [
        "vertebral-hemangioma",
        "paget-disease",
        "brown-tumor",
    ]
    assert [wanted.standing for wanted in alternatives(case)] == [
        "coexisting",
        "likely",
        "likely",
        "possible",
    ]


def test_a_danger_is_added_only_if_nothing_covers_it():
    assert model_answer(key(must_not_miss=("multiple-myeloma",)), LIBRARY)[1:] == (
        "multiple-myeloma",
    )
    case = key(
        alternatives=(Alternative("malignancy", "likely"),),
        breadth=1,
        must_not_miss=("multiple-myeloma",),
    )
    assert model_answer(case, LIBRARY) == ("bone-islands", "malignancy")


def test_touching():
    assert touches("metastases", "lytic-metastases", LIBRARY)
    assert touches("lytic-metastases", "malignancy", LIBRARY)
    assert touches("metastases", "metastases", LIBRARY)
    assert not touches("lytic-metastases", "mixed-metastases", LIBRARY)


def test_the_exclusion_itself_comes_before_that_of_its_group():
    case = key(
        excluded=(Exclusion("metastases", "group"), Exclusion("lytic-metastases", "itself"))
    )
    assert exclusion_of("lytic-metastases", case, LIBRARY).reason == "itself"
    assert exclusion_of("mixed-metastases", case, LIBRARY).reason == "group"
    assert exclusion_of("malignancy", case, LIBRARY) is None
