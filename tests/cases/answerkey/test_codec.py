"""Answer keys as JSON: round trip, hand-written keys, and sentences for what is wrong."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings

from cases.answerkey.codec import KeyFormatError, from_json, to_json
from cases.answerkey.records import RecordError, decode, encode
from cases.answerkey.types import NOT_PROVEN, AnswerKey
from tests.cases.answerkey.test_regions import SQUARE, stack
from tests.quiz.grading.cases import ALL_KEYS, ISLANDS
from tests.quiz.grading.worlds import LIBRARY, keys


def through_text(data):
    return json.loads(json.dumps(data, allow_nan=False))


@pytest.mark.parametrize("key", ALL_KEYS, ids=lambda key: key.diagnosis)
def test_round_trip(key):
    assert from_json(through_text(to_json(key))) == key


@settings(max_examples=60)
@given(key=keys(LIBRARY))
def test_round_trip_of_any_key(key):
    assert from_json(through_text(to_json(key))) == key


def test_contours_survive():
    lesion = replace(ISLANDS.lesions[0], region=stack((SQUARE,), (0.0, 4.0), 4.0, (1.0, 2.0, 2.0)))
    key = replace(ISLANDS, lesions=(lesion,))
    assert from_json(through_text(to_json(key))) == key


def test_every_field_is_written():
    assert set(to_json(ISLANDS)) == {"version", *(field.name for field in fields(AnswerKey))}


def test_a_key_written_by_hand_may_be_short():
    key = from_json({"diagnosis": "fluorosis", "malignant": False, "extent": "diffuse"})
    assert key == AnswerKey("fluorosis", False, extent="diffuse")
    assert from_json({"diagnosis": NOT_PROVEN, "malignant": None}).proven is False


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"version": 2}, "The answer key has version 2; this program reads 1."),
        ({"breath": 1}, "In the answer key, breath is not a field that is known here."),
        ({"malignant": "no"}, "In the answer key, malignant should be true or false, not 'no'."),
        ({"breadth": 1.0}, "In the answer key, breadth should be a whole number, not 1.0."),
        ({"breadth": True}, "In the answer key, breadth should be a whole number, not True."),
        (
            {"extent": "here"},
            "In the answer key, extent should be focal, diffuse or normal, not 'here'.",
        ),
        (
            {"extent": ["focal"]},
            "In the answer key, extent should be focal, diffuse or normal, not ['focal'].",
        ),
        (
            {"also_exact": "metastases"},
            "In the answer key, also_exact should be a list, not 'metastases'.",
        ),
        ({"also_exact": [None]}, "In the answer key, also_exact[0] should be text, not None."),
        ({"excluded": [{"entity": "x"}]}, "In the answer key, excluded[0].reason is missing."),
        (
            {"alternatives": [{"entity": "x", "plausibility": "maybe"}]},
            "In the answer key, alternatives[0].plausibility should be likely or possible, not 'maybe'.",
        ),
        (
            {
                "lesions": [
                    {
                        "name": "a",
                        "region": {
                            "name": "b",
                            "kind": "ellipsoid",
                            "center": [0, 0, float("inf")],
                        },
                    }
                ]
            },
            "In the answer key, lesions[0].region.center[2] should be a finite number, not inf.",
        ),
        ({"findings": [["x"]]}, "In the answer key, findings[0] should be an object, not ['x']."),
    ],
)
def test_what_is_wrong_is_said_with_its_place(change, sentence):
    with pytest.raises(KeyFormatError) as caught:
        from_json({"diagnosis": "fluorosis", "malignant": False} | change)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("data", [None, [], "key", 3])
def test_a_key_is_an_object(data):
    with pytest.raises(KeyFormatError, match="should be an object with named fields"):
        from_json(data)


def test_a_missing_diagnosis_is_said():
    with pytest.raises(KeyFormatError, match="diagnosis is missing"):
        from_json({"malignant": False})


def test_long_values_are_shortened_in_the_sentence():
    with pytest.raises(RecordError) as caught:
        decode(int, "x" * 500, "number")
    assert len(str(caught.value)) < 100


def test_mappings_and_unknown_hints():
    assert decode(dict[str, int | None], {"a": 1, "b": None}, "") == {"a": 1, "b": None}
    with pytest.raises(RecordError, match="should be an object"):
        decode(dict[str, int], [1], "counts")
    with pytest.raises(TypeError, match="no decoder"):
        decode(complex, 1)
    with pytest.raises(TypeError, match="union"):
        decode(int | str, 1)
    assert encode({"a": (1, 2)}) == {"a": [1, 2]}
