"""Cases of one entity differ as much as patients do: at least half of the published SD."""

import numpy as np
import pytest

from cases.phantom.disease.base import build
from cases.phantom.disease.dense_foci import SOFT
from cases.phantom.patient import HU_BONE, Patient

PATIENTS = [Patient(seed=k, age=30 + k % 45, sex="FM"[k % 2]) for k in range(60)]


def attenuation(p):
    return float(np.mean([bone * HU_BONE + (1 - bone) * SOFT for bone in p["bone"]]))


#: Entity, number of a case, its published SD and the source.
PUBLISHED = [
    ("bone-islands", attenuation, 239, "ulano-2016, HU"),
    ("sclerotic-metastases", attenuation, 176, "ulano-2016, HU"),
    ("hemispherical-spondylosclerosis", lambda p: np.mean(p["hu"]), 96, "hsmr-2017, HU"),
    ("multiple-myeloma", lambda p: p["nodule"]["adc"], 0.232, "koutoulidis-2017, focal"),
    ("multiple-myeloma", lambda p: p["film"]["adc"], 0.135, "koutoulidis-2017, diffuse"),
    (
        "diffuse-marrow-infiltration-metastases",
        lambda p: p["tumor"]["adc"],
        0.135,
        "koutoulidis-2017, diffuse",
    ),
    ("multifocal-tuberculosis", lambda p: p["bone_marrow"]["adc"], 0.25, "madhok-2016, bone"),
    ("multifocal-tuberculosis", lambda p: p["pus"]["ADC"], 0.30, "madhok-2016, abscess"),
    ("axial-spondyloarthritis", lambda p: p["edema"]["adc"], 0.38, "Ai, active lesions"),
]


@pytest.mark.parametrize(("slug", "number", "published", "source"), PUBLISHED)
def test_the_drawn_numbers_spread_at_least_half_as_much(slug, number, published, source):
    values = [number(build(one, slug).p) for one in PATIENTS]
    assert np.std(values) >= 0.5 * published, source


@pytest.mark.parametrize("slug", ["lytic-metastases", "diffuse-marrow-infiltration-metastases"])
def test_the_tumor_of_one_patient_is_not_that_of_the_next(slug):
    """About half of all foci do not stand out on plain T2, so its water varies widely."""
    t2 = [build(one, slug).p["tumor"]["t2"] for one in PATIENTS]
    assert np.std(t2) > 15
    assert min(t2) < 62 < 112 < max(t2)


def test_dense_metastases_are_drawn_from_scar_to_living_tumor():
    living = [build(one, "sclerotic-metastases").p["living"] for one in PATIENTS]
    assert np.percentile(living, 15) < 0.25
    assert np.percentile(living, 85) > 0.75
