"""Outlines of a key's lesions on the slices of a series, as the viewer draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cases.answerkey.types import AnswerKey, Lesion
from cases.models import Series
from cases.selectors import overlay

Polygon = Sequence[Sequence[float]]


def cuts_of(key: AnswerKey, lesion: Lesion, series: Series) -> dict[int, list[list[list[float]]]]:
    """Return one lesion's outlines by slice, each [[col, row], …] in pixels. No query."""
    found = overlay(replace(key, lesions=(lesion,)), series)
    return {index: [thinned(polygon) for polygon in polygons] for index, polygons in found.items()}


def name_of(lesion: Lesion) -> str:
    """Return the lesion's name with its level, said once."""
    return lesion.name if lesion.level in lesion.name else f"{lesion.name}, {lesion.level}"


def thinned(polygon: Polygon, apart: float = 1.5) -> list[list[float]]:
    """The polygon with its points `apart` pixels from each other at least, rounded to a tenth.

    Outlines travel with the page: what is nearer than the eye can tell is left out. One of four
    points or fewer stays whole.
    """
    kept: list[list[float]] = []
    for x, y in polygon:
        if not kept or np.hypot(x - kept[-1][0], y - kept[-1][1]) >= apart:
            kept.append([round(float(x), 1), round(float(y), 1)])
    whole = [[round(float(x), 1), round(float(y), 1)] for x, y in polygon]
    return kept if len(kept) >= 4 else whole


def area(polygon: Polygon) -> float:
    """The shoelace formula, in square pixels."""
    following = [*polygon[1:], *polygon[:1]]
    pairs = zip(polygon, following, strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def middle(polygon: Polygon) -> tuple[float, float]:
    """The middle of a polygon's bounds: column, row."""
    points = np.asarray(polygon, float)
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2
