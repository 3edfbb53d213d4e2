"""The answer key of a case as values: what a read of the case is graded against.

Pure: no Django, no NumPy, no clock. The rules that a key must keep are in `validate`, its JSON
form in `codec`, and the geometry of its lesion regions in `regions`.
"""

from dataclasses import dataclass, field
from typing import Literal

#: What the library calls a case without disease. It is a diagnosis like an entity's slug.
NORMAL = "normal"

#: The diagnosis of a case that was never proven: nothing that hangs on it is graded.
NOT_PROVEN = "not-proven"

CtClass = Literal["lucent", "sclerotic", "mixed", "occult"]
Plausibility = Literal["likely", "possible"]
FindingRole = Literal["key", "supporting", "absent"]
Extent = Literal["focal", "diffuse", "normal"]
StepVerdict = Literal["best", "acceptable", "neutral", "harmful"]

PLAUSIBILITY_WEIGHT: dict[Plausibility, float] = {"likely": 0.7, "possible": 0.4}


@dataclass(frozen=True)
class Alternative:
    """An entity that a careful reader would also list from these images and this history."""

    entity: str
    plausibility: Plausibility
    reason: str = ""


@dataclass(frozen=True)
class Exclusion:
    """An entity that these images rule out, with the sentence that a learner is shown."""

    entity: str
    reason: str
    source: str = ""  # id of a reference in the knowledge content, or empty


@dataclass(frozen=True)
class KeyFinding:
    """A finding offered to the learner: there (key, supporting) or a distractor (absent)."""

    finding: str  # slug of knowledge/content/findings.yaml
    role: FindingRole
    note: str = ""  # where on these images, in a sentence


@dataclass(frozen=True)
class NextStep:
    """One management option with its verdict and the reason shown in feedback."""

    slug: str  # stable within the case
    text: str
    verdict: StepVerdict
    reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class PlanarSlab:
    """Polygons on one plane of a contour stack; points are patient coordinates (LPS, mm)."""

    polygons: tuple[tuple[tuple[float, float, float], ...], ...]


@dataclass(frozen=True)
class Region:
    """A place in patient coordinates (DICOM LPS, mm) within one frame of reference.

    `kind` "ellipsoid" uses `center` and the three half-axis vectors `axes`; "contours" uses
    `slabs`, parallel to `normal`, each standing for `thickness` mm along it.
    """

    name: str
    kind: Literal["ellipsoid", "contours"]
    center: tuple[float, float, float] = (0.0, 0.0, 0.0)
    axes: tuple[tuple[float, float, float], ...] = ()
    normal: tuple[float, float, float] = (1.0, 0.0, 0.0)
    thickness: float = 0.0
    slabs: tuple[PlanarSlab, ...] = ()


@dataclass(frozen=True)
class Lesion:
    """One lesion that a click may find; `vertebra` is the vertebra that holds it, if known."""

    name: str
    region: Region
    level: str = ""  # "L3", "T12"; empty where not stated
    vertebra: Region | None = None
    entity: str = ""  # slug where a case holds more than one entity


@dataclass(frozen=True)
class AnswerKey:
    """All that grading needs to know of a case. Slugs are entities of the knowledge content.

    `malignant` is the truth of the diagnosis; None only where the diagnosis is `NOT_PROVEN`.
    """

    diagnosis: str
    malignant: bool | None
    also_exact: tuple[str, ...] = ()
    coexisting: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    breadth: int = 0
    must_not_miss: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    ct_class: CtClass | None = None
    ct_class_alternatives: tuple[CtClass, ...] = ()
    compartments: tuple[str, ...] = ()
    findings: tuple[KeyFinding, ...] = ()
    extent: Extent = "focal"
    lesions: tuple[Lesion, ...] = ()
    clicks: int = 1  # lesions asked for, at most three
    next_steps: tuple[NextStep, ...] = ()
    discussion: str = ""
    references: tuple[str, ...] = field(default=())

    @property
    def proven(self) -> bool:
        """Whether the diagnosis is known, so that naming it can be graded."""
        return self.diagnosis != NOT_PROVEN
