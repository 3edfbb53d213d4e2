"""Rows as the shapes of the API. A constant number of queries each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.urls import reverse

from knowledge import selectors
from knowledge.api.shapes import (
    EntityDetail,
    EntitySummary,
    FindingDetail,
    FindingSummary,
    PairDetail,
    ReferenceDetail,
    Review,
)
from knowledge.models import Entity, EntityFinding, EntityName, Finding, Reference
from knowledge.pages.works import work_of
from knowledge.schema import types as schema
from knowledge.schema.decode import from_plain

#: Makes an absolute address of a path.
Absolute = Callable[[str], str]


def entities(absolute: Absolute) -> list[EntitySummary]:
    """Every entity that learners may see."""
    return [
        EntitySummary(
            slug=row.slug,
            name=row.name,
            short_name=row.short_name,
            kind=row.kind,  # type: ignore[arg-type]
            group=row.group.slug,
            ct_class=row.ct_class,  # type: ignore[arg-type]
            page=absolute(row.get_absolute_url()),
            api=absolute(reverse("knowledge-api:entity", args=[row.slug])),
        )
        for row in selectors.entities()
    ]


def entity(slug: str, absolute: Absolute) -> EntityDetail | None:
    """The entity with `slug`, its names and typicalities as educators left them."""
    row = selectors.entity_by_slug(slug)
    if row is None:
        return None
    names = selectors.names_of(row)
    text = replace(
        selectors.entity_content(row),
        synonyms=_texts(names, EntityName.NameKind.SYNONYM),
        abbreviations=_texts(names, EntityName.NameKind.ABBREVIATION),
        findings=selectors.typicalities().get(slug, {}),
    )
    return EntityDetail(absolute(row.get_absolute_url()), _review(row), text)


def _texts(names: list[EntityName], kind: str) -> tuple[str, ...]:
    return tuple(name.text for name in names if name.kind == kind)


def _review(row: Entity) -> Review:
    return Review(
        state=row.review_state,
        revision=row.content_revision,
        reviewer=row.reviewer_name,
        reviewed_on=row.reviewed_on.isoformat() if row.reviewed_on else "",
        reviewed_revision=row.reviewed_revision,
    )


def findings(absolute: Absolute) -> list[FindingSummary]:
    """The whole vocabulary."""
    return [
        FindingSummary(
            slug=row.slug,
            name=row.name,
            kind=row.kind,  # type: ignore[arg-type]
            modalities=tuple(row.modalities),
            page=absolute(row.get_absolute_url()),
            api=absolute(reverse("knowledge-api:finding", args=[row.slug])),
        )
        for row in Finding.objects.filter(withdrawn=False).order_by("slug")
    ]


def finding(slug: str, absolute: Absolute) -> FindingDetail | None:
    """The finding with `slug` and who shows it."""
    row = selectors.finding_by_slug(slug)
    if row is None:
        return None
    links = EntityFinding.objects.filter(finding=row, entity__withdrawn=False)
    told = dict(links.order_by("entity__slug").values_list("entity__slug", "typicality"))
    return FindingDetail(
        absolute(row.get_absolute_url()),
        selectors.finding_content(row),
        told,  # type: ignore[arg-type]
    )


def pairs(absolute: Absolute) -> list[PairDetail]:
    """Every curated pair."""
    return [_pair(pair, absolute) for pair in selectors.curated_pairs()]


def pair(first: str, second: str, absolute: Absolute) -> PairDetail | None:
    """The curated pair of two slugs, in either order."""
    found = selectors.curated_pair(first, second)
    return _pair(found, absolute) if found else None


def _pair(found: schema.Pair, absolute: Absolute) -> PairDetail:
    address = reverse("knowledge-api:pair", args=[found.a, found.b])
    return PairDetail(absolute(address), found)


def references(absolute: Absolute) -> list[ReferenceDetail]:
    """Every source."""
    return [_reference(row, absolute) for row in Reference.objects.filter(withdrawn=False)]


def reference(ref_id: str, absolute: Absolute) -> ReferenceDetail | None:
    """The source with this id."""
    row = Reference.objects.filter(ref_id=ref_id, withdrawn=False).first()
    return _reference(row, absolute) if row else None


def _reference(row: Reference, absolute: Absolute) -> ReferenceDetail:
    plain = {
        "id": row.ref_id,
        "citation": row.citation,
        "doi": row.doi,
        "pmid": row.pmid,
        "pmcid": row.pmcid,
        "url": row.url,
        "checked": row.checked,
    }
    filled = {name: value for name, value in plain.items() if value}
    text = replace(from_plain(schema.Reference, filled), year=row.year)
    address = absolute(reverse("knowledge-api:reference", args=[row.ref_id]))
    return ReferenceDetail(address, work_of(row).link, text)
