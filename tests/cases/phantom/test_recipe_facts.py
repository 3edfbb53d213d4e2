"""An entity's teaching takes over what the knowledge content already says."""

import pytest

from cases.answerkey.types import NextStep
from cases.phantom.recipes.facts import complete
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
