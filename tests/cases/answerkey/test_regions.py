"""Distances to regions, against brute-force sampling of their surfaces."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.answerkey.regions import (
    contains,
    cross,
    distance_mm,
    dot,
    plane_axes,
    slab_height,
    unit,
)
from cases.answerkey.types import PlanarSlab, Region

SQUARE = ((0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 20.0))
HOLE = ((5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0))
ELL = ((0.0, 0.0), (20.0, 0.0), (20.0, 5.0), (5.0, 5.0), (5.0, 20.0), (0.0, 20.0))
STAR = tuple(
    (math.cos(i * math.pi / 5) * r, math.sin(i * math.pi / 5) * r)
    for i, r in enumerate([20.0, 7.0] * 5)
)


def ellipsoid(center, axes):
    return Region("e", "ellipsoid", center=center, axes=axes)


def turned(a, b, c, half_axes):
    """Half-axes along the frame that three angles turn."""
    ca, sa, cb, sb, cc, sc = (f(x) for x in (a, b, c) for f in (math.cos, math.sin))
    frame = (
        (cb * cc, cb * sc, -sb),
        (sa * sb * cc - ca * sc, sa * sb * sc + ca * cc, sa * cb),
        (ca * sb * cc + sa * sc, ca * sb * sc - sa * cc, ca * cb),
    )
    return tuple(
        tuple(h * part for part in axis) for h, axis in zip(half_axes, frame, strict=True)
    )


def sampled_ellipsoid_distance(region, point):
    """The least distance to the surface: a dense grid over the sphere, then one over its best."""
    axes, offset = np.array(region.axes), np.subtract(point, region.center)

    def least(theta, phi):
        t, p = np.meshgrid(theta, phi, indexing="ij")
        u = np.stack([np.sin(t) * np.cos(p), np.sin(t) * np.sin(p), np.cos(t)], axis=-1)
        far = np.linalg.norm(u @ axes - offset, axis=-1)
        i, j = np.unravel_index(far.argmin(), far.shape)
        return far[i, j], theta[i], phi[j]

    step = math.pi / 300
    _, theta, phi = least(np.arange(301) * step, np.arange(600) * step)
    near = np.linspace(-2 * step, 2 * step, 121)
    return least(theta + near, phi + near)[0]


def normalised(region, point):
    """How far out the point is, in half-axes: below 1 inside (for axes at right angles)."""
    offset = [point[k] - region.center[k] for k in range(3)]
    return math.sqrt(sum((dot(axis, offset) / dot(axis, axis)) ** 2 for axis in region.axes))


@settings(max_examples=60)
@given(
    angles=st.tuples(*[st.floats(0, 6.2)] * 3),
    half=st.tuples(*[st.floats(1.0, 40.0)] * 3),
    point=st.tuples(*[st.floats(-80, 80)] * 3),
)
def test_distance_to_any_ellipsoid_within_a_tenth_of_a_millimeter(angles, half, point):
    region = ellipsoid((3.0, -5.0, 7.0), turned(*angles, half))
    found = distance_mm(region, point)
    if normalised(region, point) <= 1.0:
        assert found == 0.0
    else:
        assert found == pytest.approx(sampled_ellipsoid_distance(region, point), abs=0.1)


@settings(max_examples=60)
@given(
    axes=st.tuples(*[st.tuples(*[st.floats(-20, 20)] * 3)] * 3),
    point=st.tuples(*[st.floats(-60, 60)] * 3),
)
def test_half_axes_need_not_stand_at_right_angles(axes, point):
    volume = abs(dot(axes[0], cross(axes[1], axes[2])))
    region = ellipsoid((0.0, 0.0, 0.0), axes)
    found = distance_mm(region, point)
    if volume > 50.0 and found > 0.0:
        assert found == pytest.approx(sampled_ellipsoid_distance(region, point), abs=0.1)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0, 0, 0), 0.0),
        ((10, 0, 0), 0.0),
        ((13, 0, 0), 3.0),
        ((0, -7, 0), 2.0),
        ((0, 0, 101), 99.0),
        ((0, 0, 2.5), 0.5),
    ],
)
def test_distance_along_the_axes(point, expected):
    region = ellipsoid((0, 0, 0), ((10.0, 0, 0), (0, 5.0, 0), (0, 0, 2.0)))
    assert distance_mm(region, point) == pytest.approx(expected, abs=1e-6)


def test_a_sphere_is_exact_everywhere():
    region = ellipsoid((1.0, 2.0, 3.0), ((6.0, 0, 0), (0, 6.0, 0), (0, 0, 6.0)))
    rng = random.Random(1)
    for _ in range(300):
        point = tuple(rng.uniform(-40, 40) for _ in range(3))
        expected = max(0.0, math.dist(point, (1.0, 2.0, 3.0)) - 6.0)
        assert distance_mm(region, point) == pytest.approx(expected, abs=1e-6)


def test_flat_and_empty_ellipsoids_do_not_fail():
    disc = ellipsoid((0, 0, 0), ((5.0, 0, 0), (0, 5.0, 0), (0, 0, 0)))
    assert distance_mm(disc, (0, 0, 4.0)) == pytest.approx(4.0, abs=1e-3)
    assert distance_mm(disc, (8.0, 0, 0)) == pytest.approx(3.0, abs=1e-3)
    needle = ellipsoid((0, 0, 0), ((1.0, 0, 9.0),) * 3)
    assert distance_mm(needle, (1.0, 0, 9.0)) == pytest.approx(0.0, abs=1e-3)
    assert distance_mm(needle, (1.0, 5.0, 9.0)) == pytest.approx(5.0, abs=1e-3)
    dot_only = ellipsoid((0, 0, 0), ((0, 0, 0),) * 3)
    assert distance_mm(dot_only, (3.0, 4.0, 0)) == 5.0
    assert distance_mm(ellipsoid((0, 0, 0), ()), (0, 0, 0)) == math.inf


def stack(polygons, heights, thickness, normal=(0.0, 0.0, 1.0)):
    """A contour stack: in-plane polygons set at heights along the normal."""
    normal = unit(normal)
    across, along = plane_axes(normal)

    def lift(corner, height):
        return tuple(
            corner[0] * across[k] + corner[1] * along[k] + height * normal[k] for k in range(3)
        )

    slabs = tuple(
        PlanarSlab(tuple(tuple(lift(c, height) for c in polygon) for polygon in polygons))
        for height in heights
    )
    return Region("c", "contours", normal=normal, thickness=thickness, slabs=slabs)


def in_frame(region, x, y, height):
    normal = unit(region.normal)
    across, along = plane_axes(normal)
    return tuple(x * across[k] + y * along[k] + height * normal[k] for k in range(3))


def winding_inside(polygons, x, y):
    """Even-odd by summed angles: another way than the crossing count under test."""
    inside = False
    for polygon in polygons:
        total = 0.0
        for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
            turn = math.atan2(by - y, bx - x) - math.atan2(ay - y, ax - x)
            total += (turn + math.pi) % (2 * math.pi) - math.pi
        inside ^= abs(total) > math.pi
    return inside


def sampled_stack_distance(polygons, heights, thickness, point):
    x, y, z = point
    best = math.inf
    for height in heights:
        gap = max(0.0, abs(z - height) - thickness / 2)
        if winding_inside(polygons, x, y):
            flat = 0.0
        else:
            flat = min(
                math.hypot(x - ax - s / 400 * (bx - ax), y - ay - s / 400 * (by - ay))
                for polygon in polygons
                for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], polygon[0]], strict=True)
                for s in range(401)
            )
        best = min(best, math.hypot(gap, flat))
    return best


@settings(max_examples=60)
@given(
    polygons=st.sampled_from([(SQUARE,), (SQUARE, HOLE), (ELL,), (STAR,)]),
    normal=st.sampled_from([(1.0, 0, 0), (0, 1.0, 0), (0, 0, -1.0), (1.0, 2.0, 3.0), (2.0, 0, 0)]),
    point=st.tuples(st.floats(-30, 40), st.floats(-30, 40), st.floats(-20, 30)),
)
def test_distance_to_any_stack_within_a_tenth_of_a_millimeter(polygons, normal, point):
    heights, thickness = (0.0, 4.0, 8.0), 4.0
    region = stack(polygons, heights, thickness, normal)
    expected = sampled_stack_distance(polygons, heights, thickness, point)
    assert distance_mm(region, in_frame(region, *point)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((10, 10, 0), 5.0),  # the middle of the hole: 5 mm to its rim
        ((2, 10, 0), 0.0),
        ((2, 10, 2.0), 0.0),  # the face of the slab
        ((2, 10, 3.5), 1.5),
        ((-3, 10, 0), 3.0),
        ((-3, 10, 6.0), 5.0),  # 3 beside, 4 above
    ],
)
def test_holes_gaps_and_corners(point, expected):
    region = stack((SQUARE, HOLE), (0.0,), 4.0)
    assert distance_mm(region, in_frame(region, *point)) == pytest.approx(expected, abs=1e-9)


def test_slabs_that_touch_leave_no_gap_and_those_that_do_not_do():
    whole, split = stack((SQUARE,), (0.0, 4.0), 4.0), stack((SQUARE,), (0.0, 8.0), 4.0)
    between = in_frame(whole, 10.0, 10.0, 2.0)
    assert contains(whole, between)
    assert contains(split, between)
    assert distance_mm(split, in_frame(split, 10.0, 10.0, 4.0)) == pytest.approx(2.0)


def test_an_empty_stack_is_infinitely_far():
    assert distance_mm(Region("c", "contours", thickness=4.0), (0, 0, 0)) == math.inf
    assert slab_height(PlanarSlab(()), (0, 0, 1.0)) is None


def test_directions_need_a_length():
    with pytest.raises(ValueError, match="length"):
        unit((0.0, 0.0, 0.0))
    for normal in ((1.0, 0, 0), (0, 1.0, 0), unit((1.0, 2.0, 3.0))):
        across, along = plane_axes(normal)
        for a, b in ((across, along), (across, normal), (along, normal)):
            assert dot(a, b) == pytest.approx(0.0, abs=1e-12)
        assert dot(along, along) == pytest.approx(1.0)
