"""The map: the groups of the paper against the CT classes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from knowledge.models import Entity, Group
from knowledge.pages import words

Text = str | Promise


@dataclass(frozen=True)
class Place:
    """One entity on the map; `also` are the CT classes in which it can appear as well."""

    entity: Entity
    also: tuple[Text, ...]


@dataclass(frozen=True)
class Cell:
    """The entities of one group in one CT class."""

    ct_class: str
    label: Text
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Row:
    """One group with a cell for every CT class."""

    group: Group
    cells: tuple[Cell, ...]

    @property
    def count(self) -> int:
        """How many entities the group has."""
        return sum(len(cell.places) for cell in self.cells)


@dataclass(frozen=True)
class Map:
    """Columns (class, note) and rows."""

    columns: tuple[tuple[Text, Text], ...]
    rows: tuple[Row, ...]

    @property
    def mimics(self) -> int:
        """How many mimics the map has."""
        return sum(row.count for row in self.rows if row.group.kind == "mimic")


def map_of(entities: Iterable[Entity]) -> Map:
    """Lay the entities out; groups in their order, entities by name."""
    groups: dict[int, Group] = {}
    places: dict[tuple[int, str], list[Place]] = {}
    for entity in entities:
        groups.setdefault(entity.group_id, entity.group)
        also = tuple(words.CT_CLASSES[name] for name in entity.ct_class_alternatives)
        places.setdefault((entity.group_id, entity.ct_class), []).append(Place(entity, also))
    return Map(
        columns=tuple(
            (label, words.CT_CLASS_NOTES[name]) for name, label in words.CT_CLASSES.items()
        ),
        rows=tuple(
            Row(
                group,
                tuple(
                    Cell(name, label, tuple(places.get((group.pk, name), ())))
                    for name, label in words.CT_CLASSES.items()
                ),
            )
            for group in sorted(groups.values(), key=lambda item: item.order)
        ),
    )
