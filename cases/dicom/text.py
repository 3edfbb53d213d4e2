"""Likely text in the pixels: found by how programs draw letters, without a model.

Letters that a program burns into an image have three things together that anatomy hardly ever
has: strokes of one value (noise and partial volume spread the values of tissue), sizes of a
letter, and a common line on which several of them stand close together. Three passes look for it:

- at the top: what has the image's very highest value, if little of the image has it;
- by value: what is brighter than its neighborhood, among the brightest 2.5 % of the image, and
  of one of the two most frequent values there;
- by shape: what stands out from its neighborhood, bright or dark, with equal peaks.

Chosen over optical character recognition, which was weighed: it would bring some 300 MB of
packages (ONNX Runtime, OpenCV, Shapely), reads letters where only their presence matters, and
costs several times as long a slice. `make bench ONLY=burned` prints recall and false alarms.
Text in a gray that hardly differs from the tissue under it is missed: a person's eye still counts.
"""

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Gray = NDArray[np.float32]
#: Pixels below which an image cannot hold a legible name.
SMALLEST = 32
#: Letters are looked for up to this height (pixels); more components are noise, not text.
TALLEST, MOST_COMPONENTS = 60, 6000
#: Neighborhoods that a stroke must stand out from (pixels), for bright and dark text.
NEIGHBORHOODS = ((1, 9), (1, 21), (-1, 9))
#: A stroke stands out by this part of the image's range and by so many times its noise.
CONTRAST, OVER_NOISE = 0.16, 6.0
#: Values that differ by less than this part of the range count as one.
SAME = 0.012


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class _Letter:
    top: int
    bottom: int
    left: int
    right: int
    peak: float
    label: int


@dataclass(frozen=True)
class _Line:
    """Letters in a row: how many, strokes met along a row, part covered, evenness of values."""

    box: Box
    letters: int
    strokes: float
    fill: float
    uneven: float = 0.0
    spread: float = 0.0


def find_text(image: NDArray[Any]) -> list[Box]:
    """Return where text may stand in a gray (rows, cols) or color (rows, cols, 3) image."""
    values = _gray(image)
    if min(values.shape) < SMALLEST:
        return []
    low, high, bright = np.percentile(values[::2, ::2], (2, 99, 97.5))
    span = max(float(high - low), 1e-3)
    noise = float(np.median(np.abs(np.diff(values, axis=1))) / 0.954)
    limit = max(CONTRAST * span, OVER_NOISE * noise)
    if lines := _at_the_top(values, span):
        return [line.box for line in lines]
    for sign, size in NEIGHBORHOODS:
        shown = sign * values
        above = shown - opened(shown, size)
        mask = above > limit
        lines = _by_shape(shown, above, mask, dark=sign < 0)
        if sign > 0:
            lines += _by_value(shown, mask & (shown >= bright), span)
        if lines:
            return [line.box for line in lines]
    return []


def _gray(image: NDArray[Any]) -> Gray:
    flat = image.max(axis=2) if image.ndim == 3 else image
    return flat.astype(np.float32)


