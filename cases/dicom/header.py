"""What ingest must know of a file before it touches the pixels: identity, place, kind.

A `Header` holds remapped UIDs and neutral words only, so that it may travel between processes
and into the database.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset

from cases.dicom import pixels, qc, uids
from cases.dicom.deidentify import is_of_kin, is_simulated
from cases.dicom.describe import label
from cases.dicom.errors import Held
from cases.dicom.geometry import Placed, is_sound, plane
from cases.dicom.read import read
from cases.dicom.still import is_still


@dataclass(frozen=True)
class FrameInfo:
    """One frame: where it lies, how its values become output units, its window."""

    placed: Placed
    slope: float
    intercept: float
    window: tuple[float, float] | None  # center, width in output units
    stack: tuple[str, ...]  # frames of one series with different values are different stacks


@dataclass(frozen=True)
class Header:
    """One object; `study`, `series`, `sop` and `frame_of_reference` are remapped UIDs."""

    study: str
    series: str
    sop: str
    sop_class: str
    frame_of_reference: str
    referenced_series: tuple[str, ...]
    modality: str
    label: str
    localizer: bool
    number: int
    series_number: int
    rows: int
    cols: int
    pixels: pixels.PixelInfo
    frames: tuple[FrameInfo, ...]
    simulated: bool
    segmentation: bool
    still: bool = False  # a captured picture, without place and spacing
    shared: bool = False


def scan(
    path: Path, secret: bytes, near: str = "", *, cleared: bool = False, shared: bool = False
) -> Header:
    """Return what the header of the file says. Raises Refused for what is never taken.

    `near` stands for the study of files that name none (for example their folder). `cleared`
    says that a person has looked at the pixels; else Held is raised where one must. `shared` says
    that the file comes from another installation, whose UIDs are kept if they say nothing.
    """
    dataset = read(path, pixels=False)
    qc.refuse_unwanted(dataset)
    pixels.check_size(dataset)
    header = header_of(dataset, secret, near=near, content=path, shared=shared)
    if not cleared and not header.segmentation:
        try:
            qc.refuse_burned_in(dataset)
        except Held as held:
            held.header = header
            raise
    return header


def header_of(
    dataset: Dataset, secret: bytes, *, near: str, content: Path, shared: bool = False
) -> Header:
    """Return the header of a data set that has been read and not been refused."""
    simulated = is_simulated(dataset)
    keep = simulated or (shared and is_of_kin(dataset))

    def mapped(uid: str) -> str:
        return uid if not uid or (keep and uids.is_derived(uid)) else uids.remap(uid, secret)

    reference = text(dataset, "FrameOfReferenceUID")
    study = text(dataset, "StudyInstanceUID") or f"study:{reference or near}"
    series = text(dataset, "SeriesInstanceUID") or ":".join(
        [study, text(dataset, "Modality"), text(dataset, "SeriesNumber"), reference]
    )
    sop = text(dataset, "SOPInstanceUID") or f"content:{_hash(content)}"
    frames = _frames(dataset)
    return Header(
        study=mapped(study),
        series=mapped(series),
        sop=mapped(sop),
        sop_class=text(dataset, "SOPClassUID"),
        frame_of_reference=mapped(reference),
        referenced_series=tuple(
            mapped(text(item, "SeriesInstanceUID"))
            for item in dataset.get("ReferencedSeriesSequence") or []
        ),
        modality=text(dataset, "Modality").upper()[:16] or "OT",
        label=label(dataset, plane(frames[0].placed.orientation)),
        localizer="LOCALIZER" in _image_type(dataset),
        number=integer(dataset, "InstanceNumber"),
        series_number=integer(dataset, "SeriesNumber"),
        rows=int(dataset.Rows),
        cols=int(dataset.Columns),
        pixels=pixels.info(dataset),
        frames=frames,
        simulated=simulated,
        segmentation=qc.is_segmentation(dataset),
        still=not keep and is_still(dataset),
        shared=shared,
    )


def text(dataset: Dataset, keyword: str) -> str:
    """Return an element as stripped text, empty if absent or unreadable."""
    try:
        value = dataset.get(keyword)
    except Exception:
        return ""
    return "" if value is None else str(value).strip()


def integer(dataset: Dataset, keyword: str) -> int:
    """Return an element as a whole number of 32 bits, as IS is; 0 if absent or unreadable."""
    try:
        value = int(dataset.get(keyword) or 0)
    except (TypeError, ValueError, OverflowError):
        return 0
    return value if abs(value) < 1 << 31 else 0


def numbers(dataset: Dataset, keyword: str, count: int) -> tuple[float, ...] | None:
    """Return an element as exactly `count` finite numbers, or None."""
    try:
        value: Any = dataset.get(keyword)
        many = [value] if isinstance(value, (int, float, str)) else list(value)
        found = tuple(float(one) for one in many[:count])
    except (TypeError, ValueError):
        return None
    sound = len(found) == count and all(math.isfinite(one) for one in found)
    return found if sound else None


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _image_type(dataset: Dataset) -> list[str]:
    value = dataset.get("ImageType") or []
    return [value] if isinstance(value, str) else [str(one) for one in value]


def _frames(dataset: Dataset) -> tuple[FrameInfo, ...]:
    """Return every frame's own information: functional groups where there are some."""
    count = pixels.number_of_frames(dataset)
    groups: Sequence[Dataset] = dataset.get("PerFrameFunctionalGroupsSequence") or []
    shared = (dataset.get("SharedFunctionalGroupsSequence") or [Dataset()])[0]
    infos = []
    for index in range(count):
        own = groups[index] if index < len(groups) else Dataset()
        infos.append(_frame_info(_Lookup(dataset, own, shared)))
    return tuple(infos)


