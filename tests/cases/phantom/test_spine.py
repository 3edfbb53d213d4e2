import numpy as np
import pytest

from cases.phantom.anatomy.chain import LevelEdit, Spine
from cases.phantom.anatomy.tables import LEVELS
from cases.phantom.patient import Patient


def spines(count=25, **rest):
    return [Spine(Patient(seed, 40, "M", **rest)) for seed in range(count)]


def lordosis(spine):
    return np.rad2deg(spine["S1"].tilt - spine["L1"].tilt)


def test_lordosis_of_recumbent_adults():
    angles = [lordosis(s) for s in spines()]
    assert 35 < np.mean(angles) < 55
    assert 4 < np.std(angles) < 14


def test_body_sizes_are_plausible():
    depth = [2 * s[n].half_depth for s in spines() for n in ("L2", "L3", "L4", "L5")]
    width = [2 * s[n].half_width for s in spines() for n in ("L2", "L3", "L4", "L5")]
    assert 33 < np.mean(depth) < 37  # mean 35.0 (29.5-42.0), Clouthier 2023
    assert 44 < np.mean(width) < 49.5  # mean 46.7 (39.4-58.8)


def test_bodies_do_not_overlap():
    for spine in spines(10):
        for upper, lower in zip(spine.vertebrae[:-1], spine.vertebrae[1:], strict=True):
            middle = upper.world(0, 0, upper.height / 2)
            _, _, w = lower.local(*(np.float32(c) for c in middle))
            assert w < -lower.height / 2 + 1.5, (upper.name, lower.name)


def test_local_and_world_are_inverse():
    for v in Spine(Patient(3, 40, scoliosis=30)).vertebrae:
        point = v.world(3.0, -5.0, 7.0)
        back = v.local(*(np.float64(c) for c in point))
        assert np.allclose(back, (3, -5, 7), atol=1e-6)
        assert np.allclose(v.axes @ v.axes.T, np.eye(3), atol=1e-9)


def test_wedge_tips_the_spine_above_forwards():
    patient = Patient(5, 60)
    plain, wedged = Spine(patient), Spine(patient, {"L1": LevelEdit(anterior=0.6)})
    assert wedged["L1"].anterior < 0.65 * plain["L1"].anterior
    assert wedged["T10"].tilt > plain["T10"].tilt + 0.05
    assert wedged["T8"].center[1] < plain["T8"].center[1]  # forwards is smaller y


def test_scoliosis_is_as_large_as_asked():
    straight, bent = Spine(Patient(7, 40, scoliosis=0)), Spine(Patient(7, 40, scoliosis=30))

    def swing(spine):
        tilts = [v.coronal for v in spine.vertebrae if v.region in "TL"]
        return np.rad2deg(max(tilts) - min(tilts))

    assert swing(straight) < 3
    assert swing(bent) == pytest.approx(30, abs=8)


def test_edit_of_one_level_leaves_the_other_bodies_alone():
    patient = Patient(5, 60)
    plain, edited = Spine(patient), Spine(patient, {"L1": LevelEdit(height=0.5)})
    for name in LEVELS:
        if name != "L1":
            assert plain[name].half_width == edited[name].half_width
            assert plain[name].outline == edited[name].outline
