"""Taking over shipped content: idempotent, and never over an educator's edit."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowledge.models import Entity, EntityFinding, EntityName, Finding, Reference
from knowledge.selectors import content_revision, entity_content, relations, vocabulary
from knowledge.services import (
    ContentError,
    accept_synonym,
    record_edit,
    record_review,
    sync_content,
    take_shipped,
)

pytestmark = pytest.mark.django_db
STRUTS = "entities/struts.yaml"


@pytest.fixture
def struts(content):
    sync_content(content.library())
    return Entity.objects.get(slug="struts")


def test_a_first_sync_creates_everything(content):
    diff = sync_content(content.library())
    assert "entity struts" in diff.created and "reference smith-2020" in diff.created
    assert not (diff.updated or diff.kept or diff.withdrawn)
    struts = Entity.objects.get(slug="struts")
    assert struts.review_state == "drafted" and struts.content_revision == 1
    assert [name.text for name in struts.names.all()] == ["strut disease", "SD"]
    assert entity_content(struts).summary == "Fat between struts."
    assert struts.finding_links.get(finding__slug="polka-dot").typicality == "usual"


def test_a_second_sync_changes_nothing(content, struts):
    revision = content_revision()
    diff = sync_content(content.library())
    assert not diff.changed and not diff.kept
    assert content_revision() == revision
    assert Entity.history.count() == 2


def test_changed_content_updates_and_counts_a_revision(content, struts):
    content.change(STRUTS, "Fat between struts.", "Vessels between struts.")
    diff = sync_content(content.library())
    assert diff.updated == ["entity struts"]
    struts.refresh_from_db()
    assert struts.content_revision == 2
    assert entity_content(struts).summary == "Vessels between struts."


def test_an_educators_edit_is_kept_and_the_conflict_told(content, struts):
    struts.content["summary"] = "My own words."
    record_edit(struts)
    assert not sync_content(content.library()).kept
    content.change(STRUTS, "Fat between struts.", "Newer shipped words.")
    for _ in range(2):
        diff = sync_content(content.library())
        assert diff.kept == ["entity struts"] and diff.updated == []
    struts.refresh_from_db()
    assert struts.in_conflict and entity_content(struts).summary == "My own words."


def test_giving_up_the_edit_takes_the_shipped_text(content, struts, monkeypatch):
    struts.content["summary"] = "My own words."
    record_edit(struts)
    monkeypatch.setattr("knowledge.services.sync.load", content.load)
    take_shipped([struts])
    struts.refresh_from_db()
    assert not struts.edited and not struts.in_conflict
    assert entity_content(struts).summary == "Fat between struts."


def test_an_edited_entity_keeps_its_findings(content, struts):
    EntityFinding.objects.filter(entity=struts).update(typicality="rare")
    record_edit(struts)
    sync_content(content.library())
    assert set(struts.finding_links.values_list("typicality", flat=True)) == {"rare"}


def test_what_left_the_content_is_withdrawn_not_deleted(content, struts):
    content.change("findings.yaml", "- slug: polka-dot", "- slug: dots")
    content.change(STRUTS, "finding: polka-dot", "finding: dots")
    content.change(STRUTS, "  polka-dot: usual", "  dots: usual")
    diff = sync_content(content.library())
    assert diff.withdrawn == ["finding polka-dot"] and "finding dots" in diff.created
    assert Finding.objects.get(slug="polka-dot").withdrawn


def test_what_comes_back_is_shown_again(content, struts):
    Reference.objects.filter(ref_id="jones-2021").update(withdrawn=True)
    assert sync_content(content.library()).updated == ["reference jones-2021"]
    assert not Reference.objects.get(ref_id="jones-2021").withdrawn


def test_an_accepted_synonym_survives_and_is_in_the_vocabulary(content, struts):
    accept_synonym("struts", "  strutting   spine ")
    sync_content(content.library())
    name = EntityName.objects.get(text="strutting spine")
    assert name.source == "educator" and name.entity == struts
    assert _named("strutting spine") == "struts"


def test_a_name_that_is_taken_cannot_be_accepted_elsewhere(struts):
    with pytest.raises(ValueError, match="already names “Struts”"):
        accept_synonym("holes", "Strut Disease")
    assert accept_synonym("struts", "strut disease").source == "content"
    with pytest.raises(Entity.DoesNotExist):
        accept_synonym("nobody", "something")


def test_an_umbrella_name_takes_synonyms_too(struts):
    accept_synonym("metastases", "M.", abbreviation=True)
    assert EntityName.objects.get(text="M.").umbrella.slug == "metastases"


def test_a_switched_off_name_stays_off(content, struts):
    EntityName.objects.filter(text="SD").update(active=False)
    assert not sync_content(content.library()).names_added
    assert not EntityName.objects.get(text="SD").active


def test_a_name_that_left_the_content_goes(content, struts):
    content.change(STRUTS, "[strut disease]", "[strut syndrome]")
    diff = sync_content(content.library())
    assert diff.names_removed == ["strut disease → struts"]
    assert diff.names_added == ["strut syndrome → struts"]


def test_a_review_speaks_of_one_revision(content, struts, admin_user):
    record_review(struts, reviewer=admin_user)
    struts.refresh_from_db()
    assert struts.review_is_current and struts.reviewer_name == admin_user.get_username()
    content.change(STRUTS, "Fat between struts.", "Other words.")
    sync_content(content.library())
    struts.refresh_from_db()
    assert not struts.review_is_current and struts.reviewed_revision == 1


def test_variants_come_from_the_relations(content, struts):
    content.change("relations.yaml", "narrower_than: {}", "narrower_than: {struts: holes}")
    sync_content(content.library())
    struts.refresh_from_db()
    assert struts.variant_of.slug == "holes"
    assert relations().is_narrower("struts", "holes")


def test_relations_and_vocabulary_follow_a_saved_row(struts, django_assert_num_queries):
    assert relations().name("struts") == "Struts"
    with django_assert_num_queries(1):
        relations()
    vocabulary()
    with django_assert_num_queries(1):
        vocabulary()
    struts.name = "Struts of bone"
    struts.save()
    assert relations().name("struts") == "Struts of bone"


def test_broken_content_changes_nothing(content, struts, monkeypatch):
    content.change(STRUTS, "kind: mimic", "kind: x")
    monkeypatch.setattr("knowledge.services.sync.load", content.load)
    with pytest.raises(ContentError) as caught:
        sync_content()
    assert caught.value.problems[0].line == 4
    assert Entity.objects.count() == 2


def test_the_command_prints_the_diff_and_can_rehearse(content, monkeypatch):
    monkeypatch.setattr("knowledge.services.sync.load", content.load)
    out = StringIO()
    call_command("sync_knowledge", "--dry-run", stdout=out)
    assert "entity struts" in out.getvalue() and not Entity.objects.exists()
    call_command("sync_knowledge", stdout=StringIO())
    assert Entity.objects.count() == 2
    out = StringIO()
    call_command("sync_knowledge", stdout=out)
    assert "Nothing to do" in out.getvalue()


def test_the_command_tells_problems_and_fails(content, monkeypatch):
    content.change(STRUTS, "kind: mimic", "kind: x")
    monkeypatch.setattr("knowledge.services.sync.load", content.load)
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("sync_knowledge", stderr=err)
    assert "entities/struts.yaml:4:" in err.getvalue()


def test_the_command_warns_of_a_conflict(content, struts, monkeypatch):
    record_edit(struts)
    content.change(STRUTS, "Fat between struts.", "Newer.")
    monkeypatch.setattr("knowledge.services.sync.load", content.load)
    out = StringIO()
    call_command("sync_knowledge", stdout=out)
    assert "kept an educator's edit" in out.getvalue()


def test_check_knowledge_needs_no_database(content):
    out, err = StringIO(), StringIO()
    call_command("check_knowledge", str(content.folder), stdout=out)
    assert "2 entities" in out.getvalue()
    content.change(STRUTS, "kind: mimic", "kind: x")
    with pytest.raises(CommandError, match="1 problem"):
        call_command("check_knowledge", str(content.folder), stderr=err)
    assert "entities/struts.yaml:4:" in err.getvalue()


def _named(text):
    from knowledge.resolve import resolve

    return resolve(text, vocabulary())[0].entity
