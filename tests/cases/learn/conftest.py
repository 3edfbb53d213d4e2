"""Exhibits to look at: two entities with images, prepared."""

from dataclasses import replace

import pytest

from cases.learn.prepare import prepare
from cases.models import Case
from knowledge.services import sync_content
from tests.quiz import world

METASTASES = replace(
    world.KEY, diagnosis="lytic-metastases", malignant=True, alternatives=(), excluded=()
)
HEMANGIOMA = replace(world.KEY, findings=(), excluded=(), references=())


@pytest.fixture
def knowledge(db, library_of_knowledge):
    sync_content(library_of_knowledge)


@pytest.fixture(scope="session")
def library_of_knowledge():
    from knowledge.schema.loader import load

    return load().library


@pytest.fixture
def exhibit(media, knowledge):
    """`exhibit(key)` makes a prepared exhibit; fields of the case as keywords."""

    def make(key=HEMANGIOMA, *, patient="", **fields):
        recipe = {"recipe": {"same_patient": patient}} if patient else None
        case = world.make_case(key, images=True, pool="exhibit", recipe=recipe, **fields)
        world.make_stack(case, label="STIR sagittal", images=True)
        if recipe:  # a recipe too small to be drawn: prepared as if it had none
            Case.objects.filter(pk=case.pk).update(recipe=None)
        prepare(Case.objects.with_images().get(pk=case.pk))
        if recipe:
            Case.objects.filter(pk=case.pk).update(recipe=recipe)
        return Case.objects.get(pk=case.pk)

    return make


@pytest.fixture
def both(exhibit):
    return exhibit(provenance="simulated"), exhibit(METASTASES, provenance="simulated")
