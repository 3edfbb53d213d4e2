"""Regions cut by slices: areas, places and holes are those of geometry."""

import math

import numpy as np
import pytest

from cases.answerkey.regions import contains
from cases.answerkey.types import PlanarSlab, Region
from cases.dicom.outline import Slice, cut, mask_outlines


def plane(position, orientation, spacing=(0.5, 0.5), shape=(200, 200)):
    return Slice(
        np.array(position, float),
        np.array(orientation[:3], float),
        np.array(orientation[3:], float),
        spacing,
        *shape,
    )


def area(polygon):
    points = np.array(polygon)
    x, y = points[:, 0], points[:, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


SAGITTAL = [0, 1, 0, 0, 0, -1]
AXIAL = [1, 0, 0, 0, 1, 0]
BALL = Region("ball", "ellipsoid", center=(0, 0, 0), axes=((6, 0, 0), (0, 6, 0), (0, 0, 6)))


@pytest.mark.parametrize("orientation", [SAGITTAL, AXIAL, [0.8, 0.6, 0, 0, 0, -1]])
@pytest.mark.parametrize("off", [0.0, 3.0, 5.5])
def test_a_ball_is_cut_to_circles(orientation, off):
    a, b = np.array(orientation[:3], float), np.array(orientation[3:], float)
    normal = np.cross(a, b)
    corner = normal * off - 50 * a - 50 * b
    (polygon,) = cut(BALL, plane(corner, orientation), reach=0.1)
    radius = math.sqrt(36 - off * off)
    points = np.array(polygon)
    assert points.mean(axis=0) == pytest.approx([100, 100], abs=0.01)
    assert np.hypot(*(points - 100).T) == pytest.approx(radius / 0.5, abs=0.02)


def test_a_tilted_ellipsoid_s_outline_lies_on_its_surface():
    region = Region("e", "ellipsoid", center=(3, -2, 8), axes=((5, 3, 0), (-1, 4, 2), (0, 0, 9)))
    where = plane((3.5, -40, 40), SAGITTAL, spacing=(0.4, 0.7))
    (polygon,) = cut(region, where, reach=0.1)
    center = np.array(polygon).mean(axis=0)
    for point in polygon:
        inner = center + 0.97 * (np.array(point) - center)
        outer = center + 1.03 * (np.array(point) - center)
        inside, outside = where.to_patient(np.array([inner, outer]))
        assert contains(region, tuple(map(float, inside)))
        assert not contains(region, tuple(map(float, outside)))


def test_a_plane_that_misses_the_ball_shows_nothing_unless_the_slice_reaches_it():
    missing = plane((7.0, -50, 50), SAGITTAL)
    assert cut(BALL, missing, reach=0.5) == []
    assert len(cut(BALL, missing, reach=2.0)) == 1
    assert cut(BALL, plane((60.0, -50, 50), SAGITTAL), reach=2.0) == []


def box(heights=(0.0, 4.0, 8.0), size=10.0):
    slabs = tuple(
        PlanarSlab((((z, 0.0, 0.0), (z, size, 0.0), (z, size, size), (z, 0.0, size)),))
        for z in heights
    )
    return Region("box", "contours", normal=(1.0, 0.0, 0.0), thickness=4.0, slabs=slabs)


def test_contours_are_shown_on_their_own_planes():
    (polygon,) = cut(box(), plane((4.2, -10, 20), SAGITTAL), reach=2)
    assert abs(area(polygon)) == pytest.approx((10 / 0.5) ** 2)
    assert np.array(polygon).min(axis=0) == pytest.approx([20, 20])
    assert cut(box(), plane((11.0, -10, 20), SAGITTAL), reach=0.5) == []


@pytest.mark.parametrize(
    ("orientation", "corner"), [(AXIAL, (-10, -10, 5)), ([1, 0, 0, 0, 0, -1], (-10, 5, 20))]
)
def test_contours_are_cut_by_other_planes(orientation, corner):
    polygons = cut(box(), plane(corner, orientation), reach=1)
    assert sum(area(polygon) for polygon in polygons) == pytest.approx(12 * 10 * 4, rel=0.1)
    assert cut(box(), plane((-10, -10, 50), AXIAL), reach=1) == []


def test_a_hole_stays_a_hole():
    mask = np.ones((7, 7), bool)
    mask[2:5, 3:5] = False
    outlines = sorted((area(one) for one in mask_outlines(mask)), key=abs)
    assert outlines == [-6.0, 49.0]


def test_outlines_follow_the_edges_of_pixels():
    mask = np.zeros((6, 8), bool)
    mask[2:4, 1:6] = True
    (polygon,) = mask_outlines(mask)
    assert sorted(polygon) == [[0.5, 1.5], [0.5, 3.5], [5.5, 1.5], [5.5, 3.5]]


@pytest.mark.parametrize("seed", range(8))
def test_outlines_hold_exactly_the_area_of_the_mask(seed):
    mask = np.random.default_rng(seed).random((13, 17)) < 0.5
    assert sum(area(one) for one in mask_outlines(mask)) == mask.sum()


def test_pixels_and_patient_are_inverse():
    where = plane((3, -7, 11), [0.8, 0.6, 0, 0, 0, -1], spacing=(0.4, 0.7))
    pixels = np.array([[0, 0], [10.5, -3.25], [199, 80]])
    assert np.allclose(where.to_pixels(where.to_patient(pixels)), pixels, atol=0.01)
