"""Laws that must hold in the images, measured on noise-free signals of a coarse lattice."""

import numpy as np
import pytest

from cases.phantom.fields import bell
from cases.phantom.imaging.protocols import SERIES
from cases.phantom.imaging.stacks import stack_of
from cases.phantom.measure import measure
from cases.phantom.study import Study
from cases.phantom.tissue import PARTS, TISSUES, TissueMaps


def uniform(tissue):
    maps = TissueMaps((4,))
    maps.blend(np.ones(4, np.float32), TISSUES[tissue]._asdict())
    return maps


def signal(tissue, series):
    water, fat = SERIES[series].sequence.signal(uniform(tissue))
    return float(np.abs(water + fat)[0])


def test_fat_is_bright_on_t1_and_gone_on_stir_and_fat_saturation():
    assert signal("fat", "T1") > 1.5 * signal("muscle", "T1")
    assert signal("fat", "STIR") < 0.5 * signal("muscle", "STIR")
    assert signal("fat", "T1G") < 0.4 * signal("muscle", "T1G")


def test_csf_is_dark_on_t1_and_the_brightest_on_t2():
    assert signal("csf", "T1") < signal("cord", "T1")
    others = set(TISSUES) - {"csf", "fluid"}
    assert signal("csf", "T2") > 1.1 * max(signal(t, "T2") for t in others)


def test_contrast_brightens_tumor_only_with_contrast():
    assert signal("tumor", "T1G") > 1.3 * signal("muscle", "T1G")
    assert abs(signal("tumor", "T1") / signal("muscle", "T1") - 1) < 0.15


def test_restricted_tissue_is_bright_on_diffusion():
    assert signal("tumor", "DWI") > 1.4 * signal("fluid", "DWI")


@pytest.mark.parametrize(("age", "sex"), [(20, "M"), (50, "F"), (80, "F")])
def test_marrow_of_a_normal_spine_follows_age(make_case, make_stack, age, sex):
    case = make_case(seed=2, age=age, sex=sex)
    scene = case.scene()
    density, share = [], []
    for grid in make_stack(3, rows=90, columns=90).grids():
        slab = scene.slab(grid)
        body = slab.part == PARTS["body"]
        assert body.sum() > 300
        fat, water = slab.maps["F"][body], slab.maps["W"][body]
        density.append(slab.maps["HU"][body])
        share.append(fat / (fat + water))
    density, share = np.concatenate(density), np.concatenate(share)
    assert np.median(density) == pytest.approx(case.patient().trabecular, abs=25)
    assert np.median(share) == pytest.approx(case.patient().fat, abs=0.09)


@pytest.mark.parametrize("age", [15, 35, 60, 85])
@pytest.mark.parametrize("sex", ["F", "M"])
def test_normals_of_all_ages_render_without_a_hole(make_case, make_stack, age, sex):
    scene = make_case(seed=age, age=age, sex=sex).scene()
    slab = scene.slab(make_stack(1, pixel=2.5, rows=80, columns=60).grid(0))
    for name in slab.maps.names:
        field = slab.maps[name]
        assert field.dtype == np.float32
        assert np.isfinite(field).all(), name
    assert not slab.label.any()
    for part in ("body", "disc", "csf"):
        assert (slab.part == PARTS[part]).sum() > 20, part


def test_opposed_phase_tells_marrow_from_tumor(make_case):
    benign = measure(make_case(slug="vertebral-hemangioma", difficulty="hard"), slices=7)
    malignant = measure(make_case(slug="lytic-metastases", difficulty="easy"), slices=7)
    assert benign.drop > 20
    assert malignant.drop < 20
    # About as dark as disc and muscle; single metastases differ by a fifth.
    assert malignant.t1_disc < 1.2
    assert malignant.t1_muscle < 1.2
    assert malignant.ratio["STIR"] > 2
    assert malignant.adc < 1.05 < TISSUES["fluid"].ADC
    assert benign.t1_muscle > 1.3


def test_stored_values_fit_their_type(make_case):
    case = make_case(slug="lytic-metastases")
    study = Study(case)
    for name in ("T2", "CT", "ADC"):
        ((stack, protocols),) = study.groups([name])
        (shot,) = study.slices(stack, protocols, [stack.count // 2])
        pixels = shot[name].pixels
        assert pixels.shape == (stack.rows, stack.columns) == shot[name].labels.shape
        assert pixels.dtype == (np.int16 if name == "CT" else np.uint16)
        low, high = np.percentile(pixels, (1, 99))
        assert high - low > 200
        assert (pixels == pixels.max()).mean() < 0.03


def test_series_of_one_grid_share_one_drawing(make_case):
    study = Study(make_case())
    groups = study.groups(["T1", "T2", "STIR", "CT"])
    assert [len(members) for _, members in groups] == [3, 1]
    assert stack_of(study.scene, study.spec, SERIES["T1"]) == groups[0][0]


def test_children_have_growth_plates(make_case):
    child, adult = (make_case(age=a).scene().spine["L3"] for a in (8, 40))
    u = v = np.zeros(1, np.float32)
    gap = adult.body(u, v, np.float32([-adult.height / 2 + adult.upper_concavity + 0.4])).distance
    assert child.growth_plate > 0.8
    assert adult.growth_plate == 0
    assert gap < 0.5
    assert bell(np.float32(0), 1.0) == 1
