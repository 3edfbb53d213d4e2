"""The window that a new series opens with, found before its frames are converted."""

from collections.abc import Mapping
from pathlib import Path

from cases.dicom import pixels
from cases.dicom.errors import Refused
from cases.dicom.read import read
from cases.dicom.stacks import Stack
from cases.dicom.windows import CT_PRESETS, default_window, statistics
from cases.models import Series


def opening_window(
    stack: Stack,
    paths: Mapping[int, Path | None],
    rescale: tuple[float, float],
    continued: Series | None,
) -> tuple[str, float, float]:
    """Return name, center and width (output units). Decodes the middle frame unless CT.

    A stack that continues a series keeps that series' window. Raises Refused if the middle
    object cannot be decoded.
    """
    if continued is not None:
        first = continued.windows[0]
        return first["name"], first["center"], first["width"]
    if stack.header.pixels.kind == "bitmap":
        return ("Full", 127.5, 255.0)
    if stack.header.modality == "CT":
        return CT_PRESETS[0]
    middle = stack.pieces[len(stack.pieces) // 2]
    path = paths[middle.file]
    if path is None:
        raise Refused("The file is gone.")
    dataset = read(path, pixels=True)
    for number, image in enumerate(pixels.raw_frames(dataset)):
        if number == middle.number:
            table = pixels.modality_table(dataset)
            shown = table.apply(image) if table is not None else image
            slope, intercept = middle.info.slope, middle.info.intercept
            spread = statistics(shown, slope, intercept)
            return default_window(stack.header.modality, middle.info.window, spread)
    raise Refused("This object holds fewer frames than its header states.")
