"""Texture and contrast of simulated slices beside the real spines of ../shared/data.

No mask of the real spines exists, so numbers are taken from the whole middle of the image. They
are not the same protocol: the bands say "of the same kind", not "the same".
"""

from pathlib import Path

import numpy as np
import pydicom
import pytest
from scipy import ndimage

from cases.phantom.study import CaseSpec, Study

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
MR, CT = SHARED / "spine_mr_t2_sagittal", SHARED / "spine_ct_totalsegmentator"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not MR.is_dir(), reason="needs ../shared/data beside the repository"),
]


def fine(image, pixel, sd_mm=1.2):
    """What is left of an image when everything wider than about 3 mm is taken away."""
    return image - ndimage.gaussian_filter(image, sd_mm / pixel)


def at(image, pixel, wanted):
    """An image sampled at another pixel size, smoothed first where it becomes coarser."""
    if wanted > pixel:
        image = ndimage.gaussian_filter(image, 0.4 * wanted / pixel)
    return ndimage.zoom(image, pixel / wanted, order=1)


def numbers(image, pixel):
    """Fine texture, bright fluid and sharpest edges, relative to the tissue of the middle."""
    image = at(image.astype(float), pixel, 1.0)
    rows, columns = image.shape
    image = image[rows // 8 : -rows // 8, columns // 4 : -columns // 5]
    tissue = np.median(image[image > np.percentile(image, 20)])
    slope = np.hypot(*np.gradient(image))
    return {
        "fine": float(fine(image, 1.0).std() / tissue),
        "fluid": float(np.percentile(image, 99.3) / tissue),
        "edge": float(np.percentile(slope, 98) / tissue),
    }


@pytest.fixture(scope="module")
def real_t2():
    images = [pydicom.dcmread(path) for path in sorted(MR.glob("*.dcm"))]
    middle = images[len(images) // 2]
    return numbers(middle.pixel_array, float(middle.PixelSpacing[0]))


@pytest.fixture(scope="module")
def drawn_t2():
    found = []
    for seed, age in ((5, 40), (6, 62)):
        study = Study(CaseSpec(seed=seed, age=age, series=("T2",)))
        ((stack, protocols),) = study.groups(["T2"])
        (shot,) = study.slices(stack, protocols, [stack.count // 2])
        found.append(numbers(shot["T2"].pixels, stack.pixel))
    return {key: np.mean([one[key] for one in found]) for key in found[0]}


#: Simulated / real. The real volume has slices of 1 mm, ours of 4 mm: with a quarter of the
#: volume come twice the noise and finer texture.
BANDS = {"fine": (0.3, 1.5), "fluid": (0.5, 2.0), "edge": (0.5, 2.0)}


@pytest.mark.parametrize("key", BANDS)
def test_t2_is_of_the_same_kind_as_a_real_one(real_t2, drawn_t2, key):
    low, high = BANDS[key]
    assert low <= drawn_t2[key] / real_t2[key] <= high, (drawn_t2[key], real_t2[key])


def test_ct_bone_is_of_the_same_kind_as_a_real_one():
    found = []
    for path in sorted(p for p in CT.iterdir() if not p.name.startswith("LICENSE"))[5:15]:
        image = pydicom.dcmread(path)
        hu = image.pixel_array * float(image.RescaleSlope) + float(image.RescaleIntercept)
        found.append(np.percentile(hu[hu > 150], [50, 95, 99]))
    real = np.mean(found, axis=0)
    study = Study(CaseSpec(seed=5, age=55, series=("CT",)))
    ((stack, protocols),) = study.groups(["CT"])
    hu = [
        at(shot["CT"].pixels.astype(float), stack.pixel, 0.98)
        for shot in study.slices(stack, protocols, range(6, stack.count - 6, 3))
    ]
    bone = np.concatenate([one[one > 150] for one in hu])
    drawn = np.percentile(bone, [50, 95, 99])
    assert np.all((drawn / real > 0.5) & (drawn / real < 2.0)), (drawn, real)
