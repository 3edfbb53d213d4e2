"""Which known words a mistyped word may be.

Distances are optimal string alignment: one for a letter too many, too few, wrong, or two
neighbours swapped. Allowed are 0 below five letters, 1 up to eight, 2 above, counted on the
shorter of the two words; never in words with digits, in a prefix or ending that changes the
meaning, nor in a real word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.resolve import tables
from knowledge.resolve.vocabulary import Vocabulary

SHORTEST = 5
LONG = 9
#: Longer "words" are no words; they are not compared.
LONGEST = 40
MIN_PART = 3
MOST = 6


@dataclass(frozen=True)
class Correction:
    """A known word, or two, for a mistyped one. distance: edits, at least 1."""

    words: tuple[str, ...]
    distance: int


def tolerance(typed: str, known: str) -> int:
    """How many edits may lie between a typed and a known word."""
    length = min(len(typed), len(known))
    if length < SHORTEST:
        return 0
    return 1 if length < LONG else 2


def is_known(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word occurs in a name, so that it is no typing mistake."""
    return word in vocabulary.surfaces or word in vocabulary.lexicon or word in tables.STOP


def changes_meaning(typed: str, known: str) -> bool:
    """Whether a correction would touch a prefix or an ending that changes the meaning."""
    for prefix in tables.PREFIXES:
        if known.startswith(prefix) != typed.startswith(prefix):
            return True
    one, other = _ending(typed), _ending(known)
    return bool(one and other) and not (one.endswith(other) or other.endswith(one))


def _ending(word: str) -> str:
    word = word.removesuffix("s") if word.endswith("as") else word
    word = word[:-2] + "is" if word.endswith("ses") else word
    return next((suffix for suffix in tables.SUFFIXES if word.endswith(suffix)), "")


@lru_cache(maxsize=4096)
def corrections(word: str, vocabulary: Vocabulary, *, extra: int = 0) -> tuple[Correction, ...]:
    """The known words that a mistyped word may be, nearest first; empty for a known word.

    extra: how many edits more than the rules allow; what is found so is only asked about.
    """
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or is_known(word, vocabulary):
        return ()
    best: dict[str, int] = {}
    if not (word in tables.REAL_WORDS and not extra):
        for surface, distance, _ in extract(
            word,
            vocabulary.long_surfaces,
            scorer=OSA.distance,
            score_cutoff=2 + extra,
            limit=24,
        ):
            near = distance <= tolerance(word, surface) + extra
            known = vocabulary.surfaces[surface]
            # A German surface stands for an English word, whose ending counts as well.
            changed = changes_meaning(word, surface) or changes_meaning(word, known)
            if near and (extra or not changed):
                best[known] = min(best.get(known, 99), int(distance))
    found = [Correction((known,), distance) for known, distance in best.items()]
    found += _parts(word, vocabulary)
    return tuple(sorted(found, key=lambda item: (item.distance, item.words))[:MOST])


def _parts(word: str, vocabulary: Vocabulary) -> list[Correction]:
    """Two known words written together."""
    found = []
    for cut in range(MIN_PART, len(word) - MIN_PART + 1):
        left, right = word[:cut], word[cut:]
        if left in vocabulary.surfaces and right in vocabulary.surfaces:
            parts = (vocabulary.surfaces[left], vocabulary.surfaces[right])
            found.append(Correction(parts, 1))
    return found
