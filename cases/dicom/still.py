"""Pictures (PNG, JPEG, TIFF) as DICOM Secondary Captures: for old teaching files and screenshots.

Only decoded pixels go on: EXIF, color profiles, comments and file names stay behind. A still has
neither output units nor spacing, so that nothing is measured on it. Its places are told in a space
of its own, see `plane_of`.
"""

import hashlib
import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.tag import Tag
from pydicom.uid import UID, ExplicitVRLittleEndian

from cases.answerkey.regions import STILLS_FROM
from cases.dicom import pixels, qc
from cases.dicom.errors import Refused
from cases.dicom.read import MARK, MARK_AT

BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00")
FORMATS = ("PNG", "JPEG", "TIFF")
MOST_BYTES = 512 << 20
MOST_PAGES = 1000
#: Pixels of one page, and of all pages of one file (about 400 MB as color).
MOST_PIXELS, MOST_PIXELS_TOTAL = pixels.MOST_PIXELS, 128_000_000
SMALLEST = 16
#: Text chunk of a PNG that was cut out of a picture with a lossy code.
LOSSY = "lossy-before"
#: Gray pictures are often stored as color; a lossy code leaves this much between the channels.
NEARLY_GRAY = 2
#: TIFF tag NewSubfileType, bit 0: a smaller copy of another page.
SUBFILE, SMALLER_COPY = 254, 1
SINGLE, GRAY_PAGES, WORD_PAGES, COLOR_PAGES = (
    f"{qc.SECONDARY_CAPTURE}{end}" for end in ("", ".2", ".3", ".4")
)
DAMAGED = "This picture is damaged or cut short and cannot be read. Export it again."

#: The longer side of a still counts this many units, about as many as millimeters are seen of a
#: spine: the tolerance of 5 for a click is a sixtieth of the longer side.
UNITS_ACROSS = 300.0
#: Stills lie so far apart that no place on one is near a place on another.
APART, PLANES = 100.0, 1 << 26

Pixels = NDArray[Any]


@dataclass(frozen=True)
class Still:
    """A picture to be made DICOM: where it lies and goes, what it belongs to, which one it is.

    `study` and `series` are any text that is the same for pictures that belong together; they are
    hashed, so that nothing of a folder's or file's name goes on.
    """

    path: Path
    target: Path
    study: str
    series: str
    number: int


def is_picture(path: Path) -> bool:
    """Whether the file begins as PNG, JPEG or TIFF does, and is not DICOM with such a preamble."""
    with path.open("rb") as stream:
        start = stream.read(MARK_AT + len(MARK))
    return start.startswith(BEGINNINGS) and start[MARK_AT:] != MARK


def is_still(dataset: Dataset) -> bool:
    """Whether a DICOM object is a captured picture: no place, no spacing."""
    if not str(dataset.get("SOPClassUID", "")).startswith(qc.SECONDARY_CAPTURE):
        return False
    placed = ("PixelSpacing", "ImagePositionPatient", "SharedFunctionalGroupsSequence")
    return not any(dataset.get(name) for name in placed)


def plane_of(digest: str) -> float:
    """Return at which height the space of stills holds the picture with this frame digest.

    Beyond any patient, so that the number itself says that it is no place in one; by content, so
    that a region stays on its picture however pictures are sorted, added or shared.
    """
    return STILLS_FROM + APART * (int(digest[:12], 16) % PLANES)


def units_of(rows: int, cols: int) -> float:
    """Return how many units of the space of stills a pixel of such a picture has."""
    return round(UNITS_ACROSS / max(rows, cols, 1), 6)


def stack_name(name: str) -> tuple[str, int | None]:
    """Return what numbered names share, and the number: "im-07.png" → ("im-#", 7)."""
    stem = PurePosixPath(name.replace("\\", "/").rpartition(" › ")[2]).stem
    found = list(re.finditer(r"[0-9]+", stem))
    if not found:
        return stem, None
    last = found[-1]
    return f"{stem[: last.start()]}#{stem[last.end() :]}", int(last.group()[-9:])


def write(still: Still) -> None:
    """Write the picture as a Secondary Capture. Raises Refused with a sentence."""
    content = hashlib.sha256(still.path.read_bytes()).hexdigest()
    lossy, pages = _decoded(still.path)
    dataset = _dataset(pages, lossy=lossy)
    dataset.StudyInstanceUID = _uid("study", still.study)
    dataset.SeriesInstanceUID = _uid("series", still.study, still.series)
    dataset.SOPInstanceUID = _uid("object", content)
    dataset.InstanceNumber = still.number
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.save_as(still.target, enforce_file_format=True)


