"""What a person decided about an object that was held back: rectangles to blank, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from cases.dicom.deidentify import CLEAN_PIXELS, LOOKED_OVER, METHOD
from cases.dicom.text import Box


@dataclass(frozen=True)
class Clearance:
    """A person looked at the pixels: `boxes` are blanked in the frames named (all if empty)."""

    boxes: tuple[Box, ...] = ()
    frames: tuple[int, ...] = ()

    def covers(self, frame: int) -> bool:
        """Whether the rectangles are blanked in this frame (counted from 0)."""
        return bool(self.boxes) and (not self.frames or frame in self.frames)


def blank(frames: Sequence[NDArray[Any]], clearance: Clearance) -> list[NDArray[Any]]:
    """Return the frames with the rectangles set to the lowest value of their frame."""
    return [
        _blanked(frame, clearance.boxes) if clearance.covers(number) else frame
        for number, frame in enumerate(frames)
    ]


def _blanked(frame: NDArray[Any], boxes: Sequence[Box]) -> NDArray[Any]:
    image = np.array(frame)
    for box in boxes:
        left, top = max(0, box.x), max(0, box.y)
        image[top : max(0, box.y + box.height), left : max(0, box.x + box.width)] = frame.min()
    return image


def record(dataset: Dataset, clearance: Clearance, frames: int) -> None:
    """Write into the header what was done to the pixels."""
    if not clearance.boxes:
        dataset.DeidentificationMethod = [METHOD, LOOKED_OVER]
        return
    count = sum(clearance.covers(number) for number in range(frames))
    told = f"Blanked {len(clearance.boxes)} rectangles in {count} frames"
    dataset.DeidentificationMethod = [METHOD, told]
    codes = dataset.DeidentificationMethodCodeSequence
    if any(item.CodeValue == CLEAN_PIXELS[0] for item in codes):
        return
    item = Dataset()
    item.CodeValue, item.CodeMeaning = CLEAN_PIXELS
    item.CodingSchemeDesignator = "DCM"
    codes.append(item)