def opened(values: Gray, size: int) -> Gray:
    """Return the image without what is smaller than `size` pixels (a gray opening).

    Smallest, then largest value of each neighborhood, by steps that double: a tenth of the time
    of SciPy's filters, which give the same.
    """
    for reduced in (np.minimum, np.maximum):
        values = np.pad(values, size // 2, mode="symmetric")
        for _axis in range(2):
            reach = 1
            while reach < size:
                step = min(reach, size - reach)
                values = reduced(values[:-step], values[step:])
                reach += step
            values = values.T
    return values


def _by_value(values: Gray, mask: NDArray[np.bool_], span: float) -> list[_Line]:
    width = span * SAME
    places = np.flatnonzero(mask)
    bright = values.ravel()[places]
    levels, counts = np.unique(np.round(bright / width).astype(np.int64), return_counts=True)
    found = []
    for index in np.argsort(counts)[::-1][:2]:
        if counts[index] < 30:
            break
        same = np.zeros(mask.shape, np.bool_)
        same.ravel()[places[np.abs(bright - levels[index] * width) <= 1.6 * width]] = True
        found += _drawn(values, same)
    return found


def _at_the_top(values: Gray, span: float) -> list[_Line]:
    """Find text of the image's highest value where it hardly stands out, as over bright bone."""
    top = values >= values.max() - span * SAME
    if not 30 <= np.count_nonzero(top) <= values.size * 0.02:
        return []
    return _drawn(values, top)


def _drawn(values: Gray, same: NDArray[np.bool_]) -> list[_Line]:
    letters, labels = _letters(values, same, shortest=4)
    lines = _judged(letters, labels, lambda line, _part, _chain: line)
    return [line for line in lines if _is_drawn(line)]


def _is_drawn(line: _Line) -> bool:
    some = line.strokes >= 4.5 and line.letters >= 3
    return (some or (line.strokes >= 6 and line.letters >= 2)) and 0.13 < line.fill < 0.8


def _by_shape(values: Gray, above: Gray, mask: NDArray[np.bool_], *, dark: bool) -> list[_Line]:
    letters, labels = _letters(values, mask, shortest=5)
    fewest = 8 if dark else 6

    def measured(line: _Line, part: NDArray[np.bool_], chain: Sequence[_Letter]) -> _Line:
        box = line.box
        if line.strokes < fewest:
            return line  # too few, whatever its values are
        here = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        contrast = max(float(np.percentile(above[here][part], 75)), 1e-6)
        inside = values[here][part]
        core = inside[inside >= np.percentile(inside, 60)]
        low, high = np.percentile(core, (5, 95))
        peaks = sorted(letter.peak for letter in chain)[len(chain) // 6 :]
        return _Line(
            box,
            line.letters,
            line.strokes,
            line.fill,
            float(high - low) / contrast,
            (peaks[-1] - peaks[0]) / contrast,
        )

    lines = _judged(letters, labels, measured)
    return [line for line in lines if _is_even(line, fewest)]


def _is_even(line: _Line, strokes: float) -> bool:
    several = line.strokes >= strokes and (line.letters >= 3 or line.strokes >= 9)
    alike = line.uneven <= 0.22 and line.spread <= 0.25
    # Small letters are mostly edges; that many of one height and one value are drawn all the same.
    small = line.letters >= 5 and line.strokes >= 8 and line.uneven <= 0.28 and line.spread <= 0.13
    return several and (alike or small) and 0.2 < line.fill < 0.8


def _letters(
    values: Gray, mask: NDArray[np.bool_], shortest: int
) -> tuple[list[_Letter], NDArray[np.int32]]:
    labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
    if not 0 < count <= MOST_COMPONENTS:
        return [], labels
    inside = labels[mask]
    peaks = np.full(count + 1, -np.inf, np.float32)
    np.maximum.at(peaks, inside, values[mask])
    areas = np.bincount(inside, minlength=count + 1)
    found = []
    for number, (rows, cols) in enumerate(ndimage.find_objects(labels)):
        height, width, area = rows.stop - rows.start, cols.stop - cols.start, areas[number + 1]
        solid = area > 0.92 * height * width and width > 0.35 * height
        if shortest <= height <= TALLEST and width <= 14 * height and area >= 4 and not solid:
            found.append(
                _Letter(
                    rows.start,
                    rows.stop,
                    cols.start,
                    cols.stop,
                    float(peaks[number + 1]),
                    number + 1,
                )
            )
    return found, labels


def _chains(letters: Sequence[_Letter]) -> list[list[_Letter]]:
    """Put letters that stand on one line and close together into rows, from left to right."""
    ordered = sorted(letters, key=lambda letter: letter.left)
    used: set[int] = set()
    chains = []
    for start, first in enumerate(ordered):
        if first.label in used:
            continue
        chain, height, right = [first], first.bottom - first.top, first.right
        tops, bottoms = [first.top], [first.bottom]
        for other in islice(ordered, start + 1, None):
            if other.left - right > 1.3 * height:
                break
            if other.label not in used and _stands_in(tops, bottoms, other, height):
                chain.append(other)
                height, right = max(height, other.bottom - other.top), max(right, other.right)
                insort(tops, other.top)
                insort(bottoms, other.bottom)
        chains.append(chain)
        if len(chain) >= 3:
            used |= {one.label for one in chain}
    return chains


def _stands_in(tops: Sequence[int], bottoms: Sequence[int], other: _Letter, height: int) -> bool:
    """Whether a letter stands on the line of others, whose edges are given in order.

    Asked some 50,000 times for 512 × 512 pixels of noise, so without NumPy.
    """
    own = other.bottom - other.top
    if not 0.4 * height <= own <= 1.5 * height:
        return False
    slack = max(1.5, 0.2 * height)
    if abs(other.bottom - _median(bottoms)) <= slack:
        return True
    hangs = abs(other.top - _median(tops)) <= slack
    return hangs and other.bottom <= bottoms[-1] + 0.4 * height


def _median(ordered: Sequence[int]) -> float:
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _judged(
    letters: Sequence[_Letter],
    labels: NDArray[np.int32],
    measure: Callable[[_Line, NDArray[np.bool_], Sequence[_Letter]], _Line],
) -> list[_Line]:
    """Return every row of letters that is wide enough, measured."""
    lines = []
    chosen = np.zeros(int(labels.max(initial=0)) + 1, np.bool_)
    for chain in _chains(letters):
        top, bottom = min(one.top for one in chain), max(one.bottom for one in chain)
        left, right = min(one.left for one in chain), max(one.right for one in chain)
        height, width = bottom - top, right - left
        if width < 1.8 * height:
            continue
        chosen[[one.label for one in chain]] = True
        part = chosen[labels[top:bottom, left:right]]
        chosen[:] = False
        inner = (part[:, 1:] != part[:, :-1]).sum(axis=1)
        edges = inner + part[:, 0] + part[:, -1]  # where a stroke begins or ends
        margin = height // 6
        middle = edges[margin : height - margin] / 2
        box = Box(left, top, width, height)
        line = _Line(box, len(chain), float(np.median(middle)), float(part.mean()))
        lines.append(measure(line, part, chain))
    return lines