def preview_png(path: Path, side: int = 240) -> bytes | None:
    """Return a small PNG of a picture for its owner's eyes; None if it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                small = ImageOps.exif_transpose(image)
                small.thumbnail((side, side))
                stream = io.BytesIO()
                small.convert("RGB").save(stream, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return stream.getvalue()


def _uid(*parts: str) -> UID:
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()
    return UID(f"2.25.{int.from_bytes(digest[:16], 'big')}")


def _decoded(path: Path) -> tuple[bool, list[Pixels]]:
    """Return whether the code was lossy, and all pages of one size and kind."""
    if path.stat().st_size > MOST_BYTES:
        raise Refused("This picture is larger than 512 MB and is not taken.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of sizes that are judged here
            with Image.open(path, formats=FORMATS) as image:
                return was_lossy(image), _alike([_page(one) for one in _pages(image)])
    except (Refused, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise Refused(_too_large()) from error
    except Exception as error:  # whatever the decoders say of hostile bytes
        raise Refused(DAMAGED) from error


def was_lossy(image: Image.Image) -> bool:
    """Whether the picture went through a lossy code, now or before it was cut (`LOSSY`)."""
    within = str(image.info.get("compression", "")) == "jpeg"
    return image.format in {"JPEG", "MPO"} or within or LOSSY in image.info


def _too_large(size: tuple[int, int] | None = None) -> str:
    told = f" ({size[0]} × {size[1]} pixels)" if size else ""
    return f"This picture is too large to be shown{told}. Export it smaller."


def _pages(image: Image.Image) -> Any:
    """Yield the pages one by one, each as the same image object turned to it."""
    if image.format == "PNG" and getattr(image, "is_animated", False):
        raise Refused("This is an animation, not a picture. Export its pictures one by one.")
    total, count = 0, 1
    if image.format == "TIFF":
        count = min(int(getattr(image, "n_frames", 1)), MOST_PAGES + 1)
        if count > MOST_PAGES:
            raise Refused(f"This file holds more than {MOST_PAGES} pages. Split it.")
    found = False
    for number in range(count):
        image.seek(number)
        if count > 1 and int(_tag(image, SUBFILE)) & SMALLER_COPY:
            continue
        total += image.size[0] * image.size[1]
        if image.size[0] * image.size[1] > MOST_PIXELS or total > MOST_PIXELS_TOTAL:
            raise Refused(_too_large(image.size))
        found = True
        yield image
    if not found:
        raise Refused(DAMAGED)


def _tag(image: Image.Image, tag: int) -> int:
    try:
        return int(getattr(image, "tag_v2", {}).get(tag, 0))
    except (TypeError, ValueError):
        return 0


def _page(image: Image.Image) -> Pixels:
    """Return one page upright: (rows, cols) uint8 or uint16, or (rows, cols, 3) uint8."""
    page = ImageOps.exif_transpose(image)
    if min(page.size) < SMALLEST:
        raise Refused("This picture is too small to be a radiological image.")
    if page.mode == "F":
        raise Refused("This picture holds floating point values, which are not shown.")
    if page.mode.startswith("I"):
        return _words(np.asarray(page))
    if page.mode in {"1", "L"}:
        return np.asarray(page.convert("L"))
    if page.mode in {"LA", "La", "RGBA", "RGBa", "PA"} or "transparency" in page.info:
        page = page.convert("RGBA")
        page = Image.alpha_composite(Image.new("RGBA", page.size, (0, 0, 0, 255)), page)
    return _gray_if_gray(np.asarray(page.convert("RGB")))


def _words(values: Pixels) -> Pixels:
    if values.min() < 0 or values.max() > 0xFFFF:
        raise Refused("The values of this picture need more than 16 bits and are not shown.")
    return values.astype(np.uint16)


def _gray_if_gray(color: Pixels) -> Pixels:
    wide = color.astype(np.int16)
    apart = np.abs(wide[:, :, 1:] - wide[:, :, :1]).max()
    return np.ascontiguousarray(color[:, :, 1]) if apart <= NEARLY_GRAY else color


def _alike(pages: Sequence[Pixels]) -> list[Pixels]:
    """Return the pages as one kind and one size: smaller ones in the middle of black."""
    if any(page.ndim == 3 for page in pages):
        pages = [page if page.ndim == 3 else _colored(page) for page in pages]
    elif any(page.dtype == np.uint16 for page in pages):
        pages = [page.astype(np.uint16) for page in pages]
    rows, cols = (max(page.shape[axis] for page in pages) for axis in (0, 1))
    if rows * cols * len(pages) > MOST_PIXELS_TOTAL:
        raise Refused(_too_large((cols, rows)))
    return [_on_canvas(page, rows, cols) for page in pages]


def _colored(page: Pixels) -> Pixels:
    eight = (page >> 8).astype(np.uint8) if page.dtype == np.uint16 else page
    return np.repeat(eight[:, :, None], 3, axis=2)


def _on_canvas(page: Pixels, rows: int, cols: int) -> Pixels:
    if page.shape[:2] == (rows, cols):
        return page
    canvas = np.zeros((rows, cols, *page.shape[2:]), page.dtype)
    top, left = (rows - page.shape[0]) // 2, (cols - page.shape[1]) // 2
    canvas[top : top + page.shape[0], left : left + page.shape[1]] = page
    return canvas


def _dataset(pages: Sequence[Pixels], *, lossy: bool) -> Dataset:
    first, count = pages[0], len(pages)
    color, bits = first.ndim == 3, 8 * first.dtype.itemsize
    dataset = Dataset()
    dataset.SOPClassUID = SINGLE
    if count > 1:
        dataset.SOPClassUID = COLOR_PAGES if color else WORD_PAGES if bits > 8 else GRAY_PAGES
        dataset.NumberOfFrames = count
        dataset.FrameIncrementPointer = Tag("PageNumberVector")
        dataset.PageNumberVector = list(range(1, count + 1))
    dataset.PatientName = dataset.PatientID = dataset.StudyDate = dataset.StudyTime = ""
    dataset.Modality, dataset.ConversionType = "OT", "WSD"
    dataset.ImageType = ["DERIVED", "SECONDARY"]
    dataset.SeriesNumber = 1
    dataset.SamplesPerPixel = 3 if color else 1
    dataset.PhotometricInterpretation = "RGB" if color else "MONOCHROME2"
    if color:
        dataset.PlanarConfiguration = 0
    dataset.Rows, dataset.Columns = first.shape[:2]
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit, dataset.PixelRepresentation = bits - 1, 0
    dataset.LossyImageCompression = "01" if lossy else "00"
    content = b"".join(np.ascontiguousarray(page).tobytes() for page in pages)
    dataset.PixelData = content + b"\0" * (len(content) % 2)
    dataset["PixelData"].VR = "OW" if bits > 8 else "OB"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return dataset
