"""What a reading form carries, as values: one shape for drafts, commits and the page itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from django.http import QueryDict

#: The field takes five entries; a sixth is refused in a sentence.
MOST_ENTRIES = 5
#: Longest text of one entry: the longest name of the vocabulary is well below.
LONGEST_ENTRY = 200
MOST_CLICKS = 3
MOST_FINDINGS = 40
EXTENTS = ("focal", "diffuse", "normal")


@dataclass(frozen=True)
class Mark:
    """A marked place: series token, slice index and patient coordinates (LPS, mm) or None.

    `pixel` (column, row) is what the viewer draws by where a series has no patient coordinates.
    """

    series: str
    slice: int
    point: tuple[float, float, float] | None
    pixel: tuple[float, float] | None = None


@dataclass(frozen=True)
class Submission:
    """What stands in the form, unchecked against the case.

    `malignancy` is in per cent, None while not given. `asked` holds the codes of the questions
    that the page has put before ("did you mean …?"), so that they are put only once.
    """

    differential: tuple[str, ...] = ()
    ct_class: str = ""
    findings: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    extent: str = ""
    malignancy: float | None = None
    next_step: str = ""
    asked: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return JSON types; `from_json` reads them back."""
        return asdict(self)


class MalformedForm(ValueError):
    """A field holds what no browser of ours would send; the text is a sentence."""


def from_post(data: QueryDict) -> Submission:
    """Read the posted fields; raises `MalformedForm`."""
    return Submission(
        differential=_texts(data.getlist("differential")),
        ct_class=data.get("ct_class", "")[:20],
        findings=tuple(dict.fromkeys(slug[:80] for slug in data.getlist("findings") if slug))[
            :MOST_FINDINGS
        ],
        marks=_marks(data.get("marks", "")),
        extent=data.get("extent", "")[:20],
        malignancy=_percent(data.get("malignancy", "")),
        next_step=data.get("next_step", "")[:80],
        asked=tuple(code[:250] for code in data.getlist("asked"))[:20],
    )


def from_json(data: Mapping[str, Any]) -> Submission:
    """Read what `to_json` wrote."""
    return Submission(
        differential=tuple(data.get("differential", ())),
        ct_class=data.get("ct_class", ""),
        findings=tuple(data.get("findings", ())),
        marks=tuple(_mark(entry) for entry in data.get("marks", ())),
        extent=data.get("extent", ""),
        malignancy=data.get("malignancy"),
        next_step=data.get("next_step", ""),
        asked=tuple(data.get("asked", ())),
    )


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    """The non-empty entries, shortened to what one entry may hold; at most four times five."""
    texts = (" ".join(value.replace("\x00", "").split())[:LONGEST_ENTRY] for value in values)
    return tuple(text for text in texts if text)[: 4 * MOST_ENTRIES]


def _percent(text: str) -> float | None:
    text = text.strip().removesuffix("%").replace(",", ".").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise MalformedForm(f"“{text[:20]}” is not a number from 0 to 100.") from None
    if not 0 <= value <= 100:
        raise MalformedForm("The probability of malignancy goes from 0 to 100 %.")
    return value


def _marks(text: str) -> tuple[Mark, ...]:
    if not text:
        return ()
    try:
        entries = json.loads(text)
        return tuple(_mark(entry) for entry in entries[:MOST_CLICKS])
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise MalformedForm("The marked places could not be read; please mark again.") from problem


def _mark(entry: Mapping[str, Any]) -> Mark:
    return Mark(
        series=str(entry["series"])[:32],
        slice=int(entry["slice"]),
        point=cast("tuple[float, float, float] | None", _vector(entry.get("point"), 3)),
        pixel=cast("tuple[float, float] | None", _vector(entry.get("pixel"), 2)),
    )


def _vector(values: Any, length: int) -> tuple[float, ...] | None:
    if values is None:
        return None
    numbers = tuple(float(value) for value in values)
    if len(numbers) != length or not all(abs(number) < 1e5 for number in numbers):
        raise ValueError("a coordinate lies outside of every scanner")
    return numbers
