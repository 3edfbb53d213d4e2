"""What other apps ask the knowledge for."""

import pytest

from knowledge import selectors
from knowledge.models import ContentState, Entity, EntityName
from knowledge.resolve import resolve

pytestmark = pytest.mark.django_db


def test_a_reference_is_printed_with_its_doi(rows):
    printed = selectors.reference_citation("ulano-2016")
    assert printed.startswith("Ulano A") and printed.endswith("doi:10.2214/AJR.15.15559")
    assert selectors.reference_citation("no-such") == ""


def test_findings_by_slug(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = selectors.findings_for(["polka-dot", "t2-halo", "no-such"])
    assert set(found) == {"polka-dot", "t2-halo"}
    assert selectors.finding_by_slug("polka-dot").name == "Polka-dot sign"
    assert selectors.finding_by_slug("no-such") is None


def test_discriminators_are_sorted_by_strength(rows):
    entity = selectors.entity_by_slug("brown-tumor") or Entity.objects.get(slug="bone-islands")
    strengths = [item.strength for item in selectors.discriminators(entity)]
    order = {"strong": 0, "moderate": 1, "weak": 2}
    assert strengths == sorted(strengths, key=order.get) and len(set(strengths)) > 1


def test_management_options_keep_their_order(rows):
    options = selectors.management_options()
    assert next(iter(options)) == "leave-alone"
    assert options["treat-metastases"] == "Treat as metastases"


def test_the_rows_and_the_files_give_the_same_relations(rows, few):
    from_rows, from_files = selectors.relations(), few.relations()
    assert from_rows.malignant == from_files.malignant
    assert dict(from_rows.names) == dict(from_files.names)
    assert {slug: set(above) for slug, above in from_rows.broader.items()} == {
        slug: set(above) for slug, above in from_files.broader.items()
    }


@pytest.mark.parametrize(
    ("text", "slug", "status"),
    [
        ("Vertebral hemangioma", "vertebral-hemangioma", "exact"),
        ("enostosis", "bone-islands", "synonym"),
        ("mets", "metastases", "abbreviation"),
        ("normal", "normal", "exact"),
        ("SIF", None, "ambiguous"),
        ("chordoma", None, "known-other"),
    ],
)
def test_the_vocabulary_names_what_the_content_names(rows, text, slug, status):
    (entry,) = resolve(text, selectors.vocabulary())
    assert (entry.entity, entry.status) == (slug, status)


def test_the_ambiguous_abbreviation_has_both_candidates(rows):
    (entry,) = resolve("SIF", selectors.vocabulary())
    assert set(entry.candidates) == {
        "osteoporotic-insufficiency-fractures",
        "radiation-osteitis",
    }


def test_a_withdrawn_entity_is_not_offered_but_keeps_its_name(rows):
    entity = Entity.objects.get(slug="bone-islands")
    entity.withdrawn = True
    entity.save()
    assert resolve("Bone islands", selectors.vocabulary())[0].entity is None
    assert selectors.entity_by_slug("bone-islands") is None
    assert selectors.relations().name("bone-islands") == "Bone islands"


def test_a_switched_off_name_no_longer_counts(rows):
    name = EntityName.objects.get(entity__slug="vertebral-hemangioma", text="VH")
    assert resolve("VH", selectors.vocabulary())[0].entity == "vertebral-hemangioma"
    name.active = False
    name.save()
    assert resolve("VH", selectors.vocabulary())[0].entity is None


def test_without_a_content_state_nothing_is_cached(db):
    assert selectors.content_revision() == 0 and selectors.content_token() == ""
    assert selectors.relations().names == {"normal": "Normal"}
    ContentState.objects.all().delete()
    assert resolve("hemangioma", selectors.vocabulary())[0].entity is None


def test_the_revision_counts_up_with_every_change(rows):
    before = selectors.content_revision()
    Entity.objects.first().save()
    assert selectors.content_revision() == before + 1
