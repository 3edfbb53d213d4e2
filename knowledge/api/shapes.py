"""What the API gives, as dataclasses: the content with its review, its links and its address."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.schema import types as schema


@dataclass(frozen=True)
class Review:
    """How far a person has checked a text. revision: of the text; reviewed_revision: then."""

    state: str
    revision: int
    reviewer: str = ""
    reviewed_on: str = ""
    reviewed_revision: int | None = None


@dataclass(frozen=True)
class EntitySummary:
    """One entity in a list."""

    slug: str
    name: str
    short_name: str
    kind: schema.Kind
    group: str
    ct_class: schema.CtClass
    page: str
    api: str


@dataclass(frozen=True)
class EntityDetail:
    """One entity with all that its page says."""

    page: str
    review: Review
    entity: schema.Entity


@dataclass(frozen=True)
class FindingSummary:
    """One finding in a list."""

    slug: str
    name: str
    kind: schema.FindingKind
    modalities: tuple[schema.Modality, ...]
    page: str
    api: str


@dataclass(frozen=True)
class FindingDetail:
    """One finding, and how often which entity shows it; an entity that is missing is unknown."""

    page: str
    finding: schema.Finding
    shown_by: dict[str, schema.Typicality] = field(default_factory=dict)


@dataclass(frozen=True)
class PairDetail:
    """Two entities that are taken for each other."""

    api: str
    pair: schema.Pair


@dataclass(frozen=True)
class ReferenceDetail:
    """One source; `link` is its best address."""

    api: str
    link: str
    reference: schema.Reference
