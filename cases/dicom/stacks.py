"""From the frames of many objects to the stacks that a viewer scrolls.

Frames of one DICOM series belong to one stack if they have the same size, kind of values, plane
and stack mark (echo, b value, phase, time). What a series mixes is split: localizers in three
planes become three stacks. Where every place occurs several times, each turn is a stack.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cases.dicom import geometry
from cases.dicom.geometry import Placed
from cases.dicom.header import FrameInfo, Header
from cases.dicom.still import units_of

#: Planes whose normals differ less than this (cosine, about 2.5°) are parallel.
PARALLEL = 0.999
#: A series of more single slices of different planes than this is one radial stack.
MOST_SINGLES = 12


@dataclass(frozen=True)
class Piece:
    """One frame of one object: `file` counts the files of an import, `number` its frames."""

    file: int
    number: int
    header: Header
    info: FrameInfo


@dataclass
class Stack:
    """Frames that are scrolled together, in reading order."""

    pieces: list[Piece]
    mark: dict[str, Any]
    oriented: bool = True
    windows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def header(self) -> Header:
        """Header of the first frame's object; it stands for all."""
        return self.pieces[0].header

    @property
    def placed(self) -> list[Placed]:
        """Geometry of the frames in order."""
        return [piece.info.placed for piece in self.pieces]


def mark_of(header: Header, info: FrameInfo) -> dict[str, Any]:
    """Return what two frames must share (besides parallel planes) to be one stack, as JSON."""
    spacing = info.placed.spacing
    return {
        "matrix": [header.rows, header.cols],
        "kind": header.pixels.kind,
        "signed": header.pixels.signed,
        "inverted": header.pixels.inverted,
        "unit": header.pixels.unit,
        "spacing": [round(part, 3) for part in spacing] if spacing else None,
        "frame": header.frame_of_reference,
        "stack": list(info.stack),
    }


def parallel(a: Sequence[float] | None, b: Sequence[float] | None) -> bool:
    """Whether two orientations (or their absence) may stand in one stack."""
    if a is None or b is None:
        return a is None and b is None
    rows = sum(x * y for x, y in zip(a[:3], b[:3], strict=True))
    cols = sum(x * y for x, y in zip(a[3:], b[3:], strict=True))
    return rows > PARALLEL and cols > PARALLEL


def build(headers: Iterable[tuple[int, Header]]) -> list[Stack]:
    """Return the stacks of one DICOM series, given as (number of the file, header)."""
    stacks: list[Stack] = []
    for file, header in headers:
        for number, info in enumerate(header.frames):
            piece = Piece(file, number, header, info)
            mark = mark_of(header, info)
            home = next((one for one in stacks if _fits(one, mark, info)), None)
            if home is None:
                stacks.append(Stack([piece], mark))
            else:
                home.pieces.append(piece)
    stacks = _radial(stacks)
    stacks = [turn for stack in stacks for turn in _turns(stack)]
    for stack in stacks:
        _sort(stack)
    return stacks


def _fits(stack: Stack, mark: dict[str, Any], info: FrameInfo) -> bool:
    return stack.mark == mark and parallel(
        stack.pieces[0].info.placed.orientation, info.placed.orientation
    )


def _radial(stacks: list[Stack]) -> list[Stack]:
    """Merge many single slices of different planes into stacks without geometry."""
    singles = [stack for stack in stacks if len(stack.pieces) == 1]
    if len(singles) <= MOST_SINGLES:
        return stacks
    merged: dict[str, Stack] = {}
    for stack in singles:
        home = merged.setdefault(repr(stack.mark), Stack([], stack.mark, oriented=False))
        home.pieces += stack.pieces
    return [stack for stack in stacks if len(stack.pieces) > 1] + list(merged.values())


def _turns(stack: Stack) -> list[Stack]:
    """Split a stack in which every place occurs at least twice, by order of instances."""
    orientation = stack.pieces[0].info.placed.orientation
    if not stack.oriented or orientation is None or len(stack.pieces) < 4:
        return [stack]
    axis = geometry.reading_axis(orientation)
    places: dict[float, list[Piece]] = defaultdict(list)
    for piece in sorted(stack.pieces, key=lambda one: (one.header.number, one.file, one.number)):
        places[round(geometry.depth(piece.info.placed, axis), 2)].append(piece)
    counts = {len(pieces) for pieces in places.values()}
    if len(places) < 2 or min(counts) < 2 or len(counts) > 1:
        return [stack]
    turns = range(counts.pop())
    return [
        Stack([pieces[turn] for pieces in places.values()], {**stack.mark, "turn": turn})
        for turn in turns
    ]


def _sort(stack: Stack) -> None:
    numbers = [piece.header.number * 10_000 + piece.number for piece in stack.pieces]
    placed = stack.placed if stack.oriented else [Placed() for _ in stack.pieces]
    stack.pieces = [stack.pieces[index] for index in geometry.order(placed, numbers)]


def common_rescale(stack: Stack) -> tuple[float, float]:
    """Return slope and intercept for the whole stack: the frames' own where they agree.

    Where they differ (PET), the largest slope and the lowest intercept hold everything in range;
    values are then rounded to half a step of that slope.
    """
    pairs = {(piece.info.slope, piece.info.intercept) for piece in stack.pieces}
    if len(pairs) == 1:
        return pairs.pop()
    slope = max((abs(one[0]) for one in pairs), default=1.0)
    return slope, min(one[1] for one in pairs)


def geometry_json(stack: Stack) -> dict[str, Any]:
    """Return the stack's geometry as `Series.geometry` holds it."""
    header, first = stack.header, stack.pieces[0].info.placed
    placed = stack.oriented and all(one.position is not None for one in stack.placed)
    step = geometry.slice_step(stack.placed) if placed else None
    return {
        "rows": header.rows,
        "cols": header.cols,
        "pixelSpacing": list(first.spacing) if first.spacing else None,
        "orientation": list(first.orientation) if placed and first.orientation else None,
        "positions": [list(one.position or ()) for one in stack.placed] if placed else None,
        "thickness": first.thickness or step,
        "gaps": geometry.gaps(stack.placed) if placed else [],
        "mark": stack.mark,
        "still": units_of(header.rows, header.cols) if header.still else None,
    }
