"""Simulated series as DICOM: real MR and CT objects, and the lesion mask as a segmentation.

The header says that the data is synthetic and how the image was made, and never what the case
shows. UIDs follow from the specification of the case, so the same case is the same study. Checked
with `dciodvfy` in the tests.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
)

from . import VERSION
from .grid import Geometry
from .imaging.diffusion import Diffusion
from .imaging.gradient_echo import GradientEcho
from .imaging.inversion_recovery import InversionRecovery
from .imaging.protocols import SeriesProtocol
from .study import CaseSpec

MANUFACTURER = "Spine Mimics simulator"
METHOD = "Simulated from a numerical patient; no person was imaged"
IMPLEMENTATION_UID = "2.25.211186428371945710527811326118063519487"
#: A simulated study has no day; readers that make a DICOMDIR want one, so all carry the same.
STUDY_DATE, STUDY_TIME = "20000101", "000000"
#: Stored MR values are 12 bit; CT is stored as HU + 1024.
MR_BITS, CT_INTERCEPT = 12, -1024


def uid(*parts: object) -> str:
    """A stable UID below 2.25 from the parts."""
    text = "/".join(str(part) for part in ("spine-mimics", VERSION, *parts))
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, text).int}"


def study_uid(spec: CaseSpec, salt: str = "") -> str:
    """The study's UID; `salt` tells apart cases that show the same images."""
    return uid(spec.to_json(), salt, "study")


def frame_of_reference_uid(spec: CaseSpec, salt: str = "") -> str:
    """One frame of reference for all series of a case."""
    return uid(spec.to_json(), salt, "frame of reference")


def slices(
    spec: CaseSpec,
    number: int,
    protocol: SeriesProtocol,
    pixels: NDArray[Any],
    geometry: Geometry,
    *,
    salt: str = "",
) -> Iterator[FileDataset]:
    """The images of one series, slice by slice.

    number: of the series in its study, from 1; pixels: (slices, rows, columns), uint16 for MR and
    int16 HU for CT.
    """
    for index in range(len(pixels)):
        dataset = _new(spec, number, index, protocol, salt)
        _patient(dataset, spec)
        _describe(dataset, protocol)
        _place(dataset, geometry, index)
        if protocol.modality == "CT":
            _ct(dataset, pixels[index])
        else:
            _mr(dataset, protocol, pixels[index])
        dataset.WindowCenter, dataset.WindowWidth = (round(v) for v in protocol.window)
        yield dataset


def _new(
    spec: CaseSpec, number: int, index: int, protocol: SeriesProtocol, salt: str
) -> FileDataset:
    meta = FileMetaDataset()
    ct = protocol.modality == "CT"
    meta.MediaStorageSOPClassUID = CTImageStorage if ct else MRImageStorage
    meta.MediaStorageSOPInstanceUID = UID(uid(spec.to_json(), salt, protocol.name, index))
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.StudyInstanceUID = study_uid(spec, salt)
    dataset.SeriesInstanceUID = uid(spec.to_json(), salt, protocol.name, "series")
    dataset.FrameOfReferenceUID = frame_of_reference_uid(spec, salt)
    dataset.SeriesNumber = number
    dataset.InstanceNumber = index + 1
    return dataset


def _patient(dataset: Dataset, spec: CaseSpec) -> None:
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientName = "Simulated^"
    dataset.PatientID = f"SIM-{dataset.StudyInstanceUID[-12:]}"
    dataset.PatientBirthDate = ""
    dataset.PatientSex = spec.sex
    dataset.PatientAge = f"{round(spec.age):03d}Y"
    dataset.PatientIdentityRemoved = "YES"
    dataset.DeidentificationMethod = METHOD
    dataset.SyntheticData = "YES"
    dataset.StudyDate, dataset.StudyTime = STUDY_DATE, STUDY_TIME
    dataset.StudyID = "1"
    dataset.AccessionNumber = ""
    dataset.ReferringPhysicianName = ""
    dataset.Manufacturer = MANUFACTURER
    dataset.ManufacturerModelName = f"Digital spine {VERSION}"
    dataset.SoftwareVersions = str(VERSION)
    dataset.PositionReferenceIndicator = ""


def _describe(dataset: Dataset, protocol: SeriesProtocol) -> None:
    dataset.Modality = protocol.modality
    dataset.SeriesDescription = protocol.label
    dataset.ProtocolName = protocol.label
    dataset.BodyPartExamined = "SPINE"
    dataset.PatientPosition = "HFS"


def _place(dataset: Dataset, geometry: Geometry, index: int) -> None:
    dataset.ImageOrientationPatient = [_text(v) for v in geometry.image_orientation_patient]
    dataset.ImagePositionPatient = [_text(v) for v in geometry.image_position_patient[index]]
    dataset.PixelSpacing = [_text(v) for v in geometry.pixel_spacing]
    dataset.SliceThickness = _text(geometry.slice_thickness)


def _text(value: float) -> str:
    """A DICOM decimal string of at most 16 characters."""
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"


def _ct(dataset: Dataset, hounsfield: NDArray[Any]) -> None:
    dataset.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]
    dataset.AcquisitionNumber = 1
    dataset.KVP = "120"
    dataset.RescaleIntercept, dataset.RescaleSlope = str(CT_INTERCEPT), "1"
    dataset.RescaleType = "HU"
    stored = np.clip(hounsfield.astype(np.int32) - CT_INTERCEPT, 0, 4095)
    _pixels(dataset, stored.astype(np.uint16), MR_BITS)


def _mr(dataset: Dataset, protocol: SeriesProtocol, pixels: NDArray[Any]) -> None:
    dataset.ImageType = ["DERIVED", "SECONDARY", "OTHER"]
    dataset.MRAcquisitionType = "2D"
    dataset.MagneticFieldStrength = "1.5"
    dataset.EchoTrainLength = 1
    sequence: Any = protocol.sequence
    dataset.ScanningSequence = "SE"
    dataset.SequenceVariant = "NONE"
    dataset.ScanOptions = ""
    if isinstance(sequence, InversionRecovery):
        dataset.ScanningSequence = "IR"
        dataset.InversionTime = _text(sequence.ti)
    elif isinstance(sequence, GradientEcho):
        dataset.ScanningSequence = "GR"
        dataset.FlipAngle = _text(sequence.flip)
    elif isinstance(sequence, Diffusion):
        dataset.ScanningSequence = ["SE", "EP"]
    tr, te = getattr(sequence, "tr", None), getattr(sequence, "te", None)
    dataset.RepetitionTime = "" if tr is None else _text(tr)
    dataset.EchoTime = "" if te is None else _text(te)
    if getattr(sequence, "contrast", False):
        dataset.ContrastBolusAgent = "Simulated gadolinium"
    _pixels(dataset, np.clip(pixels, 0, 2**16 - 1).astype(np.uint16), _bits(pixels))


def _bits(pixels: NDArray[Any]) -> int:
    return MR_BITS if int(pixels.max(initial=0)) < 2**MR_BITS else 16


def _pixels(dataset: Dataset, stored: NDArray[np.uint16], bits: int) -> None:
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = stored.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, bits, bits - 1
    dataset.PixelRepresentation = 0
    dataset.PixelData = np.ascontiguousarray(stored).astype("<u2").tobytes()
