"""What is claimed of each entity's signal, and whether the simulated cases keep to it.

`bounds/<slug>.yaml` holds one entity's claims as bounds on numbers inside the lesion mask, against
the same patient without disease. Words of the knowledge content are turned into the same kind of
bounds, wider, so that both can be laid beside what was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median
from typing import Literal

from cases.phantom.measure import Measured
from knowledge.schema.decode import decode
from knowledge.schema.document import parse
from knowledge.schema.problems import Problem
from knowledge.schema.types import Entity

BOUNDS = Path(__file__).resolve().parent / "bounds"

#: ratio: lesion / healthy marrow; drop: opposed phase against in phase, percent; hu: inside the
#: mask; delta_hu: against the healthy patient's marrow; adc in 10⁻³ mm²/s.
Measure = Literal["ratio", "drop", "hu", "delta_hu", "hu_p95", "adc", "t1_disc", "t1_muscle"]
Status = Literal["claimed", "contested", "variable", "unknown"]
Verdict = Literal["agrees", "partly", "contradicts", "contested", "variable", "unknown"]
#: Cases outside their bound that leave a claim "partly" kept, as long as the median is inside.
TOLERATED = 1 / 3


@dataclass(frozen=True)
class Bound:
    """One claim about one series as a range; a missing end is open."""

    series: str
    measure: Measure
    claim: str
    status: Status
    source: str = ""
    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a measured value lies within."""
        return (self.low is None or value >= self.low) and (
            self.high is None or value <= self.high
        )

    @property
    def range(self) -> str:
        """The bound as text: "0.2–0.9", "≥ 20"."""
        if self.low is not None and self.high is not None:
            return f"{self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"≥ {self.low:g}"
        return "any" if self.high is None else f"≤ {self.high:g}"


@dataclass(frozen=True)
class Claims:
    """The shape of one file of `bounds/`; `weakest` is the weakest point left in the images."""

    entity: str
    bounds: tuple[Bound, ...] = ()
    weakest: str = ""


@dataclass(frozen=True)
class ClaimBook:
    """All files of `bounds/` by entity, and what is wrong with them."""

    entities: dict[str, Claims]
    problems: tuple[Problem, ...] = field(default=())


@cache
def load(folder: Path = BOUNDS) -> ClaimBook:
    """Read every file of bounds; problems are returned, never raised."""
    found: dict[str, Claims] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        document = parse(path.name, path.read_text(encoding="utf-8"))
        claims = decode(Claims, document) if document.data is not None else None
        if claims is not None:
            if claims.entity != path.stem:
                document.complain(("entity",), f"The file is called {path.stem}.")
            found[claims.entity] = claims
        problems.extend(document.problems)
    return ClaimBook(found, tuple(problems))


def value_of(measured: Measured, bound: Bound) -> float:
    """The number that a bound is about.

    Raises KeyError for a series without the measure, such as the ratio of a CT.
    """
    if bound.measure == "ratio":
        if bound.series == "ADC":
            return measured.adc / measured.adc_marrow
        return measured.ratio[bound.series]
    if bound.measure == "delta_hu":
        return measured.hu - measured.hu_marrow
    return float(getattr(measured, bound.measure))


def verdict(bound: Bound, values: Sequence[float]) -> Verdict:
    """Lay values of several cases beside a bound; no values, no verdict."""
    if not values or bound.status == "unknown":
        return "unknown"
    if bound.status != "claimed":
        return bound.status
    outside = sum(not bound.holds(one) for one in values)
    if not outside:
        return "agrees"
    kept = bound.holds(median(values)) and outside <= TOLERATED * len(values)
    return "partly" if kept else "contradicts"


#: What the content's words mean as lesion / marrow. Chosen: a reader calls 5 % no difference.
WORDS: dict[str, tuple[float | None, float | None]] = {
    "markedly-low": (None, 0.6),
    "low": (None, 0.95),
    "intermediate": (0.6, 1.6),
    "high": (1.05, None),
    "very-high": (1.3, None),
}
#: The opposed-phase drop in percent; 20 % is the customary cut-off for fat within the lesion.
DROPS: dict[str, tuple[float | None, float | None]] = {
    "preserved": (20, None),
    "reduced": (None, 35),
    "absent": (None, 20),
    "reversed": (None, 0),
}
#: CT classes as the mask's median against the healthy marrow, HU; an occult one may be either.
CLASSES: dict[str, tuple[float | None, float | None]] = {
    "lucent": (None, 0),
    "sclerotic": (50, None),
}
_SERIES = {"t1": "T1", "t2": "T2", "stir": "STIR", "t1_gd": "T1G", "dwi": "DWI"}


def of_content(entity: Entity) -> list[Bound]:
    """The words of the knowledge content about signal, as bounds."""
    bounds: list[Bound] = []
    for key, series in _SERIES.items():
        appearance = entity.imaging.get(key)  # type: ignore[call-overload]
        bounds.append(_bound(series, "ratio", appearance.signal if appearance else None, WORDS))
    shift = entity.imaging.get("chemical_shift")
    bounds.append(_bound("IP/OP", "drop", shift.opposed_phase_drop if shift else None, DROPS))
    bounds.append(_bound("CT", "delta_hu", entity.ct_class, CLASSES))
    return bounds


def _bound(
    series: str,
    measure: Measure,
    word: str | None,
    ranges: dict[str, tuple[float | None, float | None]],
) -> Bound:
    if word is None:
        return Bound(series, measure, "unknown", "unknown")
    if word not in ranges:
        return Bound(series, measure, word, "variable")
    low, high = ranges[word]
    return Bound(series, measure, word, "claimed", "", low, high)
