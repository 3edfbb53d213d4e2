"""Stored values of an object, frame by frame, ready for the browser.

Gray frames are stored values of at most 16 bits with one slope and intercept; a modality LUT
table is applied; color of any kind becomes RGB of 8 bits.
"""

import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import generate_frames
from pydicom.pixels.processing import apply_color_lut
from pydicom.pixels.utils import iter_pixels, unpack_bits
from pydicom.uid import (
    JPEG2000,
    UID,
    JPEG2000Lossless,
    JPEGLSLossless,
    JPEGLSNearLossless,
)

from cases.dicom.errors import Refused

#: One frame of more pixels is refused: no viewer could hold a stack of them.
MOST_PIXELS = 64_000_000
MOST_FRAMES = 4000
#: Pixels of all frames of one object together (about 4 GB of 16-bit values).
MOST_PIXELS_TOTAL = 2_000_000_000
#: Decoders that are faster than the one pydicom would take first.
FASTER = {
    JPEGLSLossless: "pyjpegls",
    JPEGLSNearLossless: "pyjpegls",
    JPEG2000Lossless: "pylibjpeg",
    JPEG2000: "pylibjpeg",
}
DEFLATED_FRAMES = "1.2.840.10008.1.2.8.1"

Image = NDArray[Any]


@dataclass(frozen=True)
class PixelInfo:
    """What the viewer must know of an object's values. `kind` is "mono16" or "bitmap"."""

    kind: str
    bits: int
    signed: bool
    unit: str
    inverted: bool


def check_size(dataset: Dataset) -> int:
    """Return the number of frames; raise Refused beyond the limits or without pixel data."""
    rows, cols = int(dataset.Rows), int(dataset.Columns)
    frames = number_of_frames(dataset)
    if rows * cols > MOST_PIXELS:
        raise Refused(f"This image is too large to be shown ({cols} × {rows} pixels).")
    if frames > MOST_FRAMES or frames * rows * cols > MOST_PIXELS_TOTAL:
        raise Refused(f"This object holds too many frames ({frames}).")
    if int(dataset.get("BitsAllocated", 16) or 16) > 32:
        raise Refused("This object holds values of more than 32 bits, which are not shown.")
    return frames


def number_of_frames(dataset: Dataset) -> int:
    """Return how many frames the object says it has; an absent or senseless number is one."""
    try:
        return max(1, int(dataset.get("NumberOfFrames", 1) or 1))
    except (TypeError, ValueError):
        return 1


def info(dataset: Dataset) -> PixelInfo:
    """Return how the object's frames will be shown, from its header alone."""
    photometric = str(dataset.get("PhotometricInterpretation", "") or "MONOCHROME2")
    if int(dataset.get("SamplesPerPixel", 1) or 1) > 1 or photometric == "PALETTE COLOR":
        return PixelInfo("bitmap", 8, False, "", False)
    table = modality_table(dataset)
    shape = str(dataset.get("PresentationLUTShape", "") or "")
    inverted = photometric == "MONOCHROME1" or (shape == "INVERSE")
    if table is not None:
        return PixelInfo("mono16", table.bits, False, table.unit, inverted)
    bits = int(dataset.get("BitsStored", 0) or dataset.get("BitsAllocated", 16) or 16)
    signed = int(dataset.get("PixelRepresentation", 0) or 0) == 1
    return PixelInfo("mono16", min(bits, 16), signed, _unit(dataset), inverted)


def _unit(dataset: Dataset) -> str:
    stated = str(dataset.get("RescaleType", "") or "").upper()
    is_ct = str(dataset.get("Modality", "")) == "CT" and "RescaleIntercept" in dataset
    return "HU" if stated == "HU" or (is_ct and stated in {"", "US"}) else ""


@dataclass(frozen=True)
class ModalityTable:
    """A modality LUT: `values[clip(stored - first)]`."""

    values: NDArray[np.int64]
    first: int
    bits: int
    unit: str

    def apply(self, stored: Image) -> Image:
        """Return the looked-up values, (rows, cols) uint16."""
        index = np.clip(stored.astype(np.int64) - self.first, 0, len(self.values) - 1)
        return self.values[index].astype(np.uint16)


