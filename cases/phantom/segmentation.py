"""The lesion mask of a simulated series as a DICOM segmentation.

Segments are called "lesion 1", "lesion 2" …: their labels must not name what the case shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import highdicom as hd
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from . import VERSION
from .dicom import MANUFACTURER, uid


def segmentation(
    images: Sequence[Dataset], labels: NDArray[np.uint8], salt: str = ""
) -> Any | None:
    """Return the mask as a binary segmentation of `images`, or None when it is empty.

    labels: (slices, rows, columns), 0 outside; the slices in the order of `images`.
    """
    present = [int(one) for one in np.unique(labels) if one]
    if not present:
        return None
    masks = np.stack([labels == one for one in present], axis=-1)
    first = images[0]
    series = str(first.SeriesInstanceUID)
    return hd.seg.Segmentation(
        source_images=list(images),
        pixel_array=masks.astype(np.uint8),
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[_describe(number) for number, _ in enumerate(present, 1)],
        series_instance_uid=uid(series, salt, "mask series"),
        series_number=int(first.SeriesNumber) + 100,
        sop_instance_uid=uid(series, salt, "mask"),
        instance_number=1,
        manufacturer=MANUFACTURER,
        manufacturer_model_name="Digital spine",
        software_versions=str(VERSION),
        device_serial_number="0",
        content_label="LESIONS",
        series_description="Lesion mask",
        omit_empty_frames=True,
    )


def _describe(number: int) -> Any:
    return hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=f"lesion {number}",
        segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
        segmented_property_type=codes.SCT.Lesion,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
        algorithm_identification=hd.AlgorithmIdentificationSequence(
            name="Digital spine", version=str(VERSION), family=codes.DCM.ArtificialIntelligence
        ),
    )
