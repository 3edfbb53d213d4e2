import pytest

from cases.phantom.grid import Stack
from cases.phantom.study import CaseSpec, DiseaseSpec


def small(seed=3, age=50, sex="F", slug="", difficulty="typical", **rest):
    """A case on a coarse matrix."""
    diseases = (DiseaseSpec(slug, {}, difficulty),) if slug else ()
    return CaseSpec(seed=seed, age=age, sex=sex, diseases=diseases, pixel_scale=2.5, **rest)


def lattice(count=5, pixel=1.5, rows=120, columns=100, center=(0.0, 18.0, 8.0), spacing=6.0):
    """A coarse sagittal stack around L3, one sample a slice."""
    return Stack("sagittal", center, count, spacing, 0.0, 1, rows, columns, pixel)


@pytest.fixture(scope="session")
def make_case():
    return small


@pytest.fixture(scope="session")
def make_stack():
    return lattice
