"""Every number of the grading, in one object with a version (GRADING.md is the source).

The version is stored with each grade. A changed number is a new rubric with a new version in
`RUBRICS`; old ones stay, so that an old grade can be recomputed.
"""

from dataclasses import dataclass

from cases.answerkey.types import PLAUSIBILITY_WEIGHT, StepVerdict


@dataclass(frozen=True)
class Rubric:
    """Weights of the parts, credits and deductions; all in units of the score, 0 to 1."""

    version: str
    # the parts of the learning objective
    identify: float = 0.5
    recognise: float = 0.3
    differentiate: float = 0.2
    pass_mark: float = 0.70
    harmful_cap: float = 0.65
    # LO1: D = clamp(target·T + coverage·C − W − M − S, 0, 1)
    target: float = 0.75
    coverage: float = 0.25
    ranks: tuple[float, ...] = (1.0, 0.8, 0.6, 0.45, 0.35)
    same: float = 1.0
    narrower: float = 0.8
    one_above: float = 0.5
    two_above: float = 0.25
    sibling: float = 0.3
    cover_from_above: float = 0.5
    coexisting: float = 1.0
    likely: float = PLAUSIBILITY_WEIGHT["likely"]
    possible: float = PLAUSIBILITY_WEIGHT["possible"]
    wrong_entry: float = 0.06
    must_not_miss: float = 0.15
    must_not_miss_limit: float = 0.30
    wrong_side: float = 0.15
    # LO2
    ct_class: float = 0.25
    findings: float = 0.50
    click: float = 0.25
    ct_alternative: float = 0.5
    key_finding: float = 2.0
    supporting_finding: float = 1.0
    click_tolerance_mm: float = 5.0
    right_vertebra: float = 0.5
    click_limit: int = 3
    # LO3
    step_acceptable: float = 0.7
    step_neutral: float = 0.3

    def plausibility(self, standing: str) -> float:
        """Return the weight of an alternative: coexisting, likely or possible."""
        weights = {
            "coexisting": self.coexisting,
            "likely": self.likely,
            "possible": self.possible,
        }
        return weights[standing]

    def step(self, verdict: StepVerdict) -> float:
        """Return the credit of a next step by its verdict."""
        credits: dict[StepVerdict, float] = {
            "best": 1.0,
            "acceptable": self.step_acceptable,
            "neutral": self.step_neutral,
            "harmful": 0.0,
        }
        return credits[verdict]

    def rank(self, rank: int) -> float:
        """Return the credit of the 1-based rank; 0 beyond the list."""
        return self.ranks[rank - 1] if 1 <= rank <= len(self.ranks) else 0.0


RUBRIC = Rubric(version="1")
RUBRICS: dict[str, Rubric] = {RUBRIC.version: RUBRIC}
