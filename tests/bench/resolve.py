"""Latency of resolving and of the type-ahead, warm, with the full vocabulary of the content.

Goal: p99 under 5 ms for a text of three entries, and for one suggestion. The floor that the
ratio is stated against is one `rapidfuzz.process.extractOne` over the same names: what a plain
fuzzy look-up of a single name costs, without any of the rules.

Run: `make bench ONLY=resolve`
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

from rapidfuzz import process

from knowledge.resolve import resolve, suggest
from knowledge.resolve.build import of_library
from knowledge.resolve.typos import corrections
from knowledge.schema.loader import load

ROUNDS = 200
GOAL_MS = 5.0
TEXTS = (
    "hemangioma vs mets vs myeloma",
    "likely atypical haemangioma, r/o lytic mets, no evidence of TB",
    "hemangoma; multiple mieloma; osteopokilosis",
    "Langerhans cell histiocytosis and McCune-Albright, Paget's",
    "xyzzyx, plughplugh, thudgrunt",
)
TYPED = ("h", "hem", "hemnag", "mult my", "osteop", "sif")


def milliseconds(call: Callable[[], object]) -> float:
    """How long one call takes on the processor, whatever else the machine does."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def measure(calls: list[Callable[[], object]], forget: Callable[[], None]) -> list[float]:
    """Times in ms over `ROUNDS` rounds. `forget` empties what remembers earlier texts."""
    for call in calls:
        call()
    times = []
    for _ in range(ROUNDS):
        forget()
        times += [milliseconds(call) for call in calls]
    return sorted(times)


def report(label: str, times: list[float], floor: float) -> bool:
    """Print p50, p99 and the ratio; whether the goal is met."""
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    met = p99 < GOAL_MS
    print(
        f"{label:34} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   "
        f"{p50 / floor:4.1f} x floor   goal p99 < {GOAL_MS:.0f} ms: {'met' if met else 'missed'}"
    )
    return met


def _keep() -> None:
    """Forget nothing: the words have been seen before."""


def main() -> int:
    """Measure and print; 1 if a goal is missed."""
    library = load().library
    if library is None:
        print("The content files have problems: run manage.py check_knowledge.")
        return 1
    built = milliseconds(lambda: of_library(library))
    names = of_library(library)
    written = [row.text for row in names.index.rows]
    floor = statistics.median(
        milliseconds(lambda: process.extractOne("hemangoma", written)) for _ in range(ROUNDS)
    )
    print(f"vocabulary: {len(names.terms)} terms, {len(written)} names, built in {built:.0f} ms")
    print(f"floor: one extractOne over the same names {floor:.2f} ms")
    met = True
    for label, function, texts, forget in (
        ("resolve, three entries", resolve, TEXTS, _keep),
        ("resolve, words not seen before", resolve, TEXTS, corrections.cache_clear),
        ("suggest", suggest, TYPED, _keep),
    ):
        times = measure([partial(function, text, names) for text in texts], forget)
        met = report(label, times, floor) and met
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
