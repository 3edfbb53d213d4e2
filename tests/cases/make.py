"""DICOM objects for tests, with an invented patient whose traces are easy to search for."""

import io

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian

CT = "1.2.840.10008.5.1.4.1.1.2"
MR = "1.2.840.10008.5.1.4.1.1.4"
SC = "1.2.840.10008.5.1.4.1.1.7"
ROOT = "1.2.826.0.1.3680043.9.7777"
#: What must never be found again, in any file or answer.
SECRETS = (
    "Hasenpfeffer",
    "Incorporated",
    "MRN-4711-X",
    "19561103",
    "20210417",
    "ACC-99812",
    "St. Elsewhere",
    "Quackenbush",
    "SCANNER77",
    ROOT,
    "PRIVATE-NOTE",
)
SAGITTAL = [0, 1, 0, 0, 0, -1]
AXIAL = [1, 0, 0, 0, 1, 0]


def uid(*parts):
    return ".".join([ROOT, *map(str, parts)])


def dataset(pixels=None, *, index=0, study=1, series=1, modality="MR", **extra):
    """One image object; `pixels` (rows, cols[, 3]) or (frames, rows, cols) for multi-frame."""
    if pixels is None:
        pixels = phantom(index)
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = CT if modality == "CT" else MR
    ds.file_meta.MediaStorageSOPInstanceUID = uid(study, series, index + 1)
    ds.file_meta.SourceApplicationEntityTitle = "SCANNER77"
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID
    ds.SOPInstanceUID = uid(study, series, index + 1)
    ds.StudyInstanceUID = uid(study)
    ds.SeriesInstanceUID = uid(study, series)
    ds.FrameOfReferenceUID = uid(study, "77")
    ds.Modality = modality
    _identify(ds)
    ds.SeriesNumber, ds.InstanceNumber = series, index + 1
    ds.ImageType = ["ORIGINAL", "PRIMARY", "M"]
    ds.ImageOrientationPatient = SAGITTAL
    ds.ImagePositionPatient = [4.0 * index, -30.0, 40.0]
    ds.PixelSpacing, ds.SliceThickness = [0.5, 0.5], 4.0
    _fill(ds, np.asarray(pixels))
    for name, value in extra.items():
        setattr(ds, name, value)
    return ds


def _identify(ds):
    ds.PatientName, ds.PatientID = "Hasenpfeffer^Incorporated", "MRN-4711-X"
    ds.PatientBirthDate, ds.PatientSex = "19561103", "F"
    ds.StudyDate = ds.SeriesDate = ds.AcquisitionDate = ds.ContentDate = "20210417"
    ds.StudyTime, ds.AccessionNumber = "101112", "ACC-99812"
    ds.InstitutionName = "St. Elsewhere Hospital"
    ds.ReferringPhysicianName = "Quackenbush^Hugo"
    ds.StationName = "SCANNER77"
    ds.StudyDescription = "SPINE Hasenpfeffer hemangioma"
    ds.SeriesDescription = "T2 SAG for Quackenbush"
    ds.ImageComments = "Hasenpfeffer seen on 20210417"
    ds.ManufacturerModelName = "Model Hasenpfeffer"
    block = ds.private_block(0x0029, "PRIVATE-NOTE", create=True)
    block.add_new(0x10, "LO", "Hasenpfeffer private")
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = MR, uid(1, 1, 99)
    inner = Dataset()
    inner.PersonName = "Quackenbush^Hugo"
    inner.CodeMeaning = "nested note about Hasenpfeffer"
    item.PurposeOfReferenceCodeSequence = Sequence([inner])
    ds.ReferencedImageSequence = Sequence([item])


def _fill(ds, pixels):
    color = pixels.ndim == 3 and pixels.shape[-1] == 3 and pixels.dtype == np.uint8
    rows, cols = pixels.shape[:2] if color or pixels.ndim == 2 else pixels.shape[1:3]
    ds.Rows, ds.Columns = rows, cols
    ds.SamplesPerPixel = 3 if color else 1
    ds.PhotometricInterpretation = "RGB" if color else "MONOCHROME2"
    if color:
        ds.PlanarConfiguration = 0
    elif pixels.ndim == 3:
        ds.NumberOfFrames = pixels.shape[0]
    ds.BitsAllocated = ds.BitsStored = pixels.dtype.itemsize * 8
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = int(pixels.dtype.kind == "i")
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OW"


def phantom(seed=0, shape=(24, 20), dtype=np.uint16, top=900):
    """A smooth image with a little noise, different for every seed."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[0], : shape[1]]
    image = top / 2 + top / 3 * np.sin(x / 4 + seed) + rng.integers(0, top // 10, shape)
    return np.clip(image + 10 * y, 0, top * 1.5).astype(dtype)


def content(ds):
    """The object as the bytes of a file."""
    stream = io.BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def write(folder, ds, name=None):
    """Write the object into the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{ds.SeriesNumber:02d}-{ds.InstanceNumber:04d}.dcm")
    path.write_bytes(content(ds))
    return path


def stack(folder, count=5, **kwargs):
    """Write a series of `count` slices and return the paths."""
    return [write(folder, dataset(index=index, **kwargs)) for index in range(count)]
