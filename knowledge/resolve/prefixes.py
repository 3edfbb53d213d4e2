"""Which names have a word that begins with some letters: the type-ahead's index."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.resolve.types import Kind

#: Sorts behind every letter of every script.
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class NameRow:
    """One way to write a term. compact: its words that count, written together."""

    slug: str
    kind: Kind
    text: str
    roots: tuple[str, ...]
    compact: str


class PrefixIndex:
    """Rows by the beginnings of their words, and of their words written together."""

    def __init__(self, rows: Iterable[NameRow]) -> None:
        self.rows: tuple[NameRow, ...] = tuple(rows)
        self._rows_of: dict[str, set[int]] = {}
        compacts: dict[str, set[int]] = {}
        for number, row in enumerate(self.rows):
            compacts.setdefault(row.compact, set()).add(number)
            for word in row.roots:
                self._rows_of.setdefault(word, set()).add(number)
        self._words = sorted(self._rows_of)
        self._compacts = sorted(compacts)
        self._rows_of_compact = compacts

    def beginning(self, prefix: str) -> set[int]:
        """Numbers of the rows with a word that begins so."""
        return set().union(*(self._rows_of[word] for word in _between(self._words, prefix)))

    def containing(self, words: Iterable[str]) -> set[int]:
        """Numbers of the rows with one of these words."""
        return set().union(*(self._rows_of.get(word, set()) for word in words))

    def together(self, prefix: str) -> set[int]:
        """Numbers of the rows that begin so when written without spaces."""
        found = _between(self._compacts, prefix)
        return set().union(*(self._rows_of_compact[word] for word in found))


def _between(ordered: Sequence[str], prefix: str) -> Iterator[str]:
    yield from ordered[bisect_left(ordered, prefix) : bisect_left(ordered, prefix + _LAST)]
