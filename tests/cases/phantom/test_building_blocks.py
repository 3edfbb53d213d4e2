"""The helpers that disease models are made of."""

import numpy as np
import pytest

from cases.phantom.anatomy.arch import arch_distance
from cases.phantom.anatomy.bones import marrow_state
from cases.phantom.anatomy.chain import Spine
from cases.phantom.disease import edits, shapes
from cases.phantom.disease.base import DiseaseModel
from cases.phantom.disease.masses import Mass, paint_mass, paint_strut, place_mass, rim_point
from cases.phantom.fields import capsule, coverage, polygon, smooth_max, smooth_min, step, upsample
from cases.phantom.noise import Noise, tile
from cases.phantom.patient import Patient
from cases.phantom.scene import Scene
from cases.phantom.slab import Points


@pytest.fixture(scope="module")
def scene():
    return Scene(Patient(3, 45))


@pytest.fixture
def vertebra():
    return Spine(Patient(3, 45))["L3"]


def body_state(scene, level="L3", n=41):
    """Marrow on a lattice in the middle plane of a body."""
    v = scene.spine[level]
    v1, w1 = np.meshgrid(
        np.linspace(-v.half_depth, v.half_depth, n, dtype=np.float32),
        np.linspace(-v.height / 2, v.height / 2, n, dtype=np.float32),
    )
    local = (np.zeros(n * n, np.float32), v1.ravel(), w1.ravel())
    body = v.body(*local)
    keep = body.distance < 0
    local = tuple(q[keep] for q in local)
    body = v.body(*local)
    world = [
        np.float32(q) for q in zip(*(v.world(*p) for p in zip(*local, strict=True)), strict=True)
    ]
    points = Points(np.arange(keep.sum()), *(np.array(q, np.float32) for q in world))
    return marrow_state(scene, v, "body", local, points, -body.distance, body)


def at(state, v, w):
    return int(np.argmin((state.v - v) ** 2 + (state.w - w) ** 2))


def test_coverage_and_step():
    assert coverage(np.float32([-5, 0, 5]), 1.0).tolist() == [1, 0.5, 0]
    assert step(0, 2, np.float32([-1, 1, 3])).tolist() == [0, 0.5, 1]
    assert step(2, 0, np.float32([-1, 3])).tolist() == [1, 0]


def test_smooth_union_and_intersection_bracket_the_sharp_ones():
    a, b = np.float32([-2.0, 1.0, 0.2]), np.float32([-1.0, -3.0, 0.1])
    assert (smooth_max(a, b, 1.0) >= np.maximum(a, b) - 1e-6).all()
    assert (smooth_min(a, b, 1.0) <= np.minimum(a, b) + 1e-6).all()


def test_distances_of_simple_solids():
    zero = np.zeros(2, np.float32)
    d = capsule((np.float32([0, 5]), zero, zero), (0, 0, -10), (0, 0, 10), (2, 2))
    assert d == pytest.approx([-2, 3], abs=1e-5)
    square = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    assert polygon(np.float32([0, 3]), np.float32([0, 0]), square) == pytest.approx(
        [-1, 2], abs=1e-5
    )


def test_upsampling_keeps_samples_and_interpolates():
    up = upsample(np.float32([[0, 2, 4]]), 1, 2, 6)
    assert up.tolist() == [[0, 1, 2, 3, 4, 4]]


def test_noise_has_unit_spread_and_repeats_by_key():
    noise = Noise(3)
    x = np.linspace(0, 400, 40_000, dtype=np.float32)
    point = (x, 0.3 * x, -0.7 * x)
    for kind in ("fbm", "rough", "blob", "fine"):
        assert tile(kind, 64).std() == pytest.approx(1, abs=1e-3)
        near, far = noise(kind, point, 1.0, "a"), noise(kind, point, 2.5, "a")
        assert 0.7 < near.std() < 1.3 and 0.6 < far.std() < 1.3
    assert np.array_equal(noise("fbm", point, 1.0, "a"), noise("fbm", point, 1.0, "a"))
    assert (
        abs(np.corrcoef(noise("fbm", point, 1.0, "a"), noise("fbm", point, 1.0, "b"))[0, 1]) < 0.2
    )


def test_bands_corners_frames_and_veins_lie_where_they_say(scene):
    state = body_state(scene)
    v = scene.spine["L3"]
    top, middle, low = (
        at(state, 0, -0.44 * v.height),
        at(state, 0, 0),
        at(state, 0, 0.44 * v.height),
    )
    band = shapes.plate_band(state, "upper", 8.0, 1)
    assert band[top] > 0.8 and band[middle] < 0.2 and band[low] == 0
    corner = shapes.corner(state, "upper", True, 9.0, 1)
    assert corner[at(state, -0.85 * v.half_depth, -0.42 * v.height)] > 0.5
    assert corner[at(state, 0.8 * v.half_depth, -0.42 * v.height)] == 0
    rim = shapes.frame(state, 3.0, 1)
    assert rim[middle] == 0 and rim[top] > 0.5
    vein = shapes.central_vein(state)
    assert vein[at(state, 0.5 * v.half_depth, 0)] > 0.8 > vein[at(state, -0.8 * v.half_depth, 0)]
    share = shapes.patches(state, 0.5, 1.0, 0.5, 1).mean()
    assert 0.03 < share < 0.6


