"""What a person decided about an object that was held back: rectangles to blank, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from cases.dicom.text import Box

#: Option of PS3.15 E.3.1 that says the pixels were cleaned (CID 7050).
CLEAN_PIXELS = ("113101", "Clean Pixel Data Option")


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
    method = str(dataset.DeidentificationMethod)
    if not clearance.boxes:
        dataset.DeidentificationMethod = [method, "Pixels looked over by a person: no text"]
        return
    count = sum(clearance.covers(number) for number in range(frames))
    told = f"Blanked {len(clearance.boxes)} rectangles in {count} frames"
    dataset.DeidentificationMethod = [method, told]
    item = Dataset()
    item.CodeValue, item.CodeMeaning = CLEAN_PIXELS
    item.CodingSchemeDesignator = "DCM"
    dataset.DeidentificationMethodCodeSequence.append(item)
