"""References as works to take along."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge import selectors
from knowledge.bibliography import Work
from knowledge.models import Entity, Reference
from knowledge.schema.sources import sources_of


def work_of(row: Reference) -> Work:
    """One reference as a work."""
    return Work(row.ref_id, row.citation, row.year, row.doi, row.pmid, row.pmcid, row.url)


def all_works() -> list[Work]:
    """Every reference in use. One query."""
    return _works(Reference.objects.filter(withdrawn=False))


def works_of(entity: Entity) -> list[Work]:
    """What the page of `entity` cites, and its further reading. One query."""
    ids = {source for source, _place in sources_of(selectors.entity_content(entity))}
    return _works(selectors.references_for(sorted(ids)).values())


def _works(rows: Iterable[Reference]) -> list[Work]:
    return [work_of(row) for row in rows]
