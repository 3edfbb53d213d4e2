"""What an entity's teaching takes over from the knowledge content, so that it stands once."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace

from cases.answerkey.types import NORMAL, NextStep
from cases.phantom.recipes.types import EntityTeaching
from knowledge.schema.types import Entity, Library

#: The next steps of a case without disease; the reasons are general teaching.
NORMAL_STEPS = (
    NextStep("leave-alone", "", "best", "Nothing here needs treatment or further imaging."),
    NextStep("compare-earlier", "", "acceptable", "Earlier imaging confirms that nothing is new."),
    NextStep("follow-up-mr", "", "neutral", "Nothing on these images asks for a follow-up."),
    NextStep("biopsy-lesion", "", "harmful", "There is no lesion: a biopsy can only harm."),
    NextStep("treat-metastases", "", "harmful", "There is no metastasis to treat."),
)


#: Tests of one disease each. A few of those that do not belong to a case stand among its next
#: steps: a list with its own test alone would give the diagnosis away.
SPECIFIC_TESTS = (
    "labs-calcium",
    "labs-protein",
    "labs-hemoglobin",
    "labs-iron",
    "labs-tryptase",
    "labs-fluoride",
    "labs-storage",
    "labs-infection",
    "skin-history",
    "mr-sacroiliac",
    "field-plan",
    "drug-chart",
)
#: How many of them each case offers beside its own.
FURTHER_TESTS = 3
NOT_ASKED_FOR = "It does no harm, but it does not answer the question that these images put."


def complete(
    teaching: Mapping[str, EntityTeaching], library: Library
) -> dict[str, EntityTeaching]:
    """Return the teaching of every diagnosis with its gaps filled from the content.

    Raises KeyError for teaching of an entity that the content does not have.
    """
    entities = {one.slug: one for one in library.entities}
    texts = {one.slug: one.text for one in library.management}
    return {
        slug: _normal(own, texts) if slug == NORMAL else _fill(own, entities, slug, texts)
        for slug, own in teaching.items()
    }


def further_tests(entity: Entity, entities: Mapping[str, Entity]) -> list[str]:
    """Return tests of other diseases, always the same for an entity.

    What the entity's own management or a neighbor of its differential asks for is left out: there
    the test may well be right.
    """
    near = [entity, *(entities[slug] for slug in entity.differential if slug in entities)]
    asked = {one.option for neighbor in near for one in neighbor.management}
    rest = [slug for slug in SPECIFIC_TESTS if slug not in asked]
    return sorted(rest, key=lambda slug: zlib.crc32(f"{entity.slug} {slug}".encode()))[
        :FURTHER_TESTS
    ]


def _fill(
    own: EntityTeaching, entities: Mapping[str, Entity], slug: str, texts: Mapping[str, str]
) -> EntityTeaching:
    entity = entities[slug]
    steps = tuple(
        NextStep(one.option, texts[one.option], one.verdict, one.reason, " ".join(one.sources[:1]))
        for one in entity.management
    ) + tuple(
        NextStep(test, texts[test], "neutral", NOT_ASKED_FOR)
        for test in further_tests(entity, entities)
    )
    malignant = entity.kind == "malignant" if own.malignant is None else own.malignant
    return replace(
        own,
        malignant=malignant,
        ct_class=own.ct_class or entity.ct_class,
        ct_class_alternatives=own.ct_class_alternatives or entity.ct_class_alternatives,
        compartments=own.compartments or entity.compartments,
        next_steps=own.next_steps or steps,
    )


def _normal(own: EntityTeaching, texts: Mapping[str, str]) -> EntityTeaching:
    steps = tuple(replace(one, text=texts[one.slug]) for one in NORMAL_STEPS)
    return replace(own, malignant=False, next_steps=own.next_steps or steps)
