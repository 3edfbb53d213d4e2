"""One object, from file to stored bytes: what a worker process does. No database here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.uid import ExplicitVRLittleEndian

from cases.dicom import frames as codec
from cases.dicom import pixels, stored
from cases.dicom.blank import Clearance, blank
from cases.dicom.blank import record as note_clearance
from cases.dicom.deidentify import deidentify
from cases.dicom.errors import Held, Refused
from cases.dicom.files import digest_of
from cases.dicom.header import Header
from cases.dicom.profile import Options
from cases.dicom.qc import FOUND_TEXT
from cases.dicom.read import read
from cases.dicom.text import find_text
from cases.dicom.windows import Statistics, statistics

#: Where content goes: (kind, digest, content). The store decides the path.
Put = Callable[[str, str, bytes], None]


@dataclass(frozen=True)
class Order:
    """What a worker is told: the file, its header, how values scale and look by default.

    `rescale` is slope and intercept of the series; frames stated otherwise are requantized.
    """

    path: Path
    header: Header
    rescale: tuple[float, float]
    window: tuple[float, float]
    secret: bytes
    options: Options
    clearance: Clearance | None = None  # a person has looked at the pixels


@dataclass(frozen=True)
class FrameBytes:
    """One frame as written: the digest of its bytes, its preview, the spread of its values."""

    digest: str
    size: int
    preview: bytes
    spread: Statistics


@dataclass
class Converted:
    """One object as written."""

    digest: str
    size: int
    frames: list[FrameBytes]
    actions: dict[str, int] = field(default_factory=dict)
    elements: dict[str, int] = field(default_factory=dict)  # "X:PatientName": how many


def convert(order: Order, put: Put) -> Converted:
    """Decode, de-identify and write one object and its frames. Raises Refused."""
    dataset = read(order.path, pixels=True)
    syntax = str(dataset.file_meta.TransferSyntaxUID)
    info = order.header.pixels
    table = pixels.modality_table(dataset)
    raw = list(pixels.raw_frames(dataset))
    if len(raw) != len(order.header.frames):
        raise Refused("This object holds fewer frames than its header states: it was cut short.")
    if order.clearance is None:
        _hold_text(raw, order)
    elif order.clearance.boxes:
        raw = blank(raw, order.clearance)
        syntax = str(ExplicitVRLittleEndian)  # the code stream still holds the text: made anew
    padding = _padding(dataset, table is not None)
    written = []
    for index, image in enumerate(raw):
        shown = table.apply(image) if table is not None else image
        shown = _rescaled(shown, order, index)
        written.append(_write_frame(shown, info, order, padding, put))
    record = deidentify(
        dataset, secret=order.secret, options=order.options, shared=order.header.shared
    )
    _set_identity(dataset, order.header)
    if order.clearance is not None:
        note_clearance(dataset, order.clearance, len(raw))
    content = stored.write(dataset, syntax, raw)
    digest = digest_of(content)
    put("dicom", digest, content)
    return Converted(digest, len(content), written, dict(record.actions), dict(record.elements))


def _hold_text(raw: Sequence[NDArray[Any]], order: Order) -> None:
    """Raise Held with every place where text may stand. The simulator writes none."""
    if order.header.simulated:
        return
    boxes = [
        (number, box.x, box.y, box.width, box.height)
        for number, image in enumerate(raw)
        for box in find_text(image)
    ]
    if boxes:
        held = Held(FOUND_TEXT)
        held.boxes, held.header = tuple(boxes), order.header
        raise held


def _padding(dataset: Any, looked_up: bool) -> int | None:
    value = dataset.get("PixelPaddingValue")
    return int(value) if isinstance(value, int) and not looked_up else None


def _set_identity(dataset: Any, header: Header) -> None:
    """Give the object the UIDs under which its header was filed, also where it had none."""
    dataset.StudyInstanceUID = header.study
    dataset.SeriesInstanceUID = header.series
    dataset.SOPInstanceUID = header.sop
    if not header.simulated:
        dataset.SeriesDescription = header.label.upper()


def _rescaled(image: NDArray[Any], order: Order, index: int) -> NDArray[Any]:
    """Return values that mean the same under the slope and intercept of the series."""
    frame = order.header.frames[index]
    own = (frame.slope, frame.intercept)
    if own == order.rescale or image.ndim == 3:
        return image
    slope, intercept = order.rescale
    values = np.rint((image * np.float64(own[0]) + own[1] - intercept) / slope)
    low, high = (-32768, 32767) if order.header.pixels.signed else (0, 65535)
    return np.clip(values, low, high).astype(np.int32)


def _write_frame(
    image: NDArray[Any], info: pixels.PixelInfo, order: Order, padding: int | None, put: Put
) -> FrameBytes:
    if info.kind == "bitmap":
        content, eight = codec.encode_color(image), image
        spread = Statistics(0.0, 0.0, 255.0, 255.0)
    else:
        content = codec.encode_gray(image, signed=info.signed)
        slope, intercept = order.rescale
        spread = statistics(image, slope, intercept, padding)
        eight = preview_gray(image, order.rescale, order.window, inverted=info.inverted)
    digest = digest_of(content)
    put("frames", digest, content)
    return FrameBytes(digest, len(content), codec.preview_image(eight), spread)


def preview_gray(
    image: NDArray[Any],
    rescale: Sequence[float],
    window: tuple[float, float],
    *,
    inverted: bool,
) -> NDArray[np.uint8]:
    """Return the frame as it opens on the screen, 8 bits."""
    values = image.astype(np.float32) * np.float32(rescale[0]) + np.float32(rescale[1])
    eight = codec.window_to_8bit(values, *window)
    return 255 - eight if inverted else eight
