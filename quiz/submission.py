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

    `malignancy` is the text of its field, so that a slip comes back as it was typed. `asked`
    holds the codes of the questions that the page has put before ("did you mean …?"), so that
    they are put only once. `unread` names fields that held what no browser of ours would send.
    """

    differential: tuple[str, ...] = ()
    ct_class: str = ""
    findings: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    extent: str = ""
    malignancy: str = ""
    next_step: str = ""
    asked: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def percent(self) -> float | None:
        """The probability of malignancy in per cent; None if not given or not a number."""
        text = self.malignancy.removesuffix("%").replace(",", ".").strip()
        try:
            value = float(text)
        except ValueError:
            return None
        return value if 0 <= value <= 100 else None

    def to_json(self) -> dict[str, Any]:
        """Return JSON types; `from_json` reads them back."""
        return asdict(self)


def from_post(data: QueryDict) -> Submission:
    """Read the posted fields; never fails, and keeps what can be shown again."""
    marks: tuple[Mark, ...] = ()
    unread: tuple[str, ...] = ()
    try:
        marks = _marks(data.get("marks", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        unread = ("marks",)
    return Submission(
        differential=_texts(data.getlist("differential")),
        ct_class=_clean(data.get("ct_class", ""), 20),
        findings=_several(data.getlist("findings"), 80, MOST_FINDINGS),
        marks=marks,
        extent=_clean(data.get("extent", ""), 20),
        malignancy=_clean(data.get("malignancy", ""), 20),
        next_step=_clean(data.get("next_step", ""), 80),
        asked=_several(data.getlist("asked"), LONGEST_ENTRY + 20, 4 * MOST_ENTRIES),
        unread=unread,
    )


def from_json(data: Mapping[str, Any]) -> Submission:
    """Read what `to_json` wrote."""
    return Submission(
        differential=tuple(data.get("differential", ())),
        ct_class=data.get("ct_class", ""),
        findings=tuple(data.get("findings", ())),
        marks=tuple(_mark(entry) for entry in data.get("marks", ())),
        extent=data.get("extent", ""),
        malignancy=data.get("malignancy", ""),
        next_step=data.get("next_step", ""),
        asked=tuple(data.get("asked", ())),
    )


def _clean(text: str, longest: int) -> str:
    """One line without what a database cannot hold, shortened."""
    return " ".join(text.replace("\x00", "").split())[:longest]


def _several(values: Iterable[str], longest: int, most: int) -> tuple[str, ...]:
    """Each different value once, in order."""
    cleaned = (_clean(value, longest) for value in values)
    return tuple(dict.fromkeys(value for value in cleaned if value))[:most]


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    """The filled entries, each as long as one may be; more than five are refused later."""
    texts = (_clean(value, LONGEST_ENTRY) for value in values)
    return tuple(text for text in texts if text)[: 4 * MOST_ENTRIES]


def _marks(text: str) -> tuple[Mark, ...]:
    """Read the viewer's marks; raises what reading broken JSON raises."""
    entries = json.loads(text) if text else []
    return tuple(_mark(entry) for entry in entries[:MOST_CLICKS])


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
