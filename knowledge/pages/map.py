"""The map: the groups of the paper against the CT classes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from knowledge.models import Entity, Group
from knowledge.pages import words
from knowledge.pages.pictures import Thumbnail

Text = str | Promise


@dataclass(frozen=True)
class Place:
    """One entity on the map; `also` are the CT classes in which it can appear as well."""

    entity: Entity
    also: tuple[Text, ...]
    picture: Thumbnail | None = None


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
    mimics: int
    simulated: bool


def map_of(
    entities: Iterable[Entity],
    pictures: Mapping[str, Thumbnail] | None = None,
    slugs: Container[str] | None = None,
) -> Map:
    """Lay the entities out; groups in their order, entities by name.

    `pictures` by slug; `slugs`: those that pass the filters, None for all. `mimics` counts all.
    """
    groups: dict[int, Group] = {}
    places: dict[tuple[int, str], list[Place]] = {}
    stills, mimics = pictures or {}, 0
    for entity in entities:
        mimics += entity.kind == "mimic"
        if slugs is not None and entity.slug not in slugs:
            continue
        groups.setdefault(entity.group_id, entity.group)
        also = tuple(words.CT_CLASSES[name] for name in entity.ct_class_alternatives)
        place = Place(entity, also, stills.get(entity.slug))
        places.setdefault((entity.group_id, entity.ct_class), []).append(place)
    return Map(
        mimics=mimics,
        simulated=any(still.simulated for still in stills.values()),
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
