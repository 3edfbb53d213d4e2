"""The words of one piece → what they name.

First as they stand; then without qualifiers that change nothing, as few dropped as needed; then
with typing mistakes corrected, if one correction is clearly the best. Everything else names
nothing: a word that is left over may change the meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from knowledge.resolve import tables
from knowledge.resolve.normalise import root
from knowledge.resolve.types import Status
from knowledge.resolve.typos import corrections, is_known
from knowledge.resolve.vocabulary import Named, Vocabulary, Words, droppable

#: A longer run of words is a sentence, not a name.
MAX_WORDS = 14
#: With more optional words, only few or all of them are dropped.
MAX_OPTIONAL = 6
MAX_UNKNOWN = 3
MAX_ALTERNATIVES = 48
MAX_ASKED = 4


@dataclass(frozen=True)
class Match:
    """What words name. slugs: one, or several where the name is ambiguous; empty: nothing.

    asked: slugs to ask about ("did you mean … or …?") where nothing is sure.
    """

    slugs: tuple[str, ...] = ()
    status: Status = "unrecognised"
    asked: tuple[str, ...] = ()


NOTHING = Match()


def exactly(typed: Words, vocabulary: Vocabulary) -> Match:
    """What the words name as they stand."""
    found = vocabulary.find(tuple(root(word) for word in typed))
    return NOTHING if found is None else Match(found.slugs, found.status)


def match(typed: Words, vocabulary: Vocabulary) -> Match:
    """What the words name, qualifiers and typing mistakes aside.

    typed: folded words with their plurals, without hedges and negations.
    """
    if not typed or len(typed) > MAX_WORDS:
        return NOTHING
    roots = tuple(root(word) for word in typed)
    found = reduced(roots, vocabulary)
    if found is not None:
        return Match(found[0].slugs, found[0].status)
    return _corrected(typed, roots, vocabulary)


def reduced(roots: Words, vocabulary: Vocabulary) -> tuple[Named, int] | None:
    """What the words name with as few neutral qualifiers dropped as possible, and how many."""
    found = vocabulary.find(roots)
    if found is not None:
        return found, 0
    count = len(roots)
    roots = without_phrases(roots)
    # What stands behind "to" is where metastases went, not where they came from.
    target = roots.index("to") if "to" in roots else count
    optional = [
        i
        for i, word in enumerate(roots)
        if droppable(word, roots) and (i < target or word in tables.NEUTRAL)
    ]
    for dropped in _choices(optional):
        rest = tuple(word for i, word in enumerate(roots) if i not in dropped)
        found = vocabulary.find(rest)
        if found is not None and not _is_wordlike(rest):
            return found, count - len(rest)
    return None


def without_phrases(roots: Words) -> Words:
    """The words without qualifiers of several words, such as "with pathologic fracture"."""
    for phrase in tables.NEUTRAL_PHRASES:
        size = len(phrase)
        for start in range(len(roots) - size + 1):
            if roots[start : start + size] == phrase:
                roots = roots[:start] + roots[start + size :]
                break
    return tuple(word for word in roots if word != "with")


def _choices(optional: list[int]) -> Iterator[frozenset[int]]:
    """Which words to drop, the fewest first."""
    sizes = range(len(optional) + 1)
    if len(optional) > MAX_OPTIONAL:
        sizes = range(2)
    for size in sizes:
        for dropped in combinations(optional, size):
            yield frozenset(dropped)
    yield frozenset(optional)


def _is_wordlike(rest: Words) -> bool:
    """Whether all that is left is an abbreviation that may as well be an ordinary word."""
    left = [word for word in rest if word not in tables.STOP]
    return len(left) == 1 and left[0] in tables.WORDLIKE


def _corrected(typed: Words, roots: Words, vocabulary: Vocabulary) -> Match:
    best = _nearest(typed, roots, vocabulary, extra=0)
    sure = bool(best)
    if not best:
        best = _nearest(typed, roots, vocabulary, extra=1)
    ranked = sorted(best.items(), key=lambda item: (item[1], item[0]))
    if sure and (len(ranked) == 1 or ranked[0][1] < ranked[1][1]):
        return Match(ranked[0][0], "corrected")
    asked = [slug for slugs, _ in ranked for slug in slugs if vocabulary.is_ours(slug)]
    return Match(asked=tuple(dict.fromkeys(asked))[:MAX_ASKED])


def _nearest(
    typed: Words, roots: Words, vocabulary: Vocabulary, *, extra: int
) -> dict[Words, tuple[int, int]]:
    """What the words may be corrected to: the fewest edits, then the fewest words dropped.

    That is the margin: among equally near names the one that uses all the words is meant
    ("multiple myloma" is not a myxoma).
    """
    best: dict[Words, tuple[int, int]] = {}
    for candidate, distance in _alternatives(typed, roots, vocabulary, extra):
        found = reduced(candidate, vocabulary)
        if found is not None:
            named, dropped = found
            best[named.slugs] = min(best.get(named.slugs, (99, 0)), (distance, dropped))
    return best


def _alternatives(
    typed: Words, roots: Words, vocabulary: Vocabulary, extra: int
) -> Iterator[tuple[Words, int]]:
    """Other words for those that no name contains, with the number of edits."""
    yield from _rejoined(typed, roots, vocabulary)
    unknown = [i for i, word in enumerate(typed) if not is_known(word, vocabulary)]
    if not 0 < len(unknown) <= MAX_UNKNOWN:
        return
    options = [
        {*corrections(typed[i], vocabulary, extra=extra)}
        | {*corrections(roots[i], vocabulary, extra=extra)}
        for i in unknown
    ]
    for count, choice in enumerate(product(*options)):
        if count >= MAX_ALTERNATIVES:
            return
        pieces: list[Words] = [(word,) for word in roots]
        for index, correction in zip(unknown, choice, strict=True):
            pieces[index] = correction.words
        words = tuple(word for piece in pieces for word in piece)
        yield words, sum(correction.distance for correction in choice)


def _rejoined(typed: Words, roots: Words, vocabulary: Vocabulary) -> Iterator[tuple[Words, int]]:
    """Neighbours that together are one known word: "hemangio ma"."""
    for i in range(len(typed) - 1):
        joined = typed[i] + typed[i + 1]
        if len(joined) >= 6 and joined in vocabulary.surfaces:
            yield (*roots[:i], vocabulary.surfaces[joined], *roots[i + 2 :]), 1
