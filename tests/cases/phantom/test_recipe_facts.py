"""An entity's teaching takes over what the knowledge content already says."""

from collections import Counter

import pytest

from cases.answerkey.types import NextStep
from cases.phantom.recipes.facts import SPECIFIC_TESTS, complete, further_tests
from cases.phantom.recipes.types import EntityTeaching
from knowledge.schema.loader import load as load_content


@pytest.fixture(scope="module")
def library():
    return load_content().library


def test_gaps_are_filled_from_the_content(library):
    done = complete({"bone-islands": EntityTeaching("bone-islands")}, library)["bone-islands"]
    assert done.malignant is False
    assert done.ct_class == "sclerotic"
    assert {s.slug: s.verdict for s in done.next_steps}["biopsy-lesion"] == "harmful"
    assert all(s.text for s in done.next_steps)


def test_what_the_recipe_says_stays(library):
    own = EntityTeaching(
        "bone-islands", ct_class="mixed", next_steps=(NextStep("x", "X", "best"),)
    )
    done = complete({"bone-islands": own}, library)["bone-islands"]
    assert done.ct_class == "mixed"
    assert [s.slug for s in done.next_steps] == ["x"]


def test_malignant_follows_the_kind(library):
    done = complete({"lytic-metastases": EntityTeaching("lytic-metastases")}, library)
    assert done["lytic-metastases"].malignant is True


def test_a_normal_case_has_one_best_step(library):
    done = complete({"normal": EntityTeaching("normal", extent="normal")}, library)["normal"]
    assert [s.slug for s in done.next_steps if s.verdict == "best"] == ["leave-alone"]
    assert done.next_steps[0].text


def test_an_unknown_entity_is_an_error(library):
    with pytest.raises(KeyError):
        complete({"no-such": EntityTeaching("no-such")}, library)


def test_no_next_step_belongs_to_one_diagnosis_alone(library):
    teaching = {one.slug: EntityTeaching(one.slug) for one in library.entities}
    offered = Counter(
        step.slug for done in complete(teaching, library).values() for step in done.next_steps
    )
    assert all(offered[test] >= 3 for test in SPECIFIC_TESTS), offered


def test_tests_that_may_be_right_are_not_called_neutral(library):
    entities = {one.slug: one for one in library.entities}
    for entity in entities.values():
        near = {
            option.option for slug in entity.differential for option in entities[slug].management
        }
        own = {option.option for option in entity.management}
        assert not set(further_tests(entity, entities)) & (near | own)


def test_no_management_option_names_an_entity(library):
    names = {
        name.lower()
        for entity in library.entities
        for name in (entity.name, entity.short_name, *entity.synonyms)
    } | {"myeloma", "fluorosis", "sarcoid", "hemangioma", "paget"}
    for option in library.management:
        if option.slug == "treat-metastases":  # offered with every case
            continue
        told = f"{option.slug.replace('-', ' ')} {option.text}".lower()
        assert not [name for name in names if name in told], option.slug
