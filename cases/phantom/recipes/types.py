"""What a simulated case is made from: the patient, the diseases, the series and the teaching.

A `CaseRecipe` is stored with its case as JSON, so any image can be rebuilt bit for bit. The
teaching that repeats within an entity (alternatives, exclusions, next steps, finding notes) is
written once per entity in `cases/phantom/library/<slug>.yaml` as `EntityTeaching`; a recipe only
says what differs in its case.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from cases.answerkey.types import Alternative, CtClass, Exclusion, KeyFinding, NextStep

Difficulty = Literal["easy", "typical", "hard"]
Pool = Literal["practice", "held_back", "exhibit"]
Sex = Literal["F", "M"]


@dataclass(frozen=True)
class DiseaseChoice:
    """One disease of a case: the entity's slug, what is fixed of its model, and how hard."""

    entity: str
    parameters: dict[str, Any] = field(default_factory=dict)
    difficulty: Difficulty | None = None  # None: the difficulty of the case


@dataclass(frozen=True)
class EntityTeaching:
    """The answer key of an entity as far as it is the same in each of its cases.

    Sentences may hold `{levels}` (where the lesions lie, "L2 and L4") and `{count}`. What is left
    out is taken from the knowledge content: malignancy, CT class, compartments, next steps.
    """

    entity: str
    malignant: bool | None = None
    also_exact: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    breadth: int = 0
    must_not_miss: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    ct_class: CtClass | None = None
    ct_class_alternatives: tuple[CtClass, ...] = ()
    compartments: tuple[str, ...] = ()
    findings: tuple[KeyFinding, ...] = ()
    extent: Literal["focal", "diffuse", "normal"] = "focal"
    clicks: int = 1
    next_steps: tuple[NextStep, ...] = ()
    discussion: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseRecipe:
    """One simulated case.

    `slug` names it for educators and must not be shown to a learner before the commit. Age in
    years; `series` are names of `cases.phantom.imaging.protocols.SERIES`; `axial_levels` place
    axial series ("L3" its body, "L3/4" the disc below); `patient` fixes size, bmi, degeneration,
    marrow, bone or scoliosis of the numerical patient; `teaching` replaces fields of the entity's
    `EntityTeaching`.
    """

    slug: str
    diagnosis: str
    seed: int
    age: int
    sex: Sex
    difficulty: Difficulty
    history: str
    series: tuple[str, ...]
    region: Literal["lumbar", "thoracic", "cervical", "whole"] = "lumbar"
    axial_levels: tuple[str, ...] = ()
    diseases: tuple[DiseaseChoice, ...] = ()
    patient: dict[str, float] = field(default_factory=dict)
    teaching: dict[str, Any] = field(default_factory=dict)
    coexisting: tuple[str, ...] = ()
    pool: Pool = "practice"
    #: Cases on one and the same patient (look-alike pairs) or the same images with other
    #: histories share a set name.
    same_patient: str = ""
    same_images: str = ""
