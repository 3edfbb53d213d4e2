"""The knowledge as frozen values: what an entity, a finding and a reference consist of.

The field names are the keys of the YAML files. A field without a default must be there. An empty
field means that the content does not know: nothing is made up from it.

A claim without `sources` is shown as *general teaching, not individually sourced*.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.schema.relations import NORMAL, Relations

Kind = Literal["mimic", "malignant"]
CtClass = Literal["lucent", "sclerotic", "mixed", "occult"]
Compartment = Literal["cortical", "trabecular", "marrow"]
Pattern = Literal["multifocal", "segmental", "diffuse"]
Sequence = Literal[
    "radiograph",
    "ct",
    "t1",
    "t2",
    "stir",
    "t1_gd",
    "dwi",
    "chemical_shift",
    "bone_scan",
    "fdg_pet",
]
Signal = Literal["markedly-low", "low", "intermediate", "high", "very-high", "variable"]
OpposedPhaseDrop = Literal[
    "preserved", "reduced", "absent", "reversed", "variable", "not-interpretable"
]
Modality = Literal[
    "radiograph",
    "ct",
    "mr",
    "bone-scan",
    "pet",
    "dxa",
    "ultrasound",
    "laboratory",
    "clinical",
]
FindingKind = Literal["sign", "signal", "morphology", "distribution", "context"]
Typicality = Literal["always", "usual", "sometimes", "rare", "never", "unknown"]
Favours = Literal["entity", "metastasis", "benign"]
Strength = Literal["strong", "moderate", "weak"]
ClueKind = Literal["age", "place", "history"]
Verdict = Literal["best", "acceptable", "neutral", "harmful"]

#: Sequences whose signal is told relative to the same patient's normal adult marrow.
MR_SEQUENCES: tuple[Sequence, ...] = ("t1", "t2", "stir", "t1_gd", "dwi")
#: The order of the imaging table.
SEQUENCES: tuple[Sequence, ...] = (
    "radiograph",
    "ct",
    "t1",
    "t2",
    "stir",
    "t1_gd",
    "dwi",
    "chemical_shift",
    "bone_scan",
    "fdg_pet",
)
STRENGTH_ORDER: dict[Strength, int] = {"strong": 3, "moderate": 2, "weak": 1}


@dataclass(frozen=True)
class Claim:
    """One sentence and where it comes from. In YAML a bare sentence is a claim without source."""

    SHORTHAND = "text"

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codes:
    """Codes of freely usable classifications. SNOMED CT is left out: it needs a licence."""

    icd10: str = ""
    orpha: str = ""
    radlex: str = ""


@dataclass(frozen=True)
class Demographics:
    """Whom it befalls, in words."""

    age: str = ""
    sex: str = ""
    prevalence: str = ""


@dataclass(frozen=True)
class Distribution:
    """Where it sits in the spine."""

    pattern: Pattern
    levels: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    symmetry: str = ""
    note: str = ""


@dataclass(frozen=True)
class Appearance:
    """What one modality or sequence shows.

    signal: on MR relative to the patient's own normal adult marrow on that sequence; on CT,
    scintigraphy and PET density or uptake. None is unknown.
    opposed_phase_drop: chemical shift only; `preserved` means that fat and water are mixed.
    """

    SHORTHAND = "appearance"

    appearance: str
    signal: Signal | None = None
    opposed_phase_drop: OpposedPhaseDrop | None = None
    attenuation_hu: str = ""
    note: str = ""


@dataclass(frozen=True)
class Measurement:
    """A published number with its unit, never a threshold to live by."""

    measure: str
    value: str
    unit: str = ""
    vs_metastasis: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sign:
    """A characteristic sign; `modalities` are normalised, `technique` keeps the exact words."""

    name: str
    modalities: tuple[Modality, ...]
    description: str
    technique: str = ""
    finding: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Discriminator:
    """A feature that separates the entity from metastasis.

    favours: `entity` this one; `metastasis`; `benign` (on a malignant entity's page) a mimic.
    """

    feature: str
    favours: Favours
    strength: Strength
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contested:
    """A fact on which sources disagree: both sides, and what may be taught all the same."""

    question: str
    sides: tuple[Claim, ...]
    teach: str


@dataclass(frozen=True)
class Management:
    """One option of `management.yaml` with its verdict when this entity is the diagnosis."""

    option: str
    verdict: Verdict
    reason: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entity:
    """One entity: everything that its page, its answer keys and its quiz options draw on.

    summary: what it is and how it gives itself away, in a sentence or two.
    beside: the entity of the other side that it is shown next to (mimic beside metastasis).
    """

    slug: str
    name: str
    short_name: str
    kind: Kind
    group: str
    ct_class: CtClass
    compartments: tuple[Compartment, ...]
    distribution: Distribution
    imaging: dict[Sequence, Appearance]
    signs: tuple[Sign, ...]
    discriminators: tuple[Discriminator, ...]
    why_it_mimics: tuple[Claim, ...]
    pitfalls: tuple[Claim, ...]
    next_steps: tuple[Claim, ...]
    teaching_points: tuple[Claim, ...]
    summary: str
    beside: str
    ct_class_alternatives: tuple[CtClass, ...] = ()
    group_note: str = ""
    synonyms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    distinct_from: tuple[str, ...] = ()
    codes: Codes = Codes()
    demographics: Demographics = Demographics()
    clinical_context: tuple[Claim, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    contested: tuple[Contested, ...] = ()
    management: tuple[Management, ...] = ()
    differential: tuple[str, ...] = ()
    other_differential: tuple[str, ...] = ()
    findings: dict[str, Typicality] = field(default_factory=dict)
    clues: dict[str, Typicality] = field(default_factory=dict)
    further_reading: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """One of the seven groups of the paper, or the malignant controls."""

    slug: str
    name: str
    kind: Kind
    summary: str = ""


@dataclass(frozen=True)
class Finding:
    """One item of the findings vocabulary.

    separates: on which side it stands when seen, `mimic` or `malignant`; empty where it is on
    neither or unknown. strength: how far, where a source or the fact sheets say so.
    signal_of, drop_of, ct_class_of, pattern_of: the words of an entity's own table that this
    finding stands for, so that the two cannot contradict each other.
    """

    slug: str
    name: str
    kind: FindingKind
    modalities: tuple[Modality, ...]
    definition: str
    separates: Kind | None = None
    strength: Strength | None = None
    trap: str = ""
    synonyms: tuple[str, ...] = ()
    signal_of: dict[Sequence, tuple[Signal, ...]] = field(default_factory=dict)
    drop_of: tuple[OpposedPhaseDrop, ...] = ()
    ct_class_of: CtClass | None = None
    pattern_of: Pattern | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clue:
    """What a reader knows beside the images: an age, a place in the vertebra, a history."""

    slug: str
    name: str
    kind: ClueKind


@dataclass(frozen=True)
class Pair:
    """Two entities that are taken for each other.

    look: what to look at, a sentence each. settles: what would decide between them.
    mixes: the pitfall that mixes them.
    """

    a: str
    b: str
    look: tuple[Claim, ...]
    settles: Claim
    mixes: Claim

    @property
    def slug(self) -> str:
        """Both slugs in the order of the file."""
        return f"{self.a}--{self.b}"

    @property
    def members(self) -> frozenset[str]:
        """Both slugs, in no order."""
        return frozenset((self.a, self.b))


@dataclass(frozen=True)
class Reference:
    """A source. `official` marks an official body's page, which needs no DOI."""

    id: str
    citation: str
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    official: bool = False
    checked: Literal["abstract", "full-text", "page"] = "abstract"


@dataclass(frozen=True)
class Umbrella:
    """A name that stands for several entities, with the names right below it."""

    slug: str
    name: str
    kind: Kind
    narrower: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()


@dataclass(frozen=True)
class RelationsFile:
    """The content of relations.yaml."""

    umbrellas: tuple[Umbrella, ...]
    narrower_than: dict[str, str]
    ambiguous_abbreviations: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class ManagementOption:
    """A next step in the words of an answer key."""

    slug: str
    text: str


@dataclass(frozen=True)
class Library:
    """The whole content, free of problems."""

    groups: tuple[Group, ...]
    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...]
    references: tuple[Reference, ...]
    relations_file: RelationsFile
    management: tuple[ManagementOption, ...]
    pairs: tuple[Pair, ...] = ()
    clues: tuple[Clue, ...] = ()

    def relations(self) -> Relations:
        """The graph of names, for the resolver and the grading engine."""
        return relations_of(self.entities, self.relations_file.umbrellas, self.variants)

    @property
    def variants(self) -> dict[str, str]:
        """Entity → the broader entity that it is a variant of."""
        return self.relations_file.narrower_than


def relations_of(
    entities: tuple[Entity, ...], umbrellas: tuple[Umbrella, ...], variants: dict[str, str]
) -> Relations:
    """Build the graph of names from its parts."""
    broader: dict[str, tuple[str, ...]] = {}
    for slug, above in variants.items():
        broader[slug] = (above,)
    for umbrella in umbrellas:
        for slug in umbrella.narrower:
            broader[slug] = (*broader.get(slug, ()), umbrella.slug)
    named: tuple[Entity | Umbrella, ...] = (*entities, *umbrellas)
    return Relations(
        broader=broader,
        malignant=frozenset(item.slug for item in named if item.kind == "malignant"),
        names={item.slug: item.name for item in named} | {NORMAL: "Normal"},
    )
