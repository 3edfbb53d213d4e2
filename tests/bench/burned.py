"""Text in the pixels: recall by letter size on CT and MR noise, false alarms per 100 clean slices.

Clean slices are the noise itself and the real ones beside the repository
where it lies. Run: `make bench ONLY=burned`.
"""

import time
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from cases.dicom.text import find_text
from tests.bench.library import CT, MR, files
from tests.bench.table import Row
from tests.cases import lettering

TRIES = 40
#: Recall wanted from 14 pixels upwards and below, and false alarms allowed per 100 clean slices.
RECALL, SMALL, ALARMS = 0.95, 0.9, 3.0


def recall(kind: str, size: int) -> float:
    """Return the part of texts of this height that was found where it stands."""
    found = 0
    for seed in range(TRIES):
        image, place = lettering.burn(getattr(lettering, kind)(seed), size, seed)
        found += any(lettering.overlaps(box, place) for box in find_text(image))
    return found / TRIES


def real(folder: Any) -> Iterator[np.ndarray[Any, Any]]:
    """Yield real slices."""
    import pydicom

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in files(folder):
            yield pydicom.dcmread(path).pixel_array


def alarms(name: str, images: Iterator[np.ndarray[Any, Any]]) -> Row | None:
    """Return how many of 100 clean slices would be held."""
    started, wrong, count = time.process_time(), 0, 0
    for image in images:
        count += 1
        wrong += bool(find_text(image))
    if not count:
        return None
    rate = 100 * wrong / count
    each = 1000 * (time.process_time() - started) / count
    told = f"{rate:.1f} of {count}, {each:.0f} ms of work a slice"
    return Row(f"false alarms per 100, {name}", f"<= {ALARMS:.0f}", told, met=rate <= ALARMS)


def main() -> list[Row]:
    """Measure recall and false alarms."""
    rows = []
    for kind in ("ct", "mr"):
        for size in lettering.SIZES:
            part = recall(kind, size)
            goal = RECALL if size >= 14 else SMALL
            rows.append(
                Row(
                    f"recall, {kind.upper()} noise, {size} px",
                    f">= {goal:.2f}",
                    f"{part:.3f} of {TRIES}",
                    met=part >= goal,
                )
            )
    clean = [
        alarms("CT noise", (lettering.ct(seed) for seed in range(TRIES))),
        alarms("MR noise", (lettering.mr(seed) for seed in range(TRIES))),
        alarms("real CT", real(CT)) if CT.is_dir() else None,
        alarms("real MR", real(MR)) if MR.is_dir() else None,
    ]
    return rows + [row for row in clean if row]
