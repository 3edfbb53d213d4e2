"""Numbered references of one page: numbers in the order in which the page cites them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from knowledge.models import Reference
from knowledge.schema.types import Claim


@dataclass(frozen=True)
class Mark:
    """One superscript: the number and the reference that it leads to."""

    number: int
    ref_id: str


@dataclass(frozen=True)
class Cited:
    """A sentence with its marks; without marks it is general teaching."""

    text: str | Promise
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Prose:
    """Sentences under one heading. `sourced`: at least one has a source of its own."""

    items: tuple[Cited, ...]

    @property
    def sourced(self) -> bool:
        """Whether marks are shown sentence by sentence (else one note stands for all)."""
        return any(item.marks for item in self.items)


@dataclass
class Citations:
    """Hands out numbers. `known`: the references that exist, by id; others are not cited."""

    known: dict[str, Reference]
    numbers: dict[str, int] = field(default_factory=dict)

    def marks(self, sources: Iterable[str]) -> tuple[Mark, ...]:
        """Numbers for these sources, new ones for those not yet cited."""
        return tuple(
            Mark(self.numbers.setdefault(source, len(self.numbers) + 1), source)
            for source in sources
            if source in self.known
        )

    def prose(self, claims: Iterable[Claim]) -> Prose:
        """Claims with their marks."""
        return Prose(tuple(Cited(claim.text, self.marks(claim.sources)) for claim in claims))

    def cited(self) -> list[tuple[int, Reference]]:
        """The cited references with their numbers, in order."""
        return [(number, self.known[ref_id]) for ref_id, number in self.numbers.items()]

    def uncited(self) -> list[Reference]:
        """Known references that nothing on the page points to: further reading."""
        return [row for ref_id, row in self.known.items() if ref_id not in self.numbers]
