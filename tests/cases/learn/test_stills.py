"""Stills: where they are cut, and what a lesion's outline stands out by."""

import io

import numpy as np
import pytest
from PIL import Image

from cases.learn import stills

SQUARE = [[20.0, 20.0], [40.0, 20.0], [40.0, 40.0], [20.0, 40.0]]
SAGITTAL = {
    "orientation": [0, 1, 0, 0, 0, -1],
    "positions": [[x, -20.0, 10.0] for x in (-4.0, 0.0, 4.0)],
    "pixelSpacing": [2.0, 1.0],
}


def picture(height=100, width=80):
    pixels = np.full((height, width), 60, np.uint8)
    pixels[20:41, 20:41] = 200
    return Image.fromarray(pixels)


def opened(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("L"), float)


def test_a_pixel_is_a_patient_point_and_back():
    plane = stills.planes(SAGITTAL)[1]
    assert plane.point(0, 0) == (0.0, -20.0, 10.0)
    assert plane.point(5, 3) == (0.0, -15.0, 4.0)
    assert plane.pixel((99.0, -15.0, 4.0)) == (5.0, 3.0)


def test_the_nearest_slice_is_found_and_unknown_geometry_has_none():
    slices = stills.planes(SAGITTAL)
    assert [stills.nearest(slices, (x, 0, 0)) for x in (-9, -1.9, 0.4, 2.1)] == [0, 1, 1, 2]
    assert stills.step(slices) == 4.0 and stills.step(slices[:1]) == 0.0
    assert stills.planes({"orientation": None, "positions": None}) == []


def test_a_still_is_cut_around_its_middle_at_the_size_asked_for():
    content, width, height = stills.cut(picture(), (30, 30), (1.0, 1.0), (20.0, 20.0, 3.0))
    assert (width, height) == (60, 60)
    assert opened(content).mean() > 190


@pytest.mark.parametrize("center", [(-50, -50), (500, 500), (0, 99)])
def test_a_still_stays_inside_of_the_image(center):
    content, width, height = stills.cut(picture(), center, (1.0, 1.0), (30.0, 40.0, 2.0))
    assert (width, height) == (60, 80)
    assert opened(content).min() > 40  # no black border was cut along


def test_an_image_smaller_than_the_still_is_shown_whole():
    _content, width, height = stills.cut(picture(20, 10), (5, 5), (1.0, 1.0), (62.0, 62.0, 2.0))
    assert (width, height) == (20, 40)


def test_a_lesion_stands_out_by_its_contrast_to_the_ring_around_it():
    assert 130 < stills.stands_out(picture(), [SQUARE], 1.0) < 150
    flat = Image.new("L", (80, 100), 90)
    assert stills.stands_out(flat, [SQUARE], 1.0) == 0
    assert stills.stands_out(picture(), [], 1.0) == 0
