"""One patient on every grid: the rule that two modalities show the same disease."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from cases.phantom.grid import Stack
from cases.phantom.study import CaseSpec, Study

HASH = """
import hashlib
from cases.phantom.study import CaseSpec, DiseaseSpec, Study
spec = CaseSpec.from_json({text!r})
study = Study(spec)
((stack, protocols),) = study.groups(["T1"])
(shot,) = study.slices(stack, protocols, [7])
print(hashlib.sha256(shot["T1"].pixels.tobytes() + shot["T1"].labels.tobytes()).hexdigest())
"""


def test_same_bits_in_two_processes(make_case):
    text = make_case(slug="lytic-metastases").to_json()
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASH.format(text=text)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    }
    assert len(hashes) == 1
    study = Study(CaseSpec.from_json(text))
    ((stack, protocols),) = study.groups(["T1"])
    list(study.slices(stack, protocols, [3]))  # another slice first: order must not matter
    (shot,) = study.slices(stack, protocols, [7])
    here = hashlib.sha256(shot["T1"].pixels.tobytes() + shot["T1"].labels.tobytes()).hexdigest()
    assert hashes == {here + "\n"}


def label_volume(scene, stack):
    return np.stack([s.label for s in scene.slabs(stack.grids(), ("W",))])[:, 0]


@pytest.mark.parametrize("slug", ["lytic-metastases", "vertebral-hemangioma", "paget-disease"])
def test_lesion_mask_does_not_depend_on_the_grid(make_case, slug):
    """Samples that two grids of other spacing and extent share carry the same label."""
    scene = make_case(slug=slug).scene()
    level = scene.lesions[0].level
    x, y, z = (float(np.float32(c)) for c in scene.spine[level].center)
    fine = Stack("sagittal", (x, y, z), 3, 4.0, 0, 1, 81, 81, 0.75)
    coarse = Stack("sagittal", (x, y, z), 3, 4.0, 0, 1, 61, 41, 1.5)
    a, b = label_volume(scene, fine), label_volume(scene, coarse)
    # rows: 81 x 0.75 spans +-30 mm, 61 x 1.5 spans +-45 mm, both centred on a sample
    shared_a = a[:, ::2, ::2]
    shared_b = b[:, 10:51, :]
    assert shared_a.shape == shared_b.shape
    assert (shared_a > 0).sum() > 20
    dice = (
        2 * ((shared_a > 0) & (shared_b > 0)).sum() / ((shared_a > 0).sum() + (shared_b > 0).sum())
    )
    assert dice == 1.0
    assert np.array_equal(shared_a, shared_b)


def test_tilted_axial_grid_sees_the_same_lesion(make_case):
    scene = make_case(slug="lytic-metastases").scene()
    v = scene.spine[scene.lesions[0].level]
    x, y, z = (float(c) for c in v.center)
    axial = Stack("axial", (x, y, z), 1, 1.0, 0, 1, 41, 41, 1.5, tilt=0.3)
    slab = scene.slab(axial.grid(0), ("W",))
    hits = np.argwhere(slab.label > 0)
    assert len(hits) > 20
    grid = axial.grid(0)
    same = []
    for i, k, j in hits[:: max(len(hits) // 16, 1)]:
        wy, wz = grid.world(grid.y[j], grid.z[k])
        one = Stack("sagittal", (float(grid.x[i]), float(wy), float(wz)), 1, 1.0, 0, 1, 9, 9, 0.8)
        small = scene.slab(one.grid(0), ("W",))
        same.append(small.label[0, 4, 4] == slab.label[i, k, j])
    assert np.mean(same) >= 0.9  # a sample on a border may fall either way by rounding


def test_geometry_is_where_the_grid_is():
    for stack in (
        Stack("sagittal", (1.0, 20.0, -30.0), 5, 4.0, 0.4, 4, 30, 20, 0.7),
        Stack("axial", (1.0, 20.0, -30.0), 4, 3.0, 0.5, 2, 30, 20, 0.7, tilt=0.4),
    ):
        geometry = stack.geometry()
        for k in (0, stack.count - 1):
            grid = stack.grid(k)
            x, y, z = (np.broadcast_to(q, grid.shape) for q in grid.axes())
            images = [stack.to_image(q).mean(0) for q in (x, y, z)]
            for row, column in ((0, 0), (7, 3), (29, 19)):
                here = [float(q[row, column]) for q in images]
                lps = geometry.patient_point(k, row, column)
                assert np.allclose(lps, (here[0], here[1], -here[2]), atol=1e-3)
        positions = np.array(geometry.image_position_patient)
        steps = np.linalg.norm(np.diff(positions, axis=0), axis=1)
        assert np.allclose(steps, geometry.spacing_between_slices)


def test_round_trip_of_a_spec(make_case):
    spec = make_case(
        slug="paget-disease", difficulty="hard", axial_levels=("L3/4",), series=("T1", "CT")
    )
    assert CaseSpec.from_json(spec.to_json()) == spec
    with pytest.raises(ValueError, match="Unknown"):
        CaseSpec.from_json(spec.to_json().replace('"CT"', '"PET"'))


def test_a_slice_does_not_depend_on_those_drawn_with_it(make_case):
    study = Study(make_case(slug="lytic-metastases"))
    ((stack, protocols),) = study.groups(["CT"])
    assert stack.batch == 2
    run = {s["CT"].index: s["CT"] for s in study.slices(stack, protocols, [10, 11, 12])}
    (alone,) = (s["CT"] for s in study.slices(stack, protocols, [11]))
    assert np.array_equal(run[11].pixels, alone.pixels)
    assert np.array_equal(run[11].labels, alone.labels)
    (last,) = (s["CT"] for s in study.slices(stack, protocols, [stack.count - 1]))
    assert last.pixels.shape == (stack.rows, stack.columns)
    assert not np.array_equal(run[10].pixels, run[11].pixels)
