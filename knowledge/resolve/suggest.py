"""Type-ahead: the names that fit what has been typed so far."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.resolve import tables
from knowledge.resolve.normalise import root, words
from knowledge.resolve.split import prepare, split
from knowledge.resolve.types import Kind, Suggestion
from knowledge.resolve.typos import LONG, LONGEST, SHORTEST, corrections, is_known
from knowledge.resolve.vocabulary import NameRow, Vocabulary, Words, compact

#: More typed text than this is no beginning of a name.
MAX_TYPED = 200
NOTES: Mapping[Kind, str] = {"entity": "", "normal": "", "group": "group", "known-other": "other"}
_KIND_ORDER: Mapping[Kind, int] = {"entity": 0, "normal": 1, "group": 2, "known-other": 3}

#: How a name fits: smaller is better. (whole, mistyped, none of ours, beginning, kind, length)
Fit = tuple[bool, bool, bool, int, int, int]


def suggest(text: str, vocabulary: Vocabulary, limit: int = 8) -> tuple[Suggestion, ...]:
    """The terms that fit what is typed, best first, each once.

    Every typed word must begin a word of the name; mistyped words may begin one with as many
    edits as `resolve` allows. Of a list only the last entry is looked at. Ours come before known
    other conditions, unless such a condition's name is typed in full.
    """
    typed = _last(text[-MAX_TYPED:])
    if not typed or limit < 1:
        return ()
    best: dict[str, tuple[Fit, NameRow]] = {}
    near = tuple(_near(word, vocabulary) for word in typed)
    for row in vocabulary.rows:
        fit = _fit(typed, near, row)
        if fit is not None and (row.slug not in best or fit < best[row.slug][0]):
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


def _fit(typed: Words, near: tuple[frozenset[str], ...], row: NameRow) -> Fit | None:
    """How well typed words fit a name; None if they do not."""
    left = list(row.roots)
    mistyped = False
    for word, others in zip(typed, near, strict=True):
        hit = next((known for known in left if known.startswith((word, root(word)))), None)
        if hit is None and others:
            hit = next((known for known in left if known in others), None)
            mistyped = mistyped or hit is not None
        if hit is None:
            if len(typed) == 1 and len(word) > 1 and row.compact.startswith(word):
                left = []
                break
            return None
        left.remove(hit)
    whole = not mistyped and compact(root(word) for word in typed) == row.compact
    begins = 0 if row.roots and row.roots[0].startswith(typed[0]) else 1
    other = row.kind == "known-other" and not whole
    return (not whole, mistyped, other, begins, _KIND_ORDER[row.kind], len(row.text))
