"""What holds for the content that ships."""

import re

import pytest

from knowledge.schema.types import SEQUENCES

SHARED_MISTAKES = ("oedema", "haem", "tumour", "anaemi", "leukaemi", "colour", "centre")


def prose(entity):
    yield entity.summary
    for name in ("pitfalls", "next_steps", "teaching_points", "why_it_mimics", "clinical_context"):
        yield from (claim.text for claim in getattr(entity, name))
    yield from (row.appearance for row in entity.imaging.values())
    yield from (sign.description for sign in entity.signs)


def test_all_entities_load(library):
    assert len(library.entities) == 43
    kinds = [entity.kind for entity in library.entities]
    assert kinds.count("mimic") == 37 and kinds.count("malignant") == 6


def test_the_seven_groups_and_the_controls_are_all_used(library):
    assert len(library.groups) == 8
    assert {entity.group for entity in library.entities} == {item.slug for item in library.groups}
    malignant = {entity.slug for entity in library.entities if entity.group == "malignant"}
    assert malignant == {entity.slug for entity in library.entities if entity.kind == "malignant"}


def test_every_entity_can_teach(library):
    for entity in library.entities:
        assert {"ct", "t1", "t2", "stir"} <= set(entity.imaging), entity.slug
        assert set(entity.imaging) <= set(SEQUENCES)
        assert entity.discriminators and entity.signs, entity.slug
        assert entity.next_steps and entity.management, entity.slug
        assert entity.differential, entity.slug
        verdicts = [item.verdict for item in entity.management]
        assert verdicts.count("best") == 1, entity.slug
        assert "harmful" in verdicts, entity.slug


def test_a_malignant_entity_is_never_left_alone(library):
    for entity in library.entities:
        verdicts = {item.option: item.verdict for item in entity.management}
        if entity.kind == "malignant":
            assert verdicts["leave-alone"] == "harmful", entity.slug
        else:
            assert verdicts["treat-metastases"] == "harmful", entity.slug


def test_every_reference_is_used_and_no_snomed_code_slips_in(library):
    text = repr(library.entities)
    for reference in library.references:
        assert reference.id in text, reference.id
    assert "snomed" not in text.lower()


def test_the_interface_spells_american(library):
    for entity in library.entities:
        for sentence in prose(entity):
            assert not any(word in sentence.lower() for word in SHARED_MISTAKES), sentence


def test_prose_is_sentences(library):
    for entity in library.entities:
        for sentence in prose(entity):
            assert sentence[-1] in ".!?", sentence
            assert not re.match(r"[a-z]{3,}", sentence), sentence


@pytest.mark.parametrize(
    ("slug", "finding", "typicality"),
    [
        ("vertebral-hemangioma", "polka-dot", "usual"),
        ("paget-disease", "picture-frame", "usual"),
        ("focal-nodular-marrow-hyperplasia", "t2-halo", "never"),
        ("lytic-metastases", "fluid-sign", "rare"),
        ("hemispherical-spondylosclerosis", "disc-narrowed", "always"),
    ],
)
def test_known_typicalities(library, slug, finding, typicality):
    entity = next(item for item in library.entities if item.slug == slug)
    assert entity.findings[finding] == typicality


def test_findings_are_enough_for_quizzes_and_each_is_shown_by_somebody(library):
    assert len(library.findings) >= 80
    shown = {slug for entity in library.entities for slug in entity.findings}
    assert {finding.slug for finding in library.findings} == shown


def test_relations_of_the_shipped_content(library):
    relations = library.relations()
    assert relations.steps_above("lytic-metastases", "metastases") == 1
    assert relations.steps_above("lytic-metastases", "malignancy") == 2
    assert relations.is_narrower("atypical-hemangioma", "vertebral-hemangioma")
    assert relations.siblings("lytic-metastases", "sclerotic-metastases")
    assert not relations.siblings("vertebral-hemangioma", "lytic-metastases")
    assert {"metastases", "malignancy", "multiple-myeloma"} <= relations.malignant
    assert "hemoglobinopathy" not in relations.malignant
    assert relations.name("normal") == "Normal"
