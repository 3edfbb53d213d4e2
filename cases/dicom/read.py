"""Open one file as DICOM, or say in a sentence what it is instead. Nothing in it is trusted."""

import warnings
from collections.abc import Callable
from pathlib import Path

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filereader import read_partial
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from cases.dicom.errors import Refused

#: Larger files are not images of a spine that a browser could show.
MOST_BYTES = 1 << 30
#: Elements of one object; a real header has some hundreds, a hostile one could keep us for hours.
MOST_ELEMENTS = 50_000
PIXEL_TAGS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
MARK, MARK_AT = b"DICM", 128
DIRECTORY = "1.2.840.10008.1.3.10"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")
OTHER_KINDS = (
    (b"GIF8", "a GIF picture (PNG, JPEG and TIFF are taken)"),
    (b"BM", "a BMP picture (PNG, JPEG and TIFF are taken)"),
    (b"\xd0\xcf\x11\xe0", "an old or locked Office file (save it as .pptx without a password)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x5c\x01\x00\x00", "a NIfTI volume"),
)


def read(path: Path, *, pixels: bool) -> Dataset:
    """Return the data set of a DICOM file, with or without its pixel data.

    Files without preamble or file meta are accepted if they make sense as a data set; the
    transfer syntax is then what the reader found. Raises Refused.
    """
    marked = _look_at_start(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with path.open("rb") as stream:
                dataset = read_partial(stream, _stop(pixels=pixels), force=not marked)
            len(dataset)
    except Exception as error:
        raise Refused(_cannot_read(marked)) from error
    if not _makes_sense(dataset):
        raise Refused(_cannot_read(marked))
    if str(dataset.file_meta.get("MediaStorageSOPClassUID", "")) == DIRECTORY:
        raise Refused(
            "This is a DICOMDIR, an index of a disc. Its images are taken by themselves."
        )
    _complete(dataset)
    return dataset


def _stop(*, pixels: bool) -> Callable[[BaseTag, str | None, int], bool]:
    """Return what ends the reading: pixel data that is not wanted, and elements without end."""
    seen = 0

    def stop(tag: BaseTag, _vr: str | None, _length: int) -> bool:
        nonlocal seen
        seen += 1
        if seen > MOST_ELEMENTS:
            raise ValueError("more elements than any image has")
        return not pixels and tag in PIXEL_TAGS

    return stop


def _cannot_read(marked: bool) -> str:
    if marked:
        return "The DICOM header of this file is damaged and cannot be read. Export it again."
    return "This is not a DICOM file."


def _look_at_start(path: Path) -> bool:
    """Return whether the file carries the mark of DICOM; refuse what is plainly something else."""
    size = path.stat().st_size
    if size == 0:
        raise Refused("This file is empty.")
    if size > MOST_BYTES:
        raise Refused("This file is larger than 1 GB and is not taken.")
    with path.open("rb") as stream:
        start = stream.read(MARK_AT + len(MARK) + 2)
    marked = start[MARK_AT : MARK_AT + len(MARK)] == MARK
    if start.startswith(PROGRAMS):
        raise Refused("This file begins like a program and is not taken, even if it is DICOM.")
    if not marked:
        for beginning, kind in OTHER_KINDS:
            if start.startswith(beginning):
                raise Refused(f"This is {kind}, not a DICOM file.")
    if (start[-2:] if marked else start[:2]) == b"\0\0":
        raise Refused(
            _cannot_read(marked)
        )  # group 0 belongs to messages; zeros without end do too
    return marked


def _makes_sense(dataset: Dataset) -> bool:
    """Whether a data set that was read by force is one: it names a class or an image matrix."""
    meta = getattr(dataset, "file_meta", None)
    if meta is not None and "MediaStorageSOPClassUID" in meta:
        return True
    try:
        named = str(dataset.get("SOPClassUID", "")).startswith("1.2.840.10008.")
        return bool(named or (int(dataset.get("Rows", 0)) and int(dataset.get("Columns", 0))))
    except (TypeError, ValueError):
        return False


def _complete(dataset: Dataset) -> None:
    """Supply what a file without (complete) file meta lacks: syntax, class and instance UID."""
    if not hasattr(dataset, "file_meta") or dataset.file_meta is None:
        dataset.file_meta = FileMetaDataset()
    meta = dataset.file_meta
    if not meta.get("TransferSyntaxUID"):
        meta.TransferSyntaxUID = _guessed_syntax(dataset)
    for name, source in (
        ("SOPClassUID", "MediaStorageSOPClassUID"),
        ("SOPInstanceUID", "MediaStorageSOPInstanceUID"),
    ):
        if not dataset.get(name) and meta.get(source):
            setattr(dataset, name, UID(str(meta.get(source))))


def _guessed_syntax(dataset: Dataset) -> UID:
    implicit, little = dataset.original_encoding
    if implicit:
        return ImplicitVRLittleEndian
    return ExplicitVRLittleEndian if little is not False else ExplicitVRBigEndian


#: Syntaxes whose pixel data stands uncompressed in the data set.
NATIVE = frozenset(
    {
        ImplicitVRLittleEndian,
        ExplicitVRLittleEndian,
        ExplicitVRBigEndian,
        DeflatedExplicitVRLittleEndian,
    }
)
