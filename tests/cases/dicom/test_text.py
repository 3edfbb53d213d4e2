"""Text in the pixels: found in five sizes on CT and MR, seldom seen where there is none."""

import numpy as np
import pydicom
import pytest
from scipy import ndimage

from cases.dicom.blank import Clearance, blank
from cases.dicom.text import Box, find_text, opened
from tests.cases import lettering, make
from tests.conftest import SHARED


@pytest.mark.parametrize("kind", ["ct", "mr"])
@pytest.mark.parametrize("size", lettering.SIZES)
def test_rendered_text_is_found_where_it_stands(kind, size):
    found = 0
    for seed in range(300, 310):
        image, place = lettering.burn(getattr(lettering, kind)(seed), size, seed)
        boxes = find_text(image)
        found += any(lettering.overlaps(box, place) for box in boxes)
    assert found >= 9


@pytest.mark.parametrize(("seed", "size"), [(26, 14), (26, 24)])
def test_text_of_the_highest_value_is_found_over_bright_bone(seed, size):
    image, place = lettering.burn(lettering.ct(seed), size, seed)
    assert any(lettering.overlaps(box, place) for box in find_text(image))


@pytest.mark.parametrize("size", [9, 21])
def test_what_is_small_is_taken_out_as_scipy_does(size):
    image = lettering.ct(1, 70)[:, :50].astype(np.float32)
    wanted = ndimage.maximum_filter(ndimage.minimum_filter(image, size), size)
    assert np.array_equal(opened(image, size), wanted)


@pytest.mark.parametrize("kind", ["ct", "mr"])
def test_noise_is_not_taken_for_text(kind):
    assert not any(find_text(getattr(lettering, kind)(seed)) for seed in range(10))


def test_color_is_looked_at_too():
    gray, place = lettering.burn(lettering.mr(3), 18, 5)
    color = np.stack([(gray / gray.max() * 255).astype(np.uint8)] * 3, axis=-1)
    assert any(lettering.overlaps(box, place) for box in find_text(color))


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((64, 64), np.uint16),
        np.full((64, 64), 4095, np.uint16),
        np.zeros((8, 8), np.uint16),
        np.eye(64, dtype=np.int16),
    ],
)
def test_senseless_images_do_no_harm(image):
    assert find_text(image) == []


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["spine_ct_totalsegmentator", "spine_mr_t2_sagittal"])
def test_real_slices_without_text_are_not_held_back(folder):
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared beside the repository")
    paths = [path for path in (SHARED / "data" / folder).iterdir() if "LIC" not in path.name]
    wrong = sum(bool(find_text(pydicom.dcmread(path).pixel_array)) for path in paths)
    assert wrong == 0, f"{wrong} of {len(paths)}"


def test_blanking_takes_the_rectangle_out_of_the_frames_chosen():
    frames = [make.phantom(seed) for seed in range(3)]
    after = blank(frames, Clearance((Box(2, 3, 5, 4),), (1,)))
    assert np.array_equal(after[0], frames[0]) and np.array_equal(after[2], frames[2])
    assert (after[1][3:7, 2:7] == frames[1].min()).all()
    assert np.array_equal(after[1][7:], frames[1][7:])
    everywhere = blank(frames, Clearance((Box(0, 0, 9999, 2),)))
    assert all((image[:2] == image.min()).all() for image in everywhere)
