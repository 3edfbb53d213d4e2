"""Type-ahead: the names that fit what has been typed so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.resolve import tables
from knowledge.resolve.normalise import root, words
from knowledge.resolve.prefixes import NameRow
from knowledge.resolve.split import prepare, split
from knowledge.resolve.types import Kind, Suggestion
from knowledge.resolve.typos import LONG, LONGEST, SHORTEST, corrections, is_known
from knowledge.resolve.vocabulary import Vocabulary, Words, compact

#: More typed text than this is no beginning of a name.
MAX_TYPED = 200
NOTES: Mapping[Kind, str] = {"entity": "", "normal": "", "group": "group", "known-other": "other"}
_KIND_ORDER: Mapping[Kind, int] = {"entity": 0, "normal": 1, "group": 2, "known-other": 3}


class Fit(NamedTuple):
    """How a name fits what is typed; the smaller, the better."""

    partly: bool
    mistyped: bool
    other: bool
    later: bool
    kind: int
    length: int


def suggest(text: str, vocabulary: Vocabulary, limit: int = 8) -> tuple[Suggestion, ...]:
    """The terms that fit what is typed, best first, each once.

    Every typed word must begin a word of the name; where nothing fits so, mistyped words may
    begin one with as many edits as `resolve` allows. Of a list only the last entry is looked
    at. Ours come before known other conditions, unless such a one is typed in full.
    """
    typed = _last(text[-MAX_TYPED:])
    if not typed or limit < 1:
        return ()
    best: dict[str, tuple[Fit, NameRow]] = {}
    for row, mistyped in _rows(typed, vocabulary):
        fit = _fit(typed, mistyped, row)
        if row.slug not in best or fit < best[row.slug][0]:
            best[row.slug] = (fit, row)
    ranked = sorted(best.values(), key=lambda item: (item[0], vocabulary.name(item[1].slug)))
    return tuple(
        Suggestion(row.slug, vocabulary.name(row.slug), row.text, NOTES[row.kind])
        for _, row in ranked[:limit]
    )


def _last(text: str) -> Words:
    """The words of the last entry of a list, without hedges, negations and filling words."""
    pieces = split(prepare(text))
    typed = pieces[-1].body if pieces else words(text)
    return tuple(word for word in typed if word not in tables.STOP) or typed


@lru_cache(maxsize=2048)
def _near(word: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Words of names that a mistyped word may begin."""
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or is_known(word, vocabulary):
        return frozenset()
    edits = 1 if len(word) < LONG else 2
    found = extract(
        word,
        vocabulary.long_surfaces,
        processor=lambda known: known[: len(word)],
        scorer=OSA.distance,
        score_cutoff=edits,
        limit=24,
    )
    begun = {vocabulary.surfaces[surface] for surface, _, _ in found}
    whole = (item.words for item in corrections(word, vocabulary) if len(item.words) == 1)
    return frozenset(begun.union(*whole))


def _rows(typed: Words, vocabulary: Vocabulary) -> Iterator[tuple[NameRow, bool]]:
    """The names that fit, and whether only if the typed words are mistyped."""
    index = vocabulary.index
    found = [index.beginning(word) | index.beginning(root(word)) for word in typed]
    hits = set.intersection(*found)
    if len(typed) == 1 and len(typed[0]) > 1:
        hits |= index.together(typed[0])
    mistyped = not hits
    if mistyped:
        near = [index.containing(_near(word, vocabulary)) for word in typed]
        hits = set.intersection(*(one | other for one, other in zip(found, near, strict=True)))
    for number in hits:
        yield index.rows[number], mistyped


def _fit(typed: Words, mistyped: bool, row: NameRow) -> Fit:
    """How well typed words fit a name that has them."""
    whole = not mistyped and compact(root(word) for word in typed) == row.compact
    later = not row.roots or not row.roots[0].startswith(typed[0])
    other = row.kind == "known-other" and not whole
    return Fit(not whole, mistyped, other, later, _KIND_ORDER[row.kind], len(row.text))
