"""The DICOM object that is kept: de-identified, losslessly compressed, without side channels.

Gray and color frames of lossless or native sources are written as JPEG-LS. Lossy sources keep
their code stream (writing them anew would make them several times larger), but comments and
application segments, which may carry text, are cut out of it.
"""

import io
from collections.abc import Sequence
from typing import Any

import jpeg_ls
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLSLossless,
    JPEGLSNearLossless,
)

from cases.dicom.deidentify import fresh_meta

LOSSY = frozenset({JPEGBaseline8Bit, JPEGExtended12Bit, JPEG2000, HTJ2K, JPEGLSNearLossless})
WAVELET = frozenset({JPEG2000, HTJ2K})
#: Elements that describe pixel values and would be wrong once the values are shifted.
VALUE_BOUND = (
    "PixelPaddingValue",
    "PixelPaddingRangeLimit",
    "SmallestImagePixelValue",
    "LargestImagePixelValue",
    "SmallestPixelValueInSeries",
    "LargestPixelValueInSeries",
)
LEFT_OUT = ("FloatPixelData", "DoubleFloatPixelData", "ExtendedOffsetTable",
                   "ExtendedOffsetTableLengths", "DataSetTrailingPadding")  # fmt: skip


def write(dataset: Dataset, source_syntax: str, frames: Sequence[NDArray[Any]]) -> bytes:
    """Return the DICOM file of a de-identified data set with its frames as decoded.

    Gray frames are stored values before any modality LUT, int16 or uint16; color is RGB, uint8.
    """
    for name in LEFT_OUT:
        if name in dataset:
            delattr(dataset, name)
    if source_syntax in LOSSY:
        streams = generate_frames(dataset.PixelData, number_of_frames=len(frames))
        clean = without_segments if source_syntax not in WAVELET else without_comments
        _encapsulate(dataset, [clean(stream) for stream in streams])
        return _file(dataset, source_syntax)
    words = _as_words(dataset, frames)
    try:
        _encapsulate(dataset, [_jpeg_ls(dataset, frame) for frame in words])
    except RuntimeError:  # noise or a handful of pixels: the code would be longer than they are
        raw = b"".join(frame.tobytes() for frame in words)
        dataset.PixelData = raw + b"\0" * (len(raw) % 2)
        dataset["PixelData"].VR = "OW" if dataset.BitsAllocated > 8 else "OB"
        dataset["PixelData"].is_undefined_length = False
        return _file(dataset, str(ExplicitVRLittleEndian))
    return _file(dataset, str(JPEGLSLossless))


def _encapsulate(dataset: Dataset, streams: list[bytes]) -> None:
    dataset.PixelData = encapsulate(streams)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True


def _file(dataset: Dataset, syntax: str) -> bytes:
    """Return the bytes of a file made anew, so that no encoding of the source clings to it."""
    fresh = Dataset()
    for element in dataset:
        fresh.add(element)
    fresh.file_meta = fresh_meta(dataset, syntax)
    fresh.preamble = b"\0" * 128
    stream = io.BytesIO()
    fresh.save_as(stream, implicit_vr=False, little_endian=True, enforce_file_format=True)
    return stream.getvalue()


def _as_words(dataset: Dataset, frames: Sequence[NDArray[Any]]) -> Sequence[NDArray[Any]]:
    """Return the frames as unsigned words and say in the data set how they are stored now."""
    if frames[0].ndim == 3:
        _describe_color(dataset)
        return [np.ascontiguousarray(frame) for frame in frames]
    if min(int(frame.min()) for frame in frames) < 0:
        frames = _unsigned(dataset, frames)
    highest = max(int(frame.max()) for frame in frames)
    allocated = 8 if highest < 256 and int(dataset.BitsAllocated) <= 8 else 16
    bits = max(highest.bit_length(), min(int(dataset.get("BitsStored", 16)), allocated), 2)
    dataset.SamplesPerPixel, dataset.PixelRepresentation = 1, 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = allocated, bits, bits - 1
    dtype = np.uint8 if allocated == 8 else np.dtype("<u2")
    return [np.ascontiguousarray(frame, dtype) for frame in frames]


def _unsigned(dataset: Dataset, frames: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """Shift signed values to unsigned ones, the intercept the other way: same output values.

    Two's complement would cost JPEG-LS a third more bytes wherever values cross zero.
    """
    for name in VALUE_BOUND:
        if name in dataset:
            delattr(dataset, name)
    shift = 0x8000
    for item in _transformations(dataset):
        slope = float(item.get("RescaleSlope", 1) or 1)
        item.RescaleIntercept = float(item.get("RescaleIntercept", 0) or 0) - slope * shift
        item.RescaleSlope = slope
        if "RescaleType" not in item:
            item.RescaleType = "US"
    table = dataset.get("ModalityLUTSequence")
    if table:
        first = int(table[0].LUTDescriptor[1])
        first -= 0x10000 if first > 0x7FFF else 0
        table[0].LUTDescriptor = [table[0].LUTDescriptor[0], first + shift,
                                  table[0].LUTDescriptor[2]]  # fmt: skip
        table[0]["LUTDescriptor"].VR = "US"
    return [frame.astype(np.int32) + shift for frame in frames]


def _transformations(dataset: Dataset) -> list[Dataset]:
    """Return every item that states slope and intercept: of frames, shared, or the data set."""
    groups = list(dataset.get("PerFrameFunctionalGroupsSequence") or [])
    groups += list(dataset.get("SharedFunctionalGroupsSequence") or [])
    items = [
        item for group in groups for item in group.get("PixelValueTransformationSequence") or []
    ]
    if items:
        return items
    return [] if dataset.get("ModalityLUTSequence") else [dataset]


def _describe_color(dataset: Dataset) -> None:
    dataset.SamplesPerPixel, dataset.PixelRepresentation = 3, 0
    dataset.PhotometricInterpretation, dataset.PlanarConfiguration = "RGB", 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    for color in ("Red", "Green", "Blue"):
        for kind in ("Descriptor", "Data"):
            name = f"{color}PaletteColorLookupTable{kind}"
            if name in dataset:
                delattr(dataset, name)


def _jpeg_ls(dataset: Dataset, frame: NDArray[Any]) -> bytes:
    content = jpeg_ls.encode_pixel_data(
        frame.tobytes(),
        rows=frame.shape[0],
        columns=frame.shape[1],
        samples_per_pixel=dataset.SamplesPerPixel,
        bits_stored=dataset.BitsStored,
        planar_configuration=0,
    )
    return bytes(content)


#: JPEG markers of application data (but JFIF and Adobe, which say what the colors are) and text.
_TELLING = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})


def without_segments(stream: bytes) -> bytes:
    """Return a JPEG or JPEG-LS code stream without comments and application segments."""
    return _without(stream, _TELLING, 0xDA)


def without_comments(stream: bytes) -> bytes:
    """Return a JPEG 2000 code stream without the comments of its main header."""
    return _without(stream, frozenset({0x64}), 0x90)


def _without(stream: bytes, unwanted: frozenset[int], last: int) -> bytes:
    """Copy marker segments until the one where coded data begins, leaving out the unwanted."""
    kept, at = bytearray(stream[:2]), 2
    while at + 4 <= len(stream) and stream[at] == 0xFF and stream[at + 1] != last:
        length = 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
        if stream[at + 1] not in unwanted:
            kept += stream[at : at + length]
        at += length
    return bytes(kept + stream[at:])
