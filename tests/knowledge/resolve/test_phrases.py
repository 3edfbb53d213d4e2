"""The phrases of phrases.txt, written before the code, and of phone.txt, written after it."""

import pytest

from knowledge.resolve import resolve
from knowledge.resolve.types import ACCEPTED
from tests.knowledge.resolve.content import phrases

FILES = ("phrases.txt", "phone.txt", "phrases_de.txt")
CASES = [(name, *case) for name in FILES for case in phrases(name)]


def fits(entries, expected):
    if expected is None:
        return all(entry.entity is None for entry in entries)
    return len(entries) == len(expected) and all(
        entry.entity == slug
        and (
            status == "?" or entry.status == status or (status == "*" and entry.status in ACCEPTED)
        )
        for entry, (slug, status) in zip(entries, expected, strict=True)
    )


@pytest.mark.parametrize("name", FILES)
def test_every_phrase_becomes_what_it_has_to(full, name):
    wrong = []
    for text, expected in phrases(name):
        entries = resolve(text, full)
        if not fits(entries, expected):
            wrong.append((text, expected, [(e.text, e.entity, e.status) for e in entries]))
    assert wrong == []


def test_there_are_enough_phrases():
    assert len(phrases("phrases.txt")) >= 500
    assert len(phrases("phone.txt")) >= 150


def test_no_phrase_stands_twice_with_different_outcomes():
    seen = {}
    for _, text, expected in CASES:
        named = {slug for slug, _ in expected or [(None, "?")]}
        assert seen.setdefault(text, named) == named, text


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "bone",
        "not metastases",
        "hypoparathyroidism",
        "osteoma",
        "sarcoma",
        "sickle cell trait",
    ],
)
def test_the_look_alikes_of_the_brief_name_none_of_ours(full, text):
    assert [entry.entity for entry in resolve(text, full)] == [None]
