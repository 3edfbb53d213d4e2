"""What a reader typed into the search box, and what it was understood as."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from knowledge import selectors
from knowledge.models import Entity, Finding
from knowledge.resolve import Entry, resolve, suggest
from knowledge.schema.relations import Relations

#: Longer queries are cut: nobody looks up an essay.
MAX_QUERY = 100
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
    """Findings in which every word of the query begins a word; the name counts before the text."""
    words = query.casefold().split()
    matches = Q()
    for word in words:
        matches &= Q(name__icontains=word) | Q(definition__icontains=word)
    begins = [re.compile(rf"(?<!\w){re.escape(word)}") for word in words]
    fitting = [
        row
        for row in Finding.objects.filter(matches, withdrawn=False)
        if all(begin.search(f"{row.name} {row.definition}".casefold()) for begin in begins)
    ]
    in_name = query.casefold()
    return tuple(
        sorted(fitting, key=lambda row: (in_name not in row.name.casefold(), row.name))[:8]
    )