def modality_table(dataset: Dataset) -> ModalityTable | None:
    """Return the object's modality LUT if it has a usable one."""
    sequence = dataset.get("ModalityLUTSequence")
    if not sequence:
        return None
    item = sequence[0]
    descriptor, data = item.get("LUTDescriptor"), item.get("LUTData")
    if descriptor is None or data is None or len(descriptor) < 3:
        return None
    first = int(descriptor[1])
    if int(dataset.get("PixelRepresentation", 0) or 0) == 1 and first > 0x7FFF:
        first -= 0x10000
    if isinstance(data, bytes):
        data = np.frombuffer(data, "<u2" if int(descriptor[2]) > 8 else "u1")
    values = np.asarray(data, np.int64) & 0xFFFF
    unit = "HU" if str(item.get("ModalityLUTType", "")).upper() == "HU" else ""
    return ModalityTable(values, first, max(1, min(16, int(descriptor[2]))), unit)


def raw_frames(dataset: Dataset) -> Iterator[Image]:
    """Yield the frames as stored: (rows, cols) integers, or (rows, cols, 3) uint8 for color.

    A modality LUT is not applied; see `modality_table`. Raises Refused when they cannot be
    decoded or do not fit into 16 bits.
    """
    shown = info(dataset)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for frame in _decoded(dataset):
                yield _color(dataset, frame) if shown.kind == "bitmap" else _gray(dataset, frame)
    except Refused:
        raise
    except Exception as error:
        name = UID(str(dataset.file_meta.TransferSyntaxUID)).name
        raise Refused(
            f"The pixels of this object cannot be decoded ({name}): damaged, cut short, or of a "
            "kind that is not supported. Export it again, uncompressed if possible."
        ) from error


def _decoded(dataset: Dataset) -> Iterator[Image]:
    if "PixelData" not in dataset:
        raise Refused("This object has no pixel data of whole numbers; there is nothing to show.")
    if str(dataset.file_meta.TransferSyntaxUID) == DEFLATED_FRAMES:
        yield from _deflated(dataset)
    else:
        plugin = FASTER.get(dataset.file_meta.TransferSyntaxUID, "")
        yield from iter_pixels(dataset, decoding_plugin=plugin)


def _deflated(dataset: Dataset) -> Iterator[Image]:
    """Frames deflated one by one (PS3.5 A.4.13), which pydicom does not decode."""
    rows, cols, bits = int(dataset.Rows), int(dataset.Columns), int(dataset.BitsAllocated)
    count = number_of_frames(dataset)
    expected = -(-rows * cols * bits // 8)
    for content in generate_frames(dataset.PixelData, number_of_frames=count):
        raw = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, expected + 8)
        if bits == 1:
            yield np.asarray(unpack_bits(raw))[: rows * cols].reshape(rows, cols)
        else:
            dtype = np.dtype(f"<u{bits // 8}")
            yield np.frombuffer(raw, dtype)[: rows * cols].reshape(rows, cols)


def _gray(dataset: Dataset, frame: Image) -> Image:
    if frame.ndim != 2:
        raise Refused("The pixels of this object do not have the shape that its header states.")
    if frame.dtype.kind == "f":
        raise Refused("This object holds floating point values, which are not shown.")
    values = frame.astype(frame.dtype.newbyteorder("="))  # bits above the stored ones are masked
    signed = int(dataset.get("PixelRepresentation", 0) or 0) == 1
    low, high = (-32768, 32767) if signed else (0, 65535)
    if values.min() < low or values.max() > high:
        raise Refused("The values of this object need more than 16 bits and are not shown.")
    return values.astype(np.int16 if signed else np.uint16)


def _color(dataset: Dataset, frame: Image) -> Image:
    if str(dataset.PhotometricInterpretation) == "PALETTE COLOR" and frame.ndim == 2:
        frame = apply_color_lut(frame, dataset)
    if frame.ndim != 3 or frame.shape[2] < 3:
        raise Refused("The color of this object is of a kind that is not supported.")
    frame = frame[:, :, :3]
    if frame.dtype != np.uint8:
        bits = 16 if "RedPaletteColorLookupTableDescriptor" in dataset else int(dataset.BitsStored)
        frame = (frame >> max(0, bits - 8)).astype(np.uint8)
    return np.ascontiguousarray(frame)
