"""LO2, what was seen: the class on CT and the findings (GRADING.md, "LO2").

Credits are 0 to 1. Findings that were not offered are ignored: they cannot come from the form.
"""

import math
from dataclasses import dataclass

from cases.answerkey.types import AnswerKey, CtClass, KeyFinding
from quiz.grading.rubric import Rubric


@dataclass(frozen=True)
class FindingsScore:
    """The credit for the findings, and which were chosen, missed or wrongly chosen."""

    credit: float
    seen: tuple[KeyFinding, ...]
    missed: tuple[KeyFinding, ...]
    invented: tuple[KeyFinding, ...]
    present_weight: float  # sum of the weights of what is there; 0 where nothing is
    absent: int  # distractors shown


def score_ct_class(given: CtClass | None, key: AnswerKey, rubric: Rubric) -> float:
    """Exact 1, a listed alternative .5, otherwise (or unanswered) 0."""
    if given is None:
        return 0.0
    if given == key.ct_class:
        return 1.0
    return rubric.ct_alternative if given in key.ct_class_alternatives else 0.0


def finding_weight(finding: KeyFinding, rubric: Rubric) -> float:
    """Return what a finding counts: key 2, supporting 1, absent 0."""
    weights = {"key": rubric.key_finding, "supporting": rubric.supporting_finding, "absent": 0.0}
    return weights[finding.role]


def score_findings(chosen: tuple[str, ...], key: AnswerKey, rubric: Rubric) -> FindingsScore:
    """Weight seen over weight present, less the share of the distractors that were chosen.

    Where nothing is present (a normal case) the first term is 1. At least 0.
    """
    picked = set(chosen)
    present = [f for f in key.findings if f.role != "absent"]
    absent = [f for f in key.findings if f.role == "absent"]
    seen = tuple(f for f in present if f.finding in picked)
    invented = tuple(f for f in absent if f.finding in picked)
    weight = math.fsum(finding_weight(f, rubric) for f in present)
    gained = math.fsum(finding_weight(f, rubric) for f in seen) / weight if weight else 1.0
    lost = len(invented) / len(absent) if absent else 0.0
    return FindingsScore(
        credit=max(0.0, gained - lost),
        seen=seen,
        missed=tuple(f for f in present if f.finding not in picked),
        invented=invented,
        present_weight=weight,
        absent=len(absent),
    )
