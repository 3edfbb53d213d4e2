"""How many full reads the engine grades in a second, and against what that is judged.

The floor is what nobody can go below: reading the stored response and key as JSON and writing
them again, which the application does around every grade. The ratio says how much dearer the
grade is, reasons and all; it is the goal, because it does not hang on the machine.

Run: `make bench ONLY=grading`.
"""

import json
import statistics
import time
from collections.abc import Callable

from cases.answerkey.codec import from_json, to_json
from cases.answerkey.types import (
    Alternative,
    AnswerKey,
    Exclusion,
    KeyFinding,
    Lesion,
    NextStep,
    PlanarSlab,
    Region,
)
from knowledge.schema.relations import Relations
from quiz.grading.codec import answer_from_json, answer_to_json
from quiz.grading.engine import grade
from quiz.grading.types import ASK_ALL, Answer, Click, DifferentialEntry

GOAL_RATIO = 6.0
ROUNDS, READS = 7, 200

BROADER = {
    "lytic-metastases": ("metastases",),
    "sclerotic-metastases": ("metastases",),
    "metastases": ("malignancy",),
    "bone-islands": ("sclerosing-dysplasia",),
    "osteopoikilosis": ("sclerosing-dysplasia",),
}
MALIGNANT = frozenset({"lytic-metastases", "sclerotic-metastases", "metastases", "malignancy"})
SLUGS = (*BROADER, "malignancy", "sclerosing-dysplasia", "paget-disease", "sarcoidosis", "normal")
RELATIONS = Relations(BROADER, MALIGNANT, {slug: slug.replace("-", " ") for slug in SLUGS})


def _contours(height: float) -> Region:
    """A drawn lesion: five slices of a 24-point outline."""
    outline = [(3.0 * (i % 5), 4.0 * (i % 7)) for i in range(24)]
    slabs = tuple(
        PlanarSlab((tuple((3.0 * slice_, y, height + z) for y, z in outline),))
        for slice_ in range(5)
    )
    return Region("outline", "contours", normal=(1.0, 0.0, 0.0), thickness=3.0, slabs=slabs)


def _vertebra(height: float) -> Region:
    axes = ((22.0, 0.0, 0.0), (0.0, 16.0, 0.0), (0.0, 0.0, 14.0))
    return Region("vertebra", "ellipsoid", center=(6.0, 6.0, height), axes=axes)


KEY = AnswerKey(
    diagnosis="bone-islands",
    malignant=False,
    alternatives=(
        Alternative("osteopoikilosis", "possible", "More foci would be needed."),
        Alternative("sclerotic-metastases", "likely", "Known prostate cancer."),
    ),
    breadth=1,
    must_not_miss=("metastases",),
    excluded=(Exclusion("paget-disease", "No expansion."),),
    ct_class="sclerotic",
    findings=(
        KeyFinding("finding-0", "key"),
        KeyFinding("finding-1", "supporting"),
        KeyFinding("finding-2", "absent"),
    ),
    lesions=tuple(
        Lesion(f"island {i}", _contours(40.0 * i), f"L{i}", _vertebra(40.0 * i)) for i in (1, 2, 3)
    ),
    clicks=3,
    next_steps=(
        NextStep("leave", "Leave alone", "best", "It is an island."),
        NextStep("biopsy", "Biopsy", "harmful", "It needs none."),
    ),
)
ANSWER = Answer(
    differential=(
        DifferentialEntry("bone mets", "sclerotic-metastases", "synonym"),
        DifferentialEntry("enostosis", "bone-islands", "synonym"),
        DifferentialEntry("paget", "paget-disease", "exact"),
        DifferentialEntry("sarcoid", "sarcoidosis", "corrected"),
        DifferentialEntry("chordoma", None, "known-other", (), "Chordoma"),
    ),
    ct_class="mixed",
    findings=("finding-0", "finding-2"),
    clicks=tuple(Click((6.0, 6.0, 40.0 * i + 20.0)) for i in (1, 2, 3)),
    malignancy=0.4,
    next_step="biopsy",
)


def seconds_per_call(work: Callable[[], object]) -> float:
    """Return the median over rounds of the mean time of one call."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(READS):
            work()
        times.append((time.perf_counter() - start) / READS)
    return statistics.median(times)


def main() -> int:
    """Print the figures against their goals; 1 if a goal is missed."""
    response, key = json.dumps(answer_to_json(ANSWER)), json.dumps(to_json(KEY))
    floor = seconds_per_call(
        lambda: (json.dumps(json.loads(response)), json.dumps(json.loads(key)))
    )
    graded = seconds_per_call(lambda: grade(ANSWER, KEY, RELATIONS, ask=ASK_ALL))
    stored = seconds_per_call(
        lambda: json.dumps(
            grade(
                answer_from_json(json.loads(response)),
                from_json(json.loads(key)),
                RELATIONS,
                ask=ASK_ALL,
            ).to_json()
        )
    )
    for name, value in (("grade", graded), ("from stored JSON to stored grade", stored)):
        print(
            f"grading: {name}: {1 / value:,.0f} per second, "
            f"{value / floor:.1f} x the JSON floor of {floor * 1e6:.0f} µs"
        )
    met = graded / floor <= GOAL_RATIO
    word = "met" if met else "MISSED"
    print(f"grading: {word} (goal for the engine alone: at most {GOAL_RATIO:.0f} x the floor)")
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
