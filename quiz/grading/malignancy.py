"""LO3: the probability of malignancy and the next step (GRADING.md, "LO3")."""

from cases.answerkey.types import AnswerKey, NextStep
from quiz.grading.rubric import Rubric


def score_malignancy(probability: float | None, malignant: bool) -> float:
    """Return 1 − (p − y)², the Brier score turned so that 1 is best; unanswered is 0.

    A proper score: whoever is 70 % sure earns most, on average, by saying 70 %.
    """
    if probability is None:
        return 0.0
    return 1.0 - (min(1.0, max(0.0, probability)) - float(malignant)) ** 2


def chosen_step(slug: str | None, key: AnswerKey) -> NextStep | None:
    """Return the management option that was chosen, or None."""
    return next((step for step in key.next_steps if step.slug == slug), None)


def best_step(key: AnswerKey) -> NextStep | None:
    """Return the best management option of the case, or None where none is offered."""
    return next((step for step in key.next_steps if step.verdict == "best"), None)


def score_step(slug: str | None, key: AnswerKey, rubric: Rubric) -> float:
    """Return the credit of the chosen option; unanswered or unknown is 0."""
    step = chosen_step(slug, key)
    return rubric.step(step.verdict) if step else 0.0


def is_harmful(slug: str | None, key: AnswerKey) -> bool:
    """Whether the chosen option harms: an unneeded biopsy, or leaving a malignant lesion."""
    step = chosen_step(slug, key)
    return step is not None and step.verdict == "harmful"
