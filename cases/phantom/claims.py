"""What is claimed of each entity's signal, and whether the simulated cases keep to it.

`bounds/<slug>.yaml` holds one entity's claims as bounds on numbers inside the lesion mask, against
the same patient without disease. Words of the knowledge content are turned into the same kind of
bounds, wider, so that both can be laid beside what was measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
#: mask; delta_hu: against the healthy patient's marrow; adc in 10⁻³ mm²/s; rise: what contrast
#: adds to the fat-suppressed T1 signal, percent.
Measure = Literal[
    "ratio", "drop", "hu", "delta_hu", "hu_p95", "adc", "t1_disc", "t1_muscle", "rise"
]
Status = Literal["claimed", "contested", "variable", "unknown"]
Verdict = Literal["agrees", "partly", "contradicts", "contested", "variable", "unknown"]
#: Cases outside their bound that leave a claim "partly" kept, as long as the median is inside.
TOLERATED = 1 / 3


@dataclass(frozen=True)
class Bound:
    """One claim about one series as a range; a missing end is open.

    `phase` says in which lesions it is measured, where a disease shows several kinds at once.
    """

    series: str
    measure: Measure
    claim: str
    status: Status
    source: str = ""
    low: float | None = None
    high: float | None = None
    phase: str = ""

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
class Reading:
    """What a word of the content is about, where that is not the whole mask's brightness.

    `phase`: the lesions it speaks of; `measure`: "rise" where it speaks of uptake; `status`: set
    where it cannot be judged. `because` says why, and is printed beside the claim.
    """

    series: str
    because: str
    phase: str = ""
    measure: Measure | None = None
    status: Status = "claimed"


@dataclass(frozen=True)
class Claims:
    """The shape of one file of `bounds/`.

    `weakest` is the weakest point left in the images; `looked` says how often they were looked at
    beside the fact sheet.
    """

    entity: str
    bounds: tuple[Bound, ...] = ()
    weakest: str = ""
    readings: tuple[Reading, ...] = ()
    looked: int = 0


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

    Raises KeyError for a series without the measure, such as the ratio of a CT, and for a phase
    that the case does not show.
    """
    if bound.phase:
        measured, bound = measured.phases[bound.phase], replace(bound, phase="")
    if bound.measure == "ratio":
        if bound.series == "ADC":
            return measured.adc / measured.adc_marrow
        return measured.ratio[bound.series]
    if bound.measure == "delta_hu":
        return measured.hu - measured.hu_marrow
    return float(getattr(measured, bound.measure))


def values_of(cases: Sequence[Measured], bound: Bound) -> list[float]:
    """The numbers of those cases that show what the bound is about."""
    return [value_of(one, bound) for one in cases if bound.phase in {"", *one.phases}]


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
#: Percent that contrast adds. Chosen after the grades of breast MR (BI-RADS: under 50 % slow, over
#: 100 % fast): little, mild to moderate, more than mild, strong.
RISES: dict[str, tuple[float | None, float | None]] = {
    "markedly-low": (None, 25),
    "low": (None, 50),
    "intermediate": (20, 100),
    "high": (50, None),
    "very-high": (100, None),
}
_SERIES = {"t1": "T1", "t2": "T2", "stir": "STIR", "t1_gd": "T1G", "dwi": "DWI"}


def of_content(entity: Entity, claims: Claims | None = None) -> list[Bound]:
    """The words of the knowledge content about signal as bounds, read as `claims` says."""
    readings = {one.series: one for one in claims.readings} if claims else {}
    return [_read(one, readings.get(one.series)) for one in _words(entity)]


def _read(bound: Bound, reading: Reading | None) -> Bound:
    """A bound of the content as its reading says."""
    if reading is None or bound.status != "claimed":
        return bound
    word = bound.claim
    bound = replace(bound, claim=f"{word}: {reading.because}", phase=reading.phase)
    if reading.measure == "rise":
        low, high = RISES[word]
        bound = replace(bound, measure="rise", low=low, high=high)
    if reading.status != "claimed":
        bound = replace(bound, status=reading.status, low=None, high=None)
    return bound


def _words(entity: Entity) -> list[Bound]:
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
