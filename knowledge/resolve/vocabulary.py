"""The index of all names, built once: words → what they name.

Names are *declared* (the name, a synonym, an abbreviation, as written) or *derived* (the same
with a word such as "vertebral" or "disease" less, or one word put for another). Who wins where
two conditions share the words: a declared name of an entity, of a group, of a known other
condition; then the derived ones in the same order. Two of ours with equal right are ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from knowledge.resolve import german, tables
from knowledge.resolve.normalise import UMLAUTS, root, words
from knowledge.resolve.prefixes import NameRow, PrefixIndex
from knowledge.resolve.types import Kind, Status, Term

Words = tuple[str, ...]
BRACKETS = re.compile(r"\([^()]*\)")
#: Below this length, letters that only together make a name are no name ("a s" is not AS).
MIN_COMPACT = 4
#: Above so many optional words only the shortest form of a name is derived.
MAX_OPTIONAL = 4

_RANK: dict[Kind, int] = {"entity": 0, "group": 1, "normal": 1, "known-other": 2}
_DERIVED = 3
_STATUS_ORDER: tuple[Status, ...] = ("exact", "synonym", "abbreviation")


@dataclass(frozen=True)
class Named:
    """What some words name: one slug, or several of ours with equal right.

    rank: 0 to 2 declared, 3 to 5 derived; lower wins.
    """

    slugs: tuple[str, ...]
    status: Status
    rank: int


def bag(roots: Iterable[str]) -> Words:
    """The words that count, in an order of their own: word order does not matter."""
    return tuple(sorted(word for word in roots if word not in tables.STOP))


def compact(roots: Iterable[str]) -> str:
    """The words that count, written together: spaces and hyphens do not matter."""
    return "".join(word for word in roots if word not in tables.STOP)


def expand(roots: Words) -> Words:
    """One word for another: mets, metastatic → metastasis."""
    return tuple(new for word in roots for new in tables.EXPAND.get(word, (word,)))


class Vocabulary:
    """All names that are known. Immutable; build it once and share it."""

    def __init__(
        self, terms: Iterable[Term], ambiguous: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Index the terms.

        ambiguous: names that rightly stand for several of ours (SIF), with their slugs.
        """
        self.terms = tuple(terms)
        self.by_slug: Mapping[str, Term] = MappingProxyType({t.slug: t for t in self.terms})
        self._bags: dict[Words, Named] = {}
        self._compacts: dict[str, Named] = {}
        self.surfaces: dict[str, str] = {}
        for name, slugs in (ambiguous or {}).items():
            known = tuple(slug for slug in slugs if slug in self.by_slug)
            for roots in _spellings(name):
                self._learn_words(roots, words(name))
                self._put(roots, Named(known, "abbreviation", 0))
        for term in self.terms:
            self._declare(term)
        for term in self.terms:
            if term.kind != "normal":
                self._derive(term)
        for word in tables.NEUTRAL | tables.PRIMARY | tables.EXPAND.keys():
            self.surfaces.setdefault(word, word)
        for word in [word for word in self.surfaces.values() if word.endswith("sis")]:
            self.surfaces.setdefault(word[:-2] + "es", word)
        named = frozenset(self.surfaces.values())
        for word, english in german.WORDS.items():
            # "hemangiom" is but a shorter "hemangioma", which is compared anyway.
            if root(english) in named and not english.startswith(word):
                self.surfaces.setdefault(word, root(english))
        self.index = PrefixIndex(_rows(self.terms))
        self.lexicon: frozenset[str] = frozenset(self.surfaces.values())
        self.long_surfaces: tuple[str, ...] = tuple(
            sorted(word for word in self.surfaces if len(word) >= 5 and word.isalpha())
        )

    def name(self, slug: str) -> str:
        """How a slug is shown to people."""
        term = self.by_slug.get(slug)
        return term.display if term else slug

    def kind(self, slug: str) -> Kind:
        """Whether a slug is an entity, a group, normal, or none of ours."""
        return self.by_slug[slug].kind

    def is_ours(self, slug: str) -> bool:
        """Whether a slug can be an answer."""
        return self.by_slug[slug].kind != "known-other"

    def find(self, roots: Words, *, together: bool = True) -> Named | None:
        """What exactly these words name, in any order, spaces aside; None if nothing.

        together: whether words may run together ("rugger jersey" for "ruggerjersey").
        """
        found = self._look(roots, together)
        if found is None or found.rank >= _DERIVED:
            expanded = expand(roots)
            other = self._look(expanded, together) if expanded != roots else None
            if other is not None and (found is None or other.rank < found.rank):
                return other
        return found

    def _look(self, roots: Words, together: bool) -> Named | None:
        key = bag(roots)
        found = self._bags.get(key)
        if found is None and together and _may_run_together(key):
            found = self._compacts.get(compact(roots))
        return found

    def _declare(self, term: Term) -> None:
        rank = _RANK[term.kind]
        for text, status in _names(term):
            for roots in _spellings(text):
                self._learn_words(roots, words(text))
                self._put(roots, Named((term.slug,), status, rank))
                short = "".join(roots)
                if status == "abbreviation" and len(short) < 4 and short.isalpha():
                    plural = (f"{short}s",)
                    if bag(plural) not in self._bags:
                        self._put(plural, Named((term.slug,), status, rank + _DERIVED))

    def _derive(self, term: Term) -> None:
        rank = _RANK[term.kind] + _DERIVED
        for text, status in _names(term):
            derived: Status = "abbreviation" if status == "abbreviation" else "synonym"
            for roots in _spellings(text):
                for shorter in _shorter(roots, expanding=status != "abbreviation"):
                    if not self._belongs_elsewhere(shorter, term.slug):
                        self._put(shorter, Named((term.slug,), derived, rank))

    def _belongs_elsewhere(self, shorter: Words, slug: str) -> bool:
        """Whether a short form says nothing, or is another's declared name with qualifiers."""
        key = bag(shorter)
        if not key or all(word in tables.GENERIC or word.isdigit() for word in key):
            return True
        core = bag(word for word in shorter if not droppable(word, shorter))
        declared = self._bags.get(core)
        return (
            declared is not None
            and core != key
            and declared.rank < _DERIVED
            and slug not in declared.slugs
        )

    def _put(self, roots: Words, named: Named) -> None:
        key = bag(roots)
        if key:
            self._bags[key] = _stronger(self._bags.get(key), named)
            joined = compact(roots)
            self._compacts[joined] = _stronger(self._compacts.get(joined), named)

    def _learn_words(self, roots: Words, surfaces: Words) -> None:
        for word in roots:
            self.surfaces.setdefault(word, word)
        for word in surfaces:
            self.surfaces.setdefault(word, root(word))