def test_columns_run_along_the_vertebra():
    u, v = np.meshgrid(
        np.linspace(-12, 12, 97, dtype=np.float32), np.linspace(-12, 12, 97, dtype=np.float32)
    )
    here = shapes.hexagonal(u, v, 0 * u, (3.4, 0.55, 0.0), 3)
    below = shapes.hexagonal(u, v, 0 * u + 9, (3.4, 0.55, 0.0), 3)
    assert np.allclose(here, below)
    assert 0.04 < here.mean() < 0.25


def test_mixing_and_tissue_follow_the_mineral_law(scene):
    state = body_state(scene)
    state.mix(1.0, fat=0.5, bone=0.0)
    assert state.tissue()["HU"] == pytest.approx(-24, abs=0.5)
    state.mix(1.0, bone=0.8)
    dense = state.tissue()
    assert dense["HU"].mean() > 1150
    assert (dense["W"] + dense["F"]).max() < 0.1
    state.scale(1.0, t1=2.0)
    state.mark(np.ones(len(state.u)), 7)
    assert (state.label == 7).all()


@pytest.mark.parametrize("side", ["upper", "lower"])
def test_plate_edits_take_bone_away(vertebra, side):
    zero = np.zeros(1, np.float32)
    w = np.float32([-0.5 if side == "upper" else 0.5]) * vertebra.height * 0.72
    assert vertebra.body(zero, zero, w).distance < -0.3
    terms = vertebra.upper_terms if side == "upper" else vertebra.lower_terms
    for edit in (
        lambda: edits.dent(vertebra, side, (0, 0), 6.0, 8.0),
        lambda: edits.biconcave(vertebra, side, 6.0),
        lambda: edits.h_shape(vertebra, side, 6.0),
        lambda: edits.plate_step(vertebra, side, 6.0),
    ):
        edit()
        assert vertebra.body(zero, zero, w).distance > 0
        assert vertebra.body(zero, zero, zero).distance < -3
        terms.clear()


def test_wall_edits_move_the_wall(vertebra):
    zero = np.zeros(1, np.float32)
    back = np.float32([vertebra.half_depth + 2.0])
    assert vertebra.body(zero, back, zero).distance > 0.5
    edits.bulge_wall(vertebra, (0, 0), 5.0, (9, 9))
    assert vertebra.body(zero, back, zero).distance < 0
    edits.scallop_wall(vertebra, 9.0)
    assert vertebra.body(zero, back, zero).distance > 0
    front = np.float32([-vertebra.half_depth * 0.98])
    before = vertebra.body(zero, front, zero).distance
    edits.square(vertebra, 2.0)
    assert vertebra.body(zero, front, zero).distance < before - 1


def test_arch_grows(vertebra):
    p = vertebra.arch
    point = (
        np.float32([p["pedicle_offset"] + p["pedicle_width"] + 0.6]),
        np.float32([vertebra.half_depth]),
    )
    w = np.float32([p["pedicle_level"]])
    assert arch_distance(vertebra, *point, w) > 0
    edits.enlarge_arch(vertebra, 1.3)
    assert arch_distance(vertebra, *point, w) < 0.1


def test_mass_and_strut_are_painted_and_labelled(make_stack):
    scene = Scene(Patient(5, 50))
    at_side = place_mass(scene, "L3", "psoas", (14, 12, 30), 1)
    mass = Mass("L3", at_side, (14, 12, 30), 1, label=4)
    center = scene.spine["L3"].world(*at_side)
    stack = make_stack(1, center=tuple(float(q) for q in center))
    slab = scene.slab(stack.grid(0))
    paint_mass(scene, slab, mass, "pus", rim={"GD": 1.0})
    middle = tuple(n // 2 for n in slab.grid.shape)
    assert slab.label[middle] == 4
    assert slab.maps["T2"][middle] > 120
    assert slab.maps["GD"][middle] < 0.5 < slab.maps["GD"][0][slab.label[0] == 4].max()
    upper, lower = scene.spine["L3"], scene.spine["L4"]
    ends = rim_point(upper, "lower", 0, 2), rim_point(lower, "upper", 0, 2)
    middle_slab = scene.slab(make_stack(1, center=tuple(np.mean(ends, axis=0))).grid(0))
    before = middle_slab.maps["HU"][0, 60, 50]
    paint_strut(scene, middle_slab, *ends, 3.0, HU=700, label=9)
    assert before < 150 < 600 < middle_slab.maps["HU"][0, 60, 50]
    assert (middle_slab.label == 9).sum() > 5


def test_scatter_keeps_foci_apart():
    class Probe(DiseaseModel):
        pass

    Probe.slug = "probe"
    scene = Scene(Patient(5, 50))
    probe = Probe(scene.patient)
    probe.attach(scene)
    foci = probe.scatter(["L2"], [8, 8, 8])
    for a in foci:
        for b in foci:
            if a is not b:
                assert np.linalg.norm(np.subtract(a.center, b.center)) > 7
    assert len({f.label for f in foci}) == 3
    assert scene.lesions[0].level == "L2"
