"""What every disease model must keep; new models are checked by being registered."""

import json

import numpy as np
import pytest

from cases.phantom.anatomy.arch import arch_distance
from cases.phantom.disease.base import REGISTRY, DiseaseModel, build, load
from cases.phantom.disease.draws import RECIPES, Draws
from cases.phantom.patient import Patient
from cases.phantom.tissue import PARTS

WORKED = ("vertebral-hemangioma", "lytic-metastases", "paget-disease")


def test_registry_finds_models_by_slug():
    assert set(WORKED) <= set(load())
    for slug, model in REGISTRY.items():
        assert model.slug == slug
        assert model.__module__.endswith(slug.replace("-", "_"))
    with pytest.raises(KeyError):
        build(Patient(), "no-such-entity")


@pytest.mark.parametrize("slug", sorted(load()))
@pytest.mark.parametrize("difficulty", ["easy", "typical", "hard"])
def test_draws_are_json_vary_with_the_seed_and_repeat(slug, difficulty):
    drawn = [build(Patient(seed, 45), slug, {}, difficulty).p for seed in (1, 2, 2)]
    assert json.loads(json.dumps(drawn[0])) == drawn[0]
    assert drawn[0] != drawn[1]
    assert drawn[1] == drawn[2]


def test_params_replace_draws_and_unknown_ones_are_refused():
    model = build(Patient(1), "paget-disease", {"levels": ["L4"]})
    assert model.p["levels"] == ["L4"]
    with pytest.raises(ValueError, match="knows no parameter"):
        build(Patient(1), "paget-disease", {"colour": "red"})


def in_bone(scene, points):
    """Whether world points lie in a body or an arch, give or take the coarse sampling."""
    inside = np.zeros(len(points[0]), bool)
    for v in scene.spine.vertebrae:
        local = v.local(*points)
        near = np.abs(local[2]) < 60
        inside[near] |= v.body(*(q[near] for q in local)).distance < 1.0
        if v.region != "S":
            inside[near] |= arch_distance(v, *(q[near] for q in local)) < 2.0
    return inside


@pytest.mark.parametrize("slug", WORKED)
def test_lesions_lie_in_bone_or_in_a_named_mass(make_case, make_stack, slug):
    scene = make_case(seed=6, slug=slug, difficulty="easy").scene()
    assert scene.lesions
    seen, good = set(), []
    for slab in scene.slabs(make_stack(7, rows=150, columns=80, spacing=6.0).grids(), ("W",)):
        hit = slab.label > 0
        x, y, z = (np.broadcast_to(q, hit.shape)[hit] for q in slab.grid.axes())
        elsewhere = np.isin(slab.part[hit], [PARTS["mass"], PARTS["sacrum"]])
        good.append(in_bone(scene, (x, y, z)) | elsewhere)
        seen |= set(np.unique(slab.label[hit]))
    good = np.concatenate(good)
    assert len(good) > 30
    assert good.mean() > 0.99
    assert seen <= {q.label for q in scene.lesions}


def test_disease_leaves_healthy_levels_alone(make_case, make_stack):
    case = make_case(seed=4, slug="paget-disease", difficulty="easy")
    ill, well = case.scene(), case.without_disease().scene()
    level = {q.level for q in ill.lesions}
    healthy = next(n for n in ("L3", "L4", "L2", "L5") if n not in level)
    shift = ill.spine[healthy].center - well.spine[healthy].center
    assert ill.spine[healthy].outline == well.spine[healthy].outline
    assert np.abs(shift[0]) < 1e-6


def test_two_diseases_share_one_spine(make_case, make_stack):
    from dataclasses import replace

    from cases.phantom.study import DiseaseSpec

    case = replace(
        make_case(seed=8),
        diseases=(DiseaseSpec("vertebral-hemangioma"), DiseaseSpec("lytic-metastases")),
    )
    scene = case.scene()
    assert {q.disease for q in scene.lesions} == {"vertebral-hemangioma", "lytic-metastases"}
    assert len({q.label for q in scene.lesions}) == len(scene.lesions)


def test_recipes_stay_in_their_range():
    draws = Draws(np.random.default_rng(0), "typical")
    for name, rows in RECIPES.items():
        values = [draws.recipe(name) for _ in range(40)]
        for key, (mean, sd, low, high) in rows.items():
            column = [v[key] for v in values]
            assert low <= min(column) and max(column) <= high
            if sd > 0.01 * abs(mean):
                assert np.std(column) > 0
            assert np.mean(column) == pytest.approx(mean, abs=max(sd, 1e-3))


def test_a_model_without_a_slug_is_not_registered():
    before = dict(REGISTRY)

    class Nameless(DiseaseModel):
        pass

    assert before == REGISTRY