def _may_run_together(key: Words) -> bool:
    """Whether words may be one name written apart: not "a s", but "l c h" and "nf 1"."""
    length = sum(map(len, key))
    if len(key) < 2 or length >= MIN_COMPACT:
        return length > 1
    return length == len(key) > 2 or (len(key) == 2 and any(word.isdigit() for word in key))


def droppable(word: str, among: Words) -> bool:
    """Whether a typed word may be a qualifier that changes nothing, beside these words."""
    if word in tables.NEUTRAL:
        return True
    return word in tables.PRIMARY and tables.METASTASIS in expand(among)


def _names(term: Term) -> Iterator[tuple[str, Status]]:
    yield term.name, "exact"
    if term.shown:
        yield term.shown, "exact"
    for text in term.synonyms:
        yield text, "synonym"
    for text in term.abbreviations:
        yield text, "abbreviation"


def _rows(terms: Iterable[Term]) -> Iterator[NameRow]:
    for term in terms:
        for text in dict.fromkeys(text for text, _ in _names(term)):
            roots = tuple(root(word) for word in words(text))
            yield NameRow(term.slug, term.kind, text, roots, compact(roots))


def _spellings(text: str) -> list[Words]:
    """A name's words: in full, without its brackets, with umlauts written out."""
    texts = dict.fromkeys((text, BRACKETS.sub(" ", text)))
    for variant in tuple(texts):
        texts[variant.translate(UMLAUTS)] = None
    return list(dict.fromkeys(tuple(root(word) for word in words(variant)) for variant in texts))


def _shorter(roots: Words, *, expanding: bool) -> list[Words]:
    """The derived forms of a name."""
    optional = [i for i, word in enumerate(roots) if word in tables.SITE]
    if tables.METASTASIS in roots:
        optional += [i for i, word in enumerate(roots) if word in ("bone", "osseous", "skeletal")]
    sizes = range(len(optional) + 1) if len(optional) <= MAX_OPTIONAL else (0, len(optional))
    forms: dict[Words, None] = {}
    for size in sizes:
        for dropped in combinations(optional, size):
            form = tuple(word for i, word in enumerate(roots) if i not in dropped)
            forms[form] = None
            if expanding:
                forms[expand(form)] = None
    return list(forms)


def _stronger(old: Named | None, new: Named) -> Named:
    """Which of two claims to the same words holds."""
    if old is None or new.rank < old.rank:
        return new
    if new.rank > old.rank:
        return old
    if set(new.slugs) <= set(old.slugs):
        better = min(old.status, new.status, key=_STATUS_ORDER.index)
        return old if old.status == better else Named(old.slugs, better, old.rank)
    if new.rank % _DERIVED == _RANK["known-other"]:
        return old
    return Named(tuple(dict.fromkeys((*old.slugs, *new.slugs))), old.status, old.rank)
