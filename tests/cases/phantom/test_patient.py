import numpy as np
import pytest

from cases.phantom.patient import Patient, fat_fraction, trabecular_hu


def test_fat_fraction_rises_with_age_and_crosses_between_the_sexes():
    assert fat_fraction(25, "M") == pytest.approx(0.32)
    assert fat_fraction(25, "F") < fat_fraction(25, "M")
    assert fat_fraction(65, "F") > fat_fraction(65, "M")


def test_trabecular_attenuation_follows_the_published_law():
    assert trabecular_hu(20) == 226
    assert trabecular_hu(58) == 226 - 75


@pytest.mark.parametrize("age", [25, 50, 75])
def test_bone_volume_gives_the_attenuation_back(age):
    for seed in range(4):
        patient = Patient(seed, age)
        soft = -98 * patient.fat + 50 * (1 - patient.fat)
        assert (1 - patient.bone_volume) * soft + 1500 * patient.bone_volume == pytest.approx(
            patient.trabecular, abs=1e-6
        )


def test_patients_spread_around_the_law():
    values = [Patient(seed, 50).trabecular for seed in range(60)]
    assert abs(np.mean(values) - trabecular_hu(50)) < 10
    assert 14 < np.std(values) < 30


def test_streams_do_not_disturb_each_other():
    patient = Patient(4)
    first = patient.rng("a").random(3)
    patient.rng("b").random(100)
    assert np.array_equal(first, patient.rng("a").random(3))
    assert not np.array_equal(first, patient.rng("b").random(3))


def test_children_are_smaller_and_immature():
    child, adult = Patient(1, 6), Patient(1, 30)
    assert child.scale < 0.75 * adult.scale
    assert child.immaturity > 0.5
    assert adult.immaturity == 0
