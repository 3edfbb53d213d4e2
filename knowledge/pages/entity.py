"""All that an entity's page shows, put together from rows in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledge import selectors
from knowledge.models import Entity, EntityName, Finding, Reference
from knowledge.pages import words
from knowledge.pages.citations import Citations, Cited, Mark, Prose
from knowledge.schema import types as schema
from knowledge.schema.sources import sources_of

Text = str | Promise
#: Rows of the comparison with the other side, in the order in which a reader looks.
COMPARED: tuple[schema.Sequence, ...] = ("ct", "t1", "t2", "stir", "t1_gd", "chemical_shift")


@dataclass(frozen=True)
class ImagingRow:
    """One modality. `scale`: the place on the five-step scale against marrow, or empty."""

    sequence: str
    label: Text
    appearance: str
    word: Text
    scale: str
    note: str
    hu: str


@dataclass(frozen=True)
class Compared:
    """One modality of the entity beside the same of the other side."""

    label: Text
    own: ImagingRow
    other: ImagingRow


@dataclass(frozen=True)
class SignRow:
    """A characteristic sign with its marks."""

    name: str
    technique: str
    description: str
    finding: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class DiscriminatorRow:
    """What separates, how strongly, in which direction. `bars`: 1 to 3."""

    feature: str
    favours: str
    direction: Text
    strength: Text
    bars: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class MeasurementRow:
    """A published number with its marks."""

    item: schema.Measurement
    marks: tuple[Mark, ...]

    @property
    def unit(self) -> str:
        """The unit, where the value is a number and not a sentence."""
        return self.item.unit if any(letter.isdigit() for letter in self.item.value) else ""


@dataclass(frozen=True)
class Dispute:
    """A contested fact: both sides with their marks, and what may be taught."""

    question: str
    sides: tuple[Cited, ...]
    teach: str


@dataclass(frozen=True)
class EntityPage:
    """The page. Lists may be empty; the template then leaves the heading out."""

    entity: Entity
    text: schema.Entity
    synonyms: list[EntityName]
    abbreviations: list[EntityName]
    ct_class: Text
    compartments: list[Text]
    pattern: Text
    beside: Entity | None
    #: The sequences of the table beside the other side; `imaging` has those that are not there.
    compared: list[Compared]
    imaging: list[ImagingRow]
    signs: list[SignRow]
    discriminators: list[DiscriminatorRow]
    measurements: list[MeasurementRow]
    disputes: list[Dispute]
    why: Prose
    context: Prose
    pitfalls: Prose
    next_steps: Prose
    teaching: Prose
    management: list[tuple[Text, list[tuple[str, Cited]]]]
    differential: list[Entity]
    findings: list[tuple[Text, list[Finding]]]
    references: list[tuple[int, Reference]]
    further: list[Reference]


def entity_page(entity: Entity) -> EntityPage:
    """Put the page of `entity` together: seven queries, whatever its content."""
    text = selectors.entity_content(entity)
    names = selectors.names_of(entity)
    ids = dict.fromkeys(source for source, _place in sources_of(text))
    rows = selectors.references_for(ids)
    citations = Citations({ref_id: rows[ref_id] for ref_id in ids if ref_id in rows})
    near = {
        row.slug: row
        for row in selectors.entities().filter(slug__in=[text.beside, *text.differential])
    }
    beside = near.get(text.beside)
    other = selectors.entity_content(beside) if beside else None
    compared = _compare(text, other) if other else []
    above = {item.own.sequence for item in compared}
    return EntityPage(
        entity=entity,
        text=text,
        synonyms=[name for name in names if name.kind == EntityName.NameKind.SYNONYM],
        abbreviations=[name for name in names if name.kind == EntityName.NameKind.ABBREVIATION],
        ct_class=words.CT_CLASSES[entity.ct_class],
        compartments=[words.COMPARTMENTS[item] for item in entity.compartments],
        pattern=words.PATTERNS[text.distribution.pattern],
        beside=beside,
        compared=compared,
        imaging=[row for row in imaging_rows(text) if row.sequence not in above],
        **_evidence(text, citations, entity),
        differential=[near[slug] for slug in text.differential if slug in near],
        findings=_findings(entity),
        references=citations.cited(),
        further=citations.uncited(),
    )


def _evidence(text: schema.Entity, citations: Citations, entity: Entity) -> dict[str, Any]:
    """Everything that cites, in the order of the page, so that numbers ascend."""
    return {
        "discriminators": [
            discriminator_row(item, entity, citations.marks(item.sources))
            for item in selectors.by_strength(text.discriminators)
        ],
        "signs": [
            SignRow(
                item.name,
                item.technique,
                item.description,
                item.finding,
                citations.marks(item.sources),
            )
            for item in text.signs
        ],
        "why": citations.prose(text.why_it_mimics),
        "context": citations.prose(text.clinical_context),
        "pitfalls": citations.prose(text.pitfalls),
        "disputes": [
            Dispute(item.question, citations.prose(item.sides).items, item.teach)
            for item in text.contested
        ],
        "next_steps": citations.prose(text.next_steps),
        "teaching": citations.prose(text.teaching_points),
        "measurements": [
            MeasurementRow(item, citations.marks(item.sources)) for item in text.measurements
        ],
        "management": _management(text, citations),
    }


def imaging_rows(text: schema.Entity) -> list[ImagingRow]:
    """The imaging table in its fixed order; modalities that are not known are left out."""
    return [
        imaging_row(sequence, text.imaging[sequence])
        for sequence in schema.SEQUENCES
        if sequence in text.imaging
    ]


def imaging_row(sequence: schema.Sequence, row: schema.Appearance) -> ImagingRow:
    """One sequence in words."""
    relative = sequence in schema.MR_SEQUENCES
    word: Text = ""
    if row.opposed_phase_drop:
        word = words.DROPS[row.opposed_phase_drop]
    elif row.signal:
        word = words.SIGNAL_WORDS.get(sequence, words.SIGNALS)[row.signal]
    return ImagingRow(
        sequence=sequence,
        label=words.SEQUENCES[sequence],
        appearance=row.appearance,
        word=word,
        scale=row.signal if row.signal and relative else "",
        note=row.note,
        hu=row.attenuation_hu,
    )


def _compare(own: schema.Entity, other: schema.Entity) -> list[Compared]:
    return [
        Compared(
            words.SEQUENCES[sequence],
            imaging_row(sequence, own.imaging[sequence]),
            imaging_row(sequence, other.imaging[sequence]),
        )
        for sequence in COMPARED
        if sequence in own.imaging and sequence in other.imaging
    ]


def discriminator_row(
    item: schema.Discriminator, entity: Entity, marks: tuple[Mark, ...]
) -> DiscriminatorRow:
    """One discriminator of `entity` in words."""
    directions: dict[str, Text] = {
        "entity": entity.short_name,
        "metastasis": _("Metastasis"),
        "benign": _("A benign cause"),
    }
    return DiscriminatorRow(
        feature=item.feature,
        favours=item.favours,
        direction=directions[item.favours],
        strength=words.STRENGTHS[item.strength],
        bars=schema.STRENGTH_ORDER[item.strength],
        marks=marks,
    )


def _findings(entity: Entity) -> list[tuple[Text, list[Finding]]]:
    rows: dict[str, list[Finding]] = {}
    links = entity.finding_links.filter(finding__withdrawn=False).select_related("finding")
    for link in links.order_by("finding__name"):
        rows.setdefault(link.typicality, []).append(link.finding)
    return [
        (label, rows[name])
        for name, label in words.TYPICALITIES.items()
        if name in rows and name != "unknown"
    ]


def _management(
    text: schema.Entity, citations: Citations
) -> list[tuple[Text, list[tuple[str, Cited]]]]:
    options = selectors.management_options()
    return [
        (words.VERDICTS[verdict], rows)
        for verdict in ("best", "acceptable", "neutral", "harmful")
        if (rows := list(_options_of(text, verdict, options, citations)))
    ]


def _options_of(
    text: schema.Entity, verdict: str, options: dict[str, str], citations: Citations
) -> Iterable[tuple[str, Cited]]:
    for item in text.management:
        if item.verdict == verdict:
            reason = Cited(item.reason, citations.marks(item.sources))
            yield options.get(item.option, item.option), reason
