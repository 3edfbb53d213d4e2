"""Taking the shipped content over into the rows.

`sync_content` is idempotent and answers with a diff. What an educator changed stays: the row is
kept and, if newer shipped content exists, reported as a conflict until somebody decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from knowledge.models import Entity, EntityFinding, EntityName, Finding, Shipped, Umbrella
from knowledge.schema import types as schema
from knowledge.schema.loader import load
from knowledge.schema.problems import Problem
from knowledge.services.editing import touch
from knowledge.services.rows import Shipment, shipments

Progress = Callable[[str], None]


class ContentError(Exception):
    """The shipped content has problems; nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"The content has {len(problems)} problem(s); nothing was changed.")
        self.problems = tuple(problems)


@dataclass
class SyncDiff:
    """What a sync did; labels are "kind slug"."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    names_added: list[str] = field(default_factory=list)
    names_removed: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def changed(self) -> bool:
        """Whether any row is different now."""
        return bool(
            self.created
            or self.updated
            or self.withdrawn
            or self.names_added
            or self.names_removed
        )


def sync_content(
    library: schema.Library | None = None, *, progress: Progress | None = None
) -> SyncDiff:
    """Take the shipped content over into the rows; see the module's docstring.

    Raises ContentError if the content has problems.
    """
    say = progress or (lambda line: None)
    if library is None:
        loaded = load()
        if loaded.library is None:
            raise ContentError(loaded.problems)
        library = loaded.library
    diff = SyncDiff()
    with transaction.atomic():
        for shipment in shipments(library):
            say(f"{shipment.kind}: {len(shipment.rows)}")
            _sync_rows(shipment, diff)
        entities = {item.slug: item for item in Entity.objects.all()}
        _sync_variants(library, entities)
        _sync_finding_links(library, entities)
        say("names")
        _sync_names(library, entities, diff)
        if diff.changed:
            touch()
    return diff


def take_shipped(rows: Iterable[Shipped]) -> SyncDiff:
    """Give up the edits of `rows` and take the shipped content for them, or change nothing.

    Raises ContentError if the content has problems.
    """
    with transaction.atomic():
        for row in rows:
            row.edited = False
            row.pending_hash = ""
            # No digest, so that sync writes it; not empty where it was shipped once.
            row.content_hash = row.content_hash and "-"
            row.save()
        return sync_content()


def _sync_rows(shipment: Shipment, diff: SyncDiff) -> None:
    existing = {getattr(row, shipment.key): row for row in shipment.model._default_manager.all()}
    fresh: list[Shipped] = []
    changed: list[Shipped] = []
    for key, (digest, values) in shipment.rows.items():
        label = f"{shipment.kind} {key}"
        row = existing.get(key)
        if row is None:
            fresh.append(shipment.model(content_hash=digest, **values))
            diff.created.append(label)
        elif row.edited:
            if _note_conflict(row, digest):
                changed.append(row)
            if row.in_conflict:
                diff.kept.append(label)
            else:
                diff.unchanged += 1
        elif row.content_hash != digest or row.withdrawn:
            _overwrite(row, digest, values)
            changed.append(row)
            diff.updated.append(label)
        else:
            diff.unchanged += 1
    for key, row in existing.items():
        if key not in shipment.rows and row.content_hash and not (row.edited or row.withdrawn):
            row.withdrawn = True
            changed.append(row)
            diff.withdrawn.append(f"{shipment.kind} {key}")
    _save(shipment.model, fresh, changed)


def _note_conflict(row: Shipped, digest: str) -> bool:
    """Remember that newer content waits behind an edit; whether the row needs saving."""
    pending = digest if row.content_hash != digest else ""
    if row.pending_hash == pending:
        return False
    row.pending_hash = pending
    return True


def _overwrite(row: Shipped, digest: str, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.content_hash = digest
    row.withdrawn = False
    if isinstance(row, Entity):
        row.content_revision += 1


def _save(model: type[Shipped], fresh: list[Shipped], changed: list[Shipped]) -> None:
    names = [item.name for item in model._meta.concrete_fields if not item.primary_key]
    if hasattr(model, "history"):
        reason = "shipped content"
        bulk_create_with_history(fresh, model, default_change_reason=reason)
        if changed:
            bulk_update_with_history(changed, model, names, default_change_reason=reason)
        return
    model._default_manager.bulk_create(fresh)
    if changed:
        model._default_manager.bulk_update(changed, names)


def _sync_variants(library: schema.Library, entities: dict[str, Entity]) -> None:
    changed = []
    for slug, entity in entities.items():
        above = entities.get(library.variants.get(slug, ""))
        if not entity.edited and entity.variant_of_id != (above.pk if above else None):
            entity.variant_of = above
            changed.append(entity)
    Entity.objects.bulk_update(changed, ["variant_of"])


def _sync_finding_links(library: schema.Library, entities: dict[str, Entity]) -> None:
    findings = dict(Finding.objects.values_list("slug", "id"))
    wanted = {
        (entities[item.slug].pk, findings[slug]): typicality
        for item in library.entities
        if not entities[item.slug].edited
        for slug, typicality in item.findings.items()
    }
    free = [entity.pk for entity in entities.values() if not entity.edited]
    existing = {
        (link.entity_id, link.finding_id): link
        for link in EntityFinding.objects.filter(entity_id__in=free)
    }
    gone = [link.pk for key, link in existing.items() if key not in wanted]
    EntityFinding.objects.filter(pk__in=gone).delete()
    changed = []
    for key, link in existing.items():
        if key in wanted and link.typicality != wanted[key]:
            link.typicality = wanted[key]
            changed.append(link)
    EntityFinding.objects.bulk_update(changed, ["typicality"])
    EntityFinding.objects.bulk_create(
        EntityFinding(entity_id=key[0], finding_id=key[1], typicality=typicality)
        for key, typicality in wanted.items()
        if key not in existing
    )


def _sync_names(library: schema.Library, entities: dict[str, Entity], diff: SyncDiff) -> None:
    umbrellas = {item.slug: item for item in Umbrella.objects.all()}
    wanted: dict[tuple[str, str, str], EntityName] = {}
    holders: tuple[schema.Entity | schema.Umbrella, ...] = (
        *library.entities,
        *library.relations_file.umbrellas,
    )
    for item in holders:
        owner: dict[str, models.Model] = (
            {"entity": entities[item.slug]}
            if isinstance(item, schema.Entity)
            else {"umbrella": umbrellas[item.slug]}
        )
        for kind, texts in (("synonym", item.synonyms), ("abbreviation", item.abbreviations)):
            for order, text in enumerate(texts):
                wanted[item.slug, text, kind] = EntityName(
                    **owner,
                    text=text,
                    kind=kind,
                    order=order,
                    source=EntityName.Source.CONTENT,
                )
    existing: dict[tuple[str, str, str], EntityName] = {}
    for name in EntityName.objects.select_related("entity", "umbrella"):
        holder = name.entity or name.umbrella
        if holder is not None:
            existing[holder.slug, name.text, name.kind] = name
    gone = [
        (key, name.pk)
        for key, name in existing.items()
        if key not in wanted and name.source == EntityName.Source.CONTENT
    ]
    EntityName.objects.filter(pk__in=[pk for _, pk in gone]).delete()
    fresh = {key: name for key, name in wanted.items() if key not in existing}
    EntityName.objects.bulk_create(fresh.values())
    diff.names_added += [f"{text} → {slug}" for slug, text, _ in fresh]
    diff.names_removed += [f"{text} → {slug}" for (slug, text, _), _ in gone]
