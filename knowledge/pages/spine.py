"""The drawn spine: which levels an entity likes, read from the words of its distribution.

The drawing says nothing that the words beside it do not say: a region is shaded where it is named,
darker where the words call it the most frequent, lighter where they call it rare.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: From top to bottom; three segments stand for the sacrum.
LEVELS = (
    *(f"C{n}" for n in range(1, 8)),
    *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)),
    *(f"S{n}" for n in range(1, 4)),
)
_PLACE = {name: index for index, name in enumerate(LEVELS)}
#: Words for a part of the spine → first and last level. Longer names first.
_PARTS = (
    ("craniocervical", "C1", "C2"),
    ("lower cervical", "C5", "C7"),
    ("midthoracic", "T5", "T8"),
    ("lower thoracic", "T9", "T12"),
    ("thoracolumbar junction", "T11", "L2"),
    ("upper lumbar", "L1", "L3"),
    ("other lumbar", "L1", "L5"),
    ("cervical", "C1", "C7"),
    ("thoracic", "T1", "T12"),
    ("lumbar", "L1", "L5"),
    ("sacrum", "S1", "S3"),
    ("sacral", "S1", "S3"),
    ("whole spine", "C1", "S3"),
    ("axial skeleton", "C1", "S3"),
)
_RARE = re.compile(r"\b(rare|least|uncommon|less often|may)\b")
_MOST = re.compile(r"\b(most|first|peak|favorite|clearest)\b")
_EXAMPLE = re.compile(r"\be\.g\..*$")
_RANGE = re.compile(r"\b([CTLS])(\d{1,2})\b(?:\s*(?:-|–|to|and)\s*([CTLS])(\d{1,2})\b)?")
#: Weights of the drawing.
RARELY, OFTEN, MOST = 1, 2, 3
# The drawing: heights and widths in units of the view box, tops to bottoms.
WIDTH, TOP = 128, 6.0
_SIZES = {"C": (7.0, 15.0), "T": (9.6, 18.0), "L": (13.0, 25.0), "S": (9.5, 22.0)}
_GAP = 2.6
_NAMED = ("C1", "T1", "T6", "T12", "L1", "L5", "S1")


@dataclass(frozen=True)
class Body:
    """One vertebral body of the drawing; `weight` 0 to 3; `shown`: a lesion of the exhibit."""

    name: str
    x: float
    y: float
    width: float
    height: float
    weight: int
    shown: bool
    named: bool

    @property
    def middle(self) -> float:
        """Where its label and its mark stand."""
        return round(self.y + self.height / 2, 1)

    @property
    def mark(self) -> float:
        """The left edge of the mark beside it."""
        return round(self.x + self.width + 8, 1)


@dataclass(frozen=True)
class Drawing:
    """Bodies from top to bottom, and the height of the view box."""

    bodies: tuple[Body, ...]
    height: float
    width: int = WIDTH

    @property
    def shaded(self) -> bool:
        """Whether the words name any level."""
        return any(body.weight for body in self.bodies)

    @property
    def most(self) -> bool:
        """Whether the words call a part the most frequent one."""
        return any(body.weight == MOST for body in self.bodies)

    @property
    def rare(self) -> bool:
        """Whether the words call a part rare."""
        return any(body.weight == RARELY for body in self.bodies)


def weights(texts: Iterable[str]) -> dict[str, int]:
    """How often each level is named for: 1 rarely, 2 often, 3 most often; others are missing."""
    found: dict[str, int] = {}
    for text in texts:
        said = _EXAMPLE.sub("", text.lower())
        weight = RARELY if _RARE.search(said) else MOST if _MOST.search(said) else OFTEN
        ranges = list(_ranges(_EXAMPLE.sub("", text)))
        part = next(((a, b) for word, a, b in _PARTS if word in said), None)
        favored = weight == MOST or "%" in said  # a part, and levels in it that carry the most
        if part and (not ranges or favored):
            _shade(found, *part, OFTEN if ranges else weight)
        for first, last in ranges:
            _shade(found, first, last, MOST if part and favored else weight)
    return found


def _ranges(text: str) -> Iterable[tuple[str, str]]:
    for match in _RANGE.finditer(text):
        first = f"{match[1]}{match[2]}"
        last = f"{match[3]}{match[4]}" if match[3] else first
        if first in _PLACE and last in _PLACE:
            yield first, last


def _shade(found: dict[str, int], first: str, last: str, weight: int) -> None:
    for name in LEVELS[_PLACE[first] : _PLACE[last] + 1]:
        found[name] = max(found.get(name, 0), weight)


def draw(texts: Iterable[str], shown: Iterable[str] = ()) -> Drawing:
    """The spine with what the words name shaded, and the levels of an exhibit marked."""
    named, marked = weights(texts), set(shown)
    bodies, y = [], TOP
    for index, name in enumerate(LEVELS):
        height, width = _SIZES[name[0]]
        bodies.append(
            Body(
                name=name,
                x=round(52 + _sway(index) - width / 2, 1),
                y=round(y, 1),
                width=width,
                height=height,
                weight=named.get(name, 0),
                shown=name in marked,
                named=name in _NAMED,
            )
        )
        y += height + _GAP
    return Drawing(tuple(bodies), round(y + TOP, 1))


def _sway(index: int) -> float:
    """The curves of a spine seen from the left: lordosis, kyphosis, lordosis, sacrum."""
    share = index / (len(LEVELS) - 1)
    return 9 * math.sin(share * 2.05 * math.pi + 2.2) + (12 * max(0.0, share - 0.86) / 0.14)
