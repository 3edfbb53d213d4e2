"""Two entities side by side, from the graph alone: any pair, curated or not.

    compare(a: Entity, b: Entity, findings: Mapping[str, Finding]) -> Comparison

`a`, `b`: the two sides in the order in which they are shown. `findings`: the vocabulary by slug;
a finding that is not in it is left out. Nothing raises, and nothing is made up: what one side
does not know is None or `unknown`, and is never counted as a difference.

`Comparison` has, each with what differs first:

* `facts`: CT class, compartments, pattern and group of both;
* `imaging`: a row for each sequence that at least one side knows;
* `findings`: a row for each finding that at least one side knows, with both typicalities;
* `discriminators`: what separates each side from metastasis, strongest first, with its side;
* `settles`: the findings that would decide, best first (empty where nothing is known to);
* `shared`: the findings that both show as a rule, which is why they are mixed up;
* `mixes`: the pitfalls of one side that name the other, with the side they belong to.

The words for people are made by `knowledge.pages.comparison`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.schema.types import (
    SEQUENCES,
    STRENGTH_ORDER,
    Appearance,
    Claim,
    Discriminator,
    Entity,
    Finding,
    Sequence,
    Typicality,
)

Side = Literal["a", "b"]
Fact = Literal["ct_class", "compartments", "pattern", "group"]

#: How often a typicality stands for, as a share of patients. Drawing values for sorting and for
#: the score of `knowledge.reasoning.rank`: the words are ordinal, and no series was pooled.
SHARE: dict[Typicality, float] = {
    "always": 1.0,
    "usual": 0.8,
    "sometimes": 0.4,
    "rare": 0.1,
    "never": 0.0,
}
#: A finding settles a pair when one side shows it as a rule and the other hardly ever.
DECISIVE = 0.6
#: At most this many findings are named as what would settle a pair.
MOST_SETTLING = 4
_TYPICAL: tuple[Typicality, ...] = ("always", "usual")
#: Signals that cannot be compared.
_NOT_TOLD = {None, "variable", "not-interpretable"}
#: Words with which pitfalls speak of metastases without naming one of them.
_METASTASIS = re.compile(r"\bmetasta|\btumou?r\b", re.IGNORECASE)


@dataclass(frozen=True)
class FactRow:
    """One fact of both sides as slugs; `differs` where they have nothing in common."""

    fact: Fact
    a: tuple[str, ...]
    b: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class ImagingRow:
    """One sequence; a side is None where its content does not know it.

    differs: None where it cannot be told (a side is unknown, variable or in words only).
    """

    sequence: Sequence
    a: Appearance | None
    b: Appearance | None
    differs: bool | None


@dataclass(frozen=True)
class FindingRow:
    """One finding with both typicalities.

    contrast: how far the two shares lie apart, 0 to 1; None where a side is unknown.
    leads: the side that shows it more often, None where equal or unknown.
    """

    finding: Finding
    a: Typicality
    b: Typicality
    contrast: float | None
    leads: Side | None

    @property
    def differs(self) -> bool:
        """Whether both sides are known and not the same."""
        return bool(self.contrast)


@dataclass(frozen=True)
class SidedDiscriminator:
    """A discriminator and whose it is."""

    side: Side
    item: Discriminator


@dataclass(frozen=True)
class SidedClaim:
    """A sentence and whose it is."""

    side: Side
    claim: Claim


@dataclass(frozen=True)
class Comparison:
    """Two entities side by side; see the module's docstring."""

    a: Entity
    b: Entity
    facts: tuple[FactRow, ...]
    imaging: tuple[ImagingRow, ...]
    findings: tuple[FindingRow, ...]
    discriminators: tuple[SidedDiscriminator, ...]
    settles: tuple[FindingRow, ...]
    shared: tuple[FindingRow, ...]
    mixes: tuple[SidedClaim, ...]


def compare(a: Entity, b: Entity, findings: Mapping[str, Finding]) -> Comparison:
    """Put `a` beside `b`; see the module's docstring."""
    rows = _finding_rows(a, b, findings)
    return Comparison(
        a=a,
        b=b,
        facts=_facts(a, b),
        imaging=_imaging(a, b),
        findings=rows,
        discriminators=_discriminators(a, b),
        settles=tuple(row for row in rows if (row.contrast or 0) >= DECISIVE)[:MOST_SETTLING],
        shared=tuple(row for row in rows if row.a in _TYPICAL and row.b in _TYPICAL),
        mixes=tuple(_mixes(a, b)),
    )


