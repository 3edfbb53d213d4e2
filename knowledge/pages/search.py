"""What a reader typed into the search box, and what it was understood as."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge import selectors
from knowledge.models import Entity, Finding
from knowledge.resolve import Entry, resolve, suggest
from knowledge.schema import types as schema
from knowledge.schema.relations import Relations

#: Longer queries are cut: nobody looks up an essay.
MAX_QUERY = 100
#: At most this many findings; names alike from this per cent on, but not of very short words.
_MOST_FINDINGS = 8
_ALIKE = 84
_LEAST_FOR_TYPOS = 5
_ACCEPTED = ("exact", "synonym", "abbreviation", "corrected")


@dataclass(frozen=True)
class Hit:
    """One named thing: the words, how they were understood, and the pages to open."""

    entry: Entry
    entities: tuple[Entity, ...]

    @property
    def understood(self) -> bool:
        """Whether the words name one of ours."""
        return self.entry.status in _ACCEPTED


@dataclass(frozen=True)
class Found:
    """The answer to a search."""

    hits: tuple[Hit, ...]
    near: tuple[Entity, ...]
    findings: tuple[Finding, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to open."""
        return not (self.near or self.findings or any(hit.entities for hit in self.hits))


def search(query: str) -> Found:
    """Resolve `query`; beside it, names and findings that begin or sound like it."""
    vocabulary = selectors.vocabulary()
    relations = selectors.relations()
    entries = resolve(query, vocabulary)
    wanted = {entry: _slugs(entry, relations) for entry in entries}
    direct = {slug for slugs in wanted.values() for slug in slugs}
    near = [item.slug for item in suggest(query, vocabulary, limit=8) if item.slug not in direct]
    rows = {row.slug: row for row in selectors.entities().filter(slug__in=[*direct, *near])}
    return Found(
        hits=tuple(
            Hit(entry, tuple(rows[slug] for slug in slugs if slug in rows))
            for entry, slugs in wanted.items()
        ),
        near=tuple(rows[slug] for slug in near if slug in rows),
        findings=_findings(query),
    )


def _slugs(entry: Entry, relations: Relations) -> tuple[str, ...]:
    """Pages for an entry: the entity, the entities below a group, or the candidates."""
    if entry.status == "negated":
        return ()
    if entry.entity is None:
        return entry.candidates
    below = _leaves(entry.entity, relations)
    return (entry.entity, *(slug for slug in below if slug != entry.entity))


def _leaves(slug: str, relations: Relations) -> tuple[str, ...]:
    below = relations.narrower(slug)
    return tuple(leaf for child in below for leaf in (child, *_leaves(child, relations)))


def _findings(query: str) -> tuple[Finding, ...]:
    """Findings whose words begin as the query's do; else those whose name is a typo away.

    The name and its synonyms count before the definition. One query where something fits.
    """
    wanted = _plain(query)
    vocabulary = selectors.board().findings.values()
    fitting = [item for item in vocabulary if _begins(wanted, item)] if wanted else []
    if not fitting and wanted:
        fitting = [item for item in vocabulary if _almost(wanted, item)]
    fitting.sort(key=lambda item: (wanted not in " ".join(_names(item)), item.name))
    slugs = [item.slug for item in fitting[:_MOST_FINDINGS]]
    rows = selectors.findings_for(slugs) if slugs else {}
    return tuple(rows[slug] for slug in slugs if slug in rows)


def _plain(text: str) -> str:
    """Small letters and digits with single spaces; apostrophes vanish, hyphens part words."""
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’]", "", text.casefold())).split())


def _names(item: schema.Finding) -> tuple[str, ...]:
    return tuple(_plain(name) for name in (item.name, *item.synonyms))


def _begins(wanted: str, item: schema.Finding) -> bool:
    """Whether every word of the query begins a word of the finding, plurals included."""
    words = {*" ".join(_names(item)).split(), *_plain(item.definition).split()}
    return all(
        any(word.startswith(_singular(part)) or part == f"{word}s" for word in words)
        for part in wanted.split()
    )


def _singular(word: str) -> str:
    """Without the s of a plural; short words keep it: “mets” is no beginning of “metaphysis”."""
    return word.removesuffix("s") if len(word) >= _LEAST_FOR_TYPOS else word


def _almost(wanted: str, item: schema.Finding) -> bool:
    """Whether the query is a name of the finding but for a typo; short words have none."""
    return len(wanted) >= _LEAST_FOR_TYPOS and any(
        fuzz.ratio(wanted, name.removesuffix(" sign")) >= _ALIKE
        or fuzz.ratio(wanted.removesuffix(" sign"), name.removesuffix(" sign")) >= _ALIKE
        for name in _names(item)
    )