@dataclass(frozen=True)
class _Lookup:
    """Finds an attribute in a frame's functional group, the shared one, or the data set itself."""

    dataset: Dataset
    own: Dataset
    shared: Dataset

    def item(self, sequence: str) -> Dataset:
        for group in (self.own, self.shared):
            found = group.get(sequence)
            if found:
                item: Dataset = found[0]
                return item
        return self.dataset

    def get(self, sequence: str, keyword: str, count: int) -> tuple[float, ...] | None:
        return numbers(self.item(sequence), keyword, count)


def _frame_info(look: _Lookup) -> FrameInfo:
    position = look.get("PlanePositionSequence", "ImagePositionPatient", 3)
    orientation = look.get("PlaneOrientationSequence", "ImageOrientationPatient", 6)
    spacing = look.get("PixelMeasuresSequence", "PixelSpacing", 2)
    if spacing is None:
        spacing = numbers(look.dataset, "ImagerPixelSpacing", 2)
    thickness = look.get("PixelMeasuresSequence", "SliceThickness", 1)
    slope = look.get("PixelValueTransformationSequence", "RescaleSlope", 1)
    intercept = look.get("PixelValueTransformationSequence", "RescaleIntercept", 1)
    if look.dataset.get("ModalityLUTSequence"):
        slope = intercept = None  # the table has been applied
    center = look.get("FrameVOILUTSequence", "WindowCenter", 1)
    width = look.get("FrameVOILUTSequence", "WindowWidth", 1)
    sound = is_sound(orientation) and position is not None
    usable = spacing is not None and min(spacing) > 0
    return FrameInfo(
        placed=Placed(
            position=_as(position, sound),
            orientation=_as(orientation, sound),
            spacing=_as(spacing, usable),
            thickness=thickness[0] if thickness and thickness[0] > 0 else None,
        ),
        slope=slope[0] if slope and slope[0] else 1.0,
        intercept=intercept[0] if intercept else 0.0,
        window=(center[0], width[0]) if center and width and width[0] > 1 else None,
        stack=_stack(look),
    )


def _as(value: Any, sound: bool) -> Any:
    return value if sound else None


def _stack(look: _Lookup) -> tuple[str, ...]:
    """Return what tells stacks apart that share a DICOM series: echo, b value, kind, time."""
    frame_type = look.item("MRImageFrameTypeSequence").get("FrameType")
    parts = list(frame_type) if frame_type else _image_type(look.dataset)
    echo = look.get("MREchoSequence", "EffectiveEchoTime", 1) or look.get("", "EchoTime", 1)
    b_value = look.get("MRDiffusionSequence", "DiffusionBValue", 1)
    moment = look.get("FrameContentSequence", "TemporalPositionIndex", 1)
    moment = moment or numbers(look.dataset, "TemporalPositionIdentifier", 1)
    told = [f"{value[0]:.1f}" if value else "" for value in (echo, b_value, moment)]
    return ("\\".join(str(part) for part in parts[2:4]), *told)
