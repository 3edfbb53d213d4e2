"""The answer key as JSON: what a case stores, a recipe writes and a session item freezes.

Shape: the fields of `AnswerKey` by name, nested as in `types`, plus `"version": 1`. Fields with a
default may be left out when a key is written by hand; `to_json` always writes all of them.
"""

from collections.abc import Mapping
from typing import Any

from cases.answerkey.records import RecordError, decode, encode
from cases.answerkey.types import AnswerKey

VERSION = 1


class KeyFormatError(ValueError):
    """JSON that is not an answer key; the text is a sentence that names the place."""


def to_json(key: AnswerKey) -> dict[str, Any]:
    """Return the key as JSON types, every field written out."""
    return {"version": VERSION, **encode(key)}


def from_json(data: Mapping[str, Any]) -> AnswerKey:
    """Return the key that `data` describes; raises `KeyFormatError`.

    Only the form is checked here: whether the key makes sense is `validate.problems`' business.
    """
    if not isinstance(data, Mapping):
        raise KeyFormatError("An answer key should be an object with named fields.")
    body = dict(data)
    version = body.pop("version", VERSION)
    if version != VERSION:
        raise KeyFormatError(f"The answer key has version {version!r}; this program reads 1.")
    try:
        return decode(AnswerKey, body)
    except RecordError as problem:
        raise KeyFormatError(f"In the answer key, {problem}") from problem
