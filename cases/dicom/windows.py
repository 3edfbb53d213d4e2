"""Display windows of a series, in output units: the first is the one it opens with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Center and width in HU as spine readers use them.
CT_PRESETS = (("Bone", 450.0, 1800.0), ("Soft tissue", 40.0, 400.0))
LOW, HIGH = 1.0, 99.5  # percentiles that the automatic window spans


@dataclass(frozen=True)
class Statistics:
    """Of one frame, in output units, without padding."""

    lowest: float
    low: float
    high: float
    highest: float


def statistics(
    stored: NDArray[Any], slope: float, intercept: float, padding: int | None = None
) -> Statistics:
    """Return the spread of a frame's values; every third pixel in each direction is enough."""
    sample = stored[::3, ::3] if min(stored.shape) > 90 else stored
    values = sample.ravel()
    if padding is not None:
        real = values[values != padding]
        values = real if real.size else values
    low, high = np.percentile(values, [LOW, HIGH])
    ends = sorted((float(stored.min()) * slope, float(stored.max()) * slope))
    inner = sorted((float(low) * slope, float(high) * slope))
    return Statistics(*(end + intercept for end in (ends[0], inner[0], inner[1], ends[1])))


def default_window(
    modality: str, stated: tuple[float, float] | None, middle: Statistics
) -> tuple[str, float, float]:
    """Return name, center and width that a series opens with.

    CT opens in the bone window. Others open as their header says if that window shows the
    middle frame's values, else automatically.
    """
    if modality == "CT":
        return CT_PRESETS[0]
    if stated is not None and _shows(stated, middle):
        return ("Default", *stated)
    return ("Auto", *_between(middle.low, middle.high))


def windows(
    modality: str, opening: tuple[str, float, float], frames: Sequence[Statistics]
) -> list[dict[str, Any]]:
    """Return all windows of the series for the manifest, the opening one first."""
    low = float(np.median([frame.low for frame in frames]))
    high = float(np.median([frame.high for frame in frames]))
    full = _between(min(f.lowest for f in frames), max(f.highest for f in frames))
    offered = [opening, *(CT_PRESETS[1:] if modality == "CT" else [])]
    if modality != "CT" and opening[0] != "Auto":
        offered.append(("Auto", *_between(low, high)))
    offered.append(("Full", *full))
    return [
        {"name": name, "center": round(center, 3), "width": round(width, 3)}
        for name, center, width in offered
    ]


def _shows(window: tuple[float, float], middle: Statistics) -> bool:
    """Whether the window overlaps what the values span by at least a fifth, and is not wild."""
    center, width = window
    span = max(middle.high - middle.low, 1e-6)
    overlap = min(center + width / 2, middle.high) - max(center - width / 2, middle.low)
    return overlap >= 0.2 * min(span, width) and width <= 40 * span


def _between(low: float, high: float) -> tuple[float, float]:
    width = max(high - low, 1.0)
    return (low + width / 2, width)