def _facts(a: Entity, b: Entity) -> tuple[FactRow, ...]:
    rows: list[FactRow] = []
    pairs: tuple[tuple[Fact, tuple[str, ...], tuple[str, ...]], ...] = (
        ("ct_class", _classes(a), _classes(b)),
        ("pattern", (a.distribution.pattern,), (b.distribution.pattern,)),
        ("compartments", a.compartments, b.compartments),
        ("group", (a.group,), (b.group,)),
    )
    for fact, own, other in pairs:
        rows.append(FactRow(fact, own, other, not set(own) & set(other)))
    return tuple(sorted(rows, key=lambda row: not row.differs))


def _classes(entity: Entity) -> tuple[str, ...]:
    return (entity.ct_class, *entity.ct_class_alternatives)


def _imaging(a: Entity, b: Entity) -> tuple[ImagingRow, ...]:
    rows = [
        ImagingRow(name, a.imaging.get(name), b.imaging.get(name), None)
        for name in SEQUENCES
        if name in a.imaging or name in b.imaging
    ]
    rows = [replace(row, differs=_differs(row.a, row.b)) for row in rows]
    order = {True: 0, None: 1, False: 2}
    return tuple(sorted(rows, key=lambda row: order[row.differs]))


def _differs(a: Appearance | None, b: Appearance | None) -> bool | None:
    if a is None or b is None:
        return None
    own = a.opposed_phase_drop or a.signal
    other = b.opposed_phase_drop or b.signal
    return None if {own, other} & _NOT_TOLD else own != other


def _finding_rows(a: Entity, b: Entity, findings: Mapping[str, Finding]) -> tuple[FindingRow, ...]:
    rows = [
        _finding_row(findings[slug], a.findings.get(slug), b.findings.get(slug))
        for slug in dict.fromkeys((*a.findings, *b.findings))
        if slug in findings
    ]
    return tuple(sorted(rows, key=_by_contrast))


def _finding_row(finding: Finding, a: Typicality | None, b: Typicality | None) -> FindingRow:
    own, other = SHARE.get(a or "unknown"), SHARE.get(b or "unknown")
    contrast, leads = None, None
    if own is not None and other is not None:
        contrast = round(abs(own - other), 6)
        leads = _leader(own, other)
    return FindingRow(finding, a or "unknown", b or "unknown", contrast, leads)


def _leader(own: float, other: float) -> Side | None:
    if own == other:
        return None
    return "a" if own > other else "b"


def _by_contrast(row: FindingRow) -> tuple[bool, float, bool, int, str]:
    """Known differences, largest first, then by strength; what is known of one side only last."""
    strength = STRENGTH_ORDER[row.finding.strength] if row.finding.strength else 0
    return (
        row.contrast is None,
        -(row.contrast or 0),
        row.a not in _TYPICAL and row.b not in _TYPICAL,
        -strength,
        row.finding.slug,
    )


def _discriminators(a: Entity, b: Entity) -> tuple[SidedDiscriminator, ...]:
    sides: tuple[tuple[Side, Entity], ...] = (("a", a), ("b", b))
    rows = [SidedDiscriminator(side, item) for side, who in sides for item in who.discriminators]
    return tuple(sorted(rows, key=lambda row: -STRENGTH_ORDER[row.item.strength]))


def _mixes(a: Entity, b: Entity) -> Iterator[SidedClaim]:
    sides: tuple[tuple[Side, Entity, Entity], ...] = (("a", a, b), ("b", b, a))
    for side, own, other in sides:
        patterns = [_names_pattern(other), *([_METASTASIS] if _is_metastasis(other) else [])]
        for claim in own.pitfalls:
            if any(pattern.search(claim.text) for pattern in patterns):
                yield SidedClaim(side, claim)


def _is_metastasis(entity: Entity) -> bool:
    return entity.slug.endswith("metastases")


def _names_pattern(entity: Entity) -> re.Pattern[str]:
    """Every way to write the entity, as whole words; a plural s is allowed."""
    names = {entity.name, entity.short_name, *entity.synonyms, *entity.abbreviations}
    stems = sorted((name.removesuffix("s") for name in names if len(name) > 2), key=len)
    words = "|".join(re.escape(stem) for stem in reversed(stems))
    return re.compile(rf"(?<!\w)(?:{words})s?(?!\w)", re.IGNORECASE)
