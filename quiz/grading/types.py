"""What a learner answers and what a grade says, as values.

Pure: no Django, no NumPy, no clock. JSON forms are in `codec`. Everything is immutable: a
response is a fact, and a grade can always be recomputed from the stored response, the frozen
key and the rubric version.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from cases.answerkey.records import encode
from cases.answerkey.relations import RelationsLike
from cases.answerkey.types import CtClass

AskItem = Literal["differential", "ct_class", "findings", "click", "malignancy", "next_step"]
Ask = frozenset[AskItem]
Part = Literal["LO1", "LO2", "LO3"]
Mode = Literal["practice", "exam"]
Verdict = Literal["right", "partly", "wrong", "missed", "harmful", "info"]
Status = Literal[
    "exact",
    "synonym",
    "abbreviation",
    "corrected",
    "ambiguous",
    "negated",
    "known-other",
    "unrecognised",
]
Role = Literal["diagnosis", "coexisting", "likely", "possible", "must-not-miss"]

#: Everything that a read can ask for, in the order of work at the PACS.
ASK_ORDER: tuple[AskItem, ...] = (
    "ct_class",
    "findings",
    "click",
    "differential",
    "malignancy",
    "next_step",
)
ASK_ALL: Ask = frozenset(ASK_ORDER)
PART_OF: dict[AskItem, Part] = {
    "differential": "LO1",
    "ct_class": "LO2",
    "findings": "LO2",
    "click": "LO2",
    "malignancy": "LO3",
    "next_step": "LO3",
}


@dataclass(frozen=True)
class DifferentialEntry:
    """One named thing of the differential, frozen as `knowledge.resolve` understood it.

    Status "ambiguous" means that the text is an accepted name of every candidate; a near miss of
    several names is "unrecognised", with candidates. `name` is how it was shown back, which for a
    known other condition is also how repeats are recognised.
    """

    text: str
    slug: str | None
    status: Status
    candidates: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class Click:
    """A place that the learner marked: patient coordinates (LPS, mm), and where it was seen."""

    point: tuple[float, float, float] | None
    series: str = ""
    slice: int = 0


@dataclass(frozen=True)
class Answer:
    """What the learner said of one case. `malignancy` is a probability, 0 to 1."""

    differential: tuple[DifferentialEntry, ...] = ()
    ct_class: CtClass | None = None
    findings: tuple[str, ...] = ()
    clicks: tuple[Click, ...] = ()
    extent: Literal["diffuse", "normal"] | None = None
    malignancy: float | None = None
    next_step: str | None = None


@dataclass(frozen=True)
class Message:
    """Sentences without their words: see `messages` for ids, parameters and rendering."""

    ids: tuple[str, ...]
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What a sentence rests on; at least one field is filled.

    `lesion` is a lesion's name in the key and `level` where it sits. `record` names a field of
    the case's own record, and stands alone only where the diagnosis is not proven.
    """

    entity: str = ""
    finding: str = ""
    lesion: str = ""
    level: str = ""
    reference: str = ""
    record: str = ""

    def __bool__(self) -> bool:
        return any(
            (self.entity, self.finding, self.lesion, self.level, self.reference, self.record)
        )


@dataclass(frozen=True)
class Point:
    """One point given or lost, with the sentence that says why.

    `credit` is what was earned of the item, 0 to 1; `weight` is the most that the item can bring
    to its part; `deduction` is what was taken off the part's score.
    """

    part: Part
    item: AskItem
    label: str
    credit: float
    weight: float
    verdict: Verdict
    sentence: str
    evidence: Evidence
    message: Message
    deduction: float = 0.0


@dataclass(frozen=True)
class ModelEntry:
    """One line of the model differential. `owed` entries are those that full credit needs."""

    slug: str
    role: Role
    plausibility: float
    owed: bool
    covered: bool  # by what the learner wrote
    reason: str = ""


@dataclass(frozen=True)
class Breakdown:
    """The terms of the LO1 score: `score = clamp(.75·T + .25·C − W − M − S)` (GRADING.md)."""

    target: float  # T
    coverage: float  # C
    wrong: float  # W
    missed: float  # M
    side: float  # S
    score: float  # D


@dataclass(frozen=True)
class EntryReading:
    """How one entry of the differential was understood, and what it earned.

    `rank` is 0 for entries that do not count (negated, repeated, beyond the fifth).
    """

    text: str
    slug: str | None
    name: str
    status: Status
    rank: int
    verdict: Verdict
    credit: float
    deduction: float
    sentence: str
    message: Message


@dataclass(frozen=True)
class Grade:
    """The outcome of one read. `total` is None where the diagnosis is not proven."""

    total: float | None
    passed: bool
    parts: dict[Part, float | None]
    points: tuple[Point, ...]
    capped: bool
    engine_version: str
    rubric_version: str
    headline: str = ""
    headline_message: Message = field(default_factory=lambda: Message(()))
    entries: tuple[EntryReading, ...] = ()
    breakdown: Breakdown | None = None
    model: tuple[ModelEntry, ...] = ()
    missed_alternatives: tuple[str, ...] = ()
    missed_must_not_miss: tuple[str, ...] = ()
    asked: tuple[AskItem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the grade as JSON types; `codec.grade_from_json` reads it back."""
        data: dict[str, Any] = encode(self)
        return data


__all__ = [
    "ASK_ALL",
    "ASK_ORDER",
    "PART_OF",
    "Answer",
    "Ask",
    "AskItem",
    "Breakdown",
    "Click",
    "DifferentialEntry",
    "EntryReading",
    "Evidence",
    "Grade",
    "Message",
    "Mode",
    "ModelEntry",
    "Part",
    "Point",
    "RelationsLike",
    "Role",
    "Status",
    "Verdict",
]
