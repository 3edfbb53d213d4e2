"""The shipped content as rows: for each model, the column values that the content wants."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from knowledge.models import (
    Clue,
    Entity,
    Finding,
    Group,
    ManagementOption,
    Pair,
    Reference,
    Shipped,
    Umbrella,
)
from knowledge.schema import types as schema
from knowledge.schema.decode import to_plain

#: Parts of an entity that are rows of their own.
_NAMES = ("synonyms", "abbreviations")


@dataclass(frozen=True)
class Shipment:
    """One model with the rows that the content wants, by key."""

    kind: str
    model: type[Shipped]
    key: str
    rows: dict[str, tuple[str, dict[str, Any]]]  # key → (hash, column values)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def shipments(library: schema.Library) -> Iterable[Shipment]:
    """Every model with its rows, in an order that satisfies the foreign keys."""
    yield _shipment("group", Group, "slug", map(_group_row, enumerate(library.groups)))
    yield _shipment(
        "management option",
        ManagementOption,
        "slug",
        (
            {"slug": item.slug, "text": item.text, "order": order}
            for order, item in enumerate(library.management)
        ),
    )
    yield _shipment(
        "clue",
        Clue,
        "slug",
        (
            {"slug": item.slug, "name": item.name, "kind": item.kind, "order": order}
            for order, item in enumerate(library.clues)
        ),
    )
    yield _shipment("reference", Reference, "ref_id", map(_reference_row, library.references))
    yield _shipment("finding", Finding, "slug", map(_finding_row, library.findings))
    yield _shipment(
        "umbrella name", Umbrella, "slug", map(_umbrella_row, library.relations_file.umbrellas)
    )
    groups = dict(Group.objects.values_list("slug", "id"))
    yield _shipment(
        "entity", Entity, "slug", (_entity_row(item, groups) for item in library.entities)
    )
    entities = dict(Entity.objects.values_list("slug", "id"))
    yield _shipment(
        "pair", Pair, "slug", (_pair_row(row, entities) for row in enumerate(library.pairs))
    )


def _shipment(
    kind: str, model: type[Shipped], key: str, rows: Iterable[dict[str, Any]]
) -> Shipment:
    return Shipment(kind, model, key, {row[key]: (_digest(row), row) for row in rows})


def _group_row(numbered: tuple[int, schema.Group]) -> dict[str, Any]:
    order, item = numbered
    return {
        "slug": item.slug,
        "name": item.name,
        "kind": item.kind,
        "summary": item.summary,
        "order": order,
    }


def _reference_row(item: schema.Reference) -> dict[str, Any]:
    return {
        "ref_id": item.id,
        "citation": item.citation,
        "year": item.year,
        "doi": item.doi,
        "pmid": item.pmid,
        "pmcid": item.pmcid,
        "url": item.url,
        "checked": item.checked,
    }


def _finding_row(item: schema.Finding) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "name": item.name,
        "kind": item.kind,
        "modalities": list(item.modalities),
        "definition": item.definition,
        "separates": item.separates or "",
        "content": to_plain(item),
    }


def _umbrella_row(item: schema.Umbrella) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "name": item.name,
        "kind": item.kind,
        "narrower": list(item.narrower),
    }


def _pair_row(numbered: tuple[int, schema.Pair], entities: dict[str, int]) -> dict[str, Any]:
    order, item = numbered
    return {
        "slug": item.slug,
        "a_id": entities[item.a],
        "b_id": entities[item.b],
        "content": to_plain(item),
        "order": order,
    }


def _entity_row(item: schema.Entity, groups: dict[str, int]) -> dict[str, Any]:
    plain = to_plain(item)
    content = {key: value for key, value in plain.items() if key not in _NAMES}
    return {
        "slug": item.slug,
        "name": item.name,
        "short_name": item.short_name,
        "kind": item.kind,
        "group_id": groups[item.group],
        "ct_class": item.ct_class,
        "ct_class_alternatives": list(item.ct_class_alternatives),
        "compartments": list(item.compartments),
        "content": content,
    }
