"""All that was read of the content, before anything is known to be right."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from knowledge.schema.document import Document
from knowledge.schema.problems import Path
from knowledge.schema.types import (
    Clue,
    Entity,
    Finding,
    Group,
    ManagementOption,
    Pair,
    Reference,
    RelationsFile,
)


class Everything:
    """Contains whatever it is asked for."""

    def __contains__(self, item: object) -> bool:
        """Return True."""
        return True


@dataclass
class Draft:
    """All values read so far, each with the document that it came from.

    broken: slugs of things that are there but could not be read; nobody else complains of them.
    """

    entities: list[tuple[Entity, Document]] = field(default_factory=list)
    groups: list[tuple[Group, Document, Path]] = field(default_factory=list)
    findings: list[tuple[Finding, Document, Path]] = field(default_factory=list)
    references: list[tuple[Reference, Document, Path]] = field(default_factory=list)
    management: list[tuple[ManagementOption, Document, Path]] = field(default_factory=list)
    clues: list[tuple[Clue, Document, Path]] = field(default_factory=list)
    pairs: list[tuple[Pair, Document, Path]] = field(default_factory=list)
    relations: tuple[RelationsFile, Document] | None = None
    broken: set[str] = field(default_factory=set)

    def entity_slugs(self) -> set[str]:
        """Slugs of all entities, those that could not be read included."""
        return {entity.slug for entity, _ in self.entities} | self.broken

    def known(self, slugs: Iterable[str]) -> Container[str]:
        """`slugs` and those of broken things; anything at all where a whole file is missing."""
        return {*slugs, *self.broken} if (slugs := tuple(slugs)) else Everything()
