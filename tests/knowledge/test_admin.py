"""The educators' desk: edits count, are kept, and never break a page."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from knowledge.models import Entity, EntityName, Finding, Pair, Reference, Umbrella
from knowledge.selectors import entity_content
from knowledge.services import sync_content, take_shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(rows, admin_client):
    return admin_client


@pytest.fixture
def hemangioma(rows):
    return Entity.objects.get(slug="vertebral-hemangioma")


def url(row):
    return reverse(f"admin:knowledge_{row._meta.model_name}_change", args=[row.pk])


def filled(response, **changes):
    """What the browser would send for this change page, with some fields changed."""
    context = response.context
    data = {}
    for form in (context["adminform"].form, *_inline_forms(context)):
        for bound in form:
            value = bound.value()
            if isinstance(value, bool):
                if value:
                    data[bound.html_name] = "on"
            else:
                data[bound.html_name] = "" if value is None else value
    for formset in context["inline_admin_formsets"]:
        for bound in formset.formset.management_form:
            data[bound.html_name] = bound.value()
    return data | changes


def _inline_forms(context):
    for formset in context["inline_admin_formsets"]:
        yield from formset.formset.forms


def test_every_list_and_change_page_opens(desk):
    for model in (Entity, Finding, Pair, Reference, Umbrella):
        name = model._meta.model_name
        assert desk.get(reverse(f"admin:knowledge_{name}_changelist")).status_code == 200
        assert desk.get(url(model.objects.first())).status_code == 200


def test_there_is_no_raw_json_to_edit(desk, hemangioma):
    page = desk.get(url(hemangioma)).content.decode()
    assert 'name="content"' not in page
    assert 'name="pitfalls"' in page and 'name="imaging_t1"' in page


def test_saving_unchanged_is_no_edit(desk, hemangioma):
    response = desk.post(url(hemangioma), filled(desk.get(url(hemangioma))))
    assert response.status_code == 302
    hemangioma.refresh_from_db()
    assert not hemangioma.edited and hemangioma.content_revision == 1


def test_an_edited_sentence_is_shown_kept_and_a_new_revision(desk, hemangioma, few, guest):
    form = filled(desk.get(url(hemangioma)))
    form["pitfalls"] = form["pitfalls"].splitlines()[0] + "\n\nMind the venous lake.\n"
    form["imaging_t1"] = "Bright as fat."
    assert desk.post(url(hemangioma), form).status_code == 302
    hemangioma.refresh_from_db()
    assert hemangioma.edited and hemangioma.content_revision == 2
    sync_content(few)
    page = guest.get(hemangioma.get_absolute_url()).content.decode()
    assert "Mind the venous lake." in page and "Bright as fat." in page
    assert hemangioma.history.count() == 2


def test_a_kept_sentence_keeps_its_source(desk, rows):
    entity = Entity.objects.get(slug="bone-islands")
    entity.content["pitfalls"][0]["sources"] = ["ulano-2016"]
    entity.save()
    form = filled(desk.get(url(entity)))
    form["pitfalls"] += "\nOne more."
    desk.post(url(entity), form)
    entity.refresh_from_db()
    pitfalls = entity_content(entity).pitfalls
    assert pitfalls[0].sources == ("ulano-2016",) and pitfalls[-1].text == "One more."


def test_a_page_cannot_lose_a_section(desk, hemangioma):
    response = desk.post(url(hemangioma), filled(desk.get(url(hemangioma)), pitfalls="  \n "))
    assert response.status_code == 200
    assert "pitfalls" in response.context["adminform"].form.errors
    hemangioma.refresh_from_db()
    assert not hemangioma.edited


def test_a_synonym_is_added_and_a_taken_one_refused(desk, hemangioma):
    form = filled(desk.get(url(hemangioma)))
    new = next(name for name in form if re.fullmatch(r"names-\d+-text", name) and not form[name])
    refused = desk.post(url(hemangioma), form | {new: "enostosis"})
    assert refused.status_code == 200 and "already names" in refused.content.decode()
    assert desk.post(url(hemangioma), form | {new: "angioma of bone"}).status_code == 302
    name = EntityName.objects.get(text="angioma of bone")
    assert name.entity == hemangioma and name.source == "educator"


def test_a_shipped_name_can_only_be_switched_off(desk, hemangioma):
    form = filled(desk.get(url(hemangioma)))
    shipped = hemangioma.names.get(text="VH")
    (prefix,) = [
        name.removesuffix("-id")
        for name, value in form.items()
        if name.startswith("names-") and name.endswith("-id") and value == shipped.pk
    ]
    form[f"{prefix}-text"] = "XX"
    form.pop(f"{prefix}-active")
    assert desk.post(url(hemangioma), form).status_code == 302
    shipped.refresh_from_db()
    assert shipped.text == "VH" and not shipped.active


def test_a_review_is_recorded_against_the_revision(desk, hemangioma, admin_user):
    changes = {"review_state": "reviewed", "reviewer_name": "Dr. Bones"}
    desk.post(url(hemangioma), filled(desk.get(url(hemangioma)), **changes))
    hemangioma.refresh_from_db()
    assert hemangioma.review_is_current and hemangioma.reviewed_by == admin_user
    assert hemangioma.reviewer_name == "Dr. Bones" and not hemangioma.edited


@pytest.mark.parametrize("action", ["mark_reviewed", "take_shipped_text"])
def test_actions(desk, hemangioma, action, monkeypatch, few):
    from knowledge.schema.loader import Loaded

    monkeypatch.setattr("knowledge.services.sync.load", lambda: Loaded(few, ()))
    Entity.objects.filter(pk=hemangioma.pk).update(edited=True, name="Mine")
    listing = reverse("admin:knowledge_entity_changelist")
    response = desk.post(listing, {"action": action, "_selected_action": [hemangioma.pk]})
    assert response.status_code == 302
    hemangioma.refresh_from_db()
    assert hemangioma.review_is_current is (action == "mark_reviewed")
    assert (hemangioma.name == "Mine") is (action == "mark_reviewed")


@pytest.fixture
def pair(rows):
    return Pair.objects.select_related("a", "b").first()


def test_an_edited_paragraph_of_a_pair_is_shown_and_kept_by_sync(desk, pair, few, guest):
    before = pair.content
    form = filled(desk.get(url(pair)))
    form["look"] = form["look"].splitlines()[0] + "\n\nTrace the cortex first.\n"
    form["mixes"] = "Both are\n often found by chance."
    assert desk.post(url(pair), form).status_code == 302
    assert str(sync_content(few).updated) == "[]"
    pair.refresh_from_db()
    assert pair.edited and pair.history.count() == 2
    assert pair.content["look"] == [before["look"][0], {"text": "Trace the cortex first."}]
    assert pair.content["settles"] == before["settles"]
    page = guest.get(reverse("learn:compare", args=[pair.a.slug, pair.b.slug])).content.decode()
    assert "Trace the cortex first." in page and "Both are often found by chance." in page


def test_a_pair_that_was_only_opened_and_saved_is_not_an_edit(desk, pair):
    form = filled(desk.get(url(pair)))
    form["look"] = "First this.\nThen that."
    assert desk.post(url(pair), form).status_code == 302
    Pair.objects.filter(pk=pair.pk).update(edited=False)
    form = filled(desk.get(url(pair)))
    form["look"] = form["look"].replace("\n", "\r\n")  # as browsers send it
    assert desk.post(url(pair), form).status_code == 302
    pair = Pair.objects.get(pk=pair.pk)
    content = pair.content
    pair.refresh_from_db()
    assert not pair.edited and pair.content == content


@pytest.mark.parametrize("part", ["look", "settles", "mixes"])
def test_a_pair_cannot_lose_a_part(desk, pair, part):
    response = desk.post(url(pair), filled(desk.get(url(pair)), **{part: " \n "}))
    assert part in response.context["adminform"].form.errors


def test_a_pair_goes_back_to_what_ships(desk, pair, few, monkeypatch):
    from knowledge.schema.loader import Loaded

    monkeypatch.setattr("knowledge.services.sync.load", lambda: Loaded(few, ()))
    shipped = pair.content
    desk.post(url(pair), filled(desk.get(url(pair)), mixes="Mine."))
    listing = reverse("admin:knowledge_pair_changelist")
    desk.post(listing, {"action": "take_shipped_text", "_selected_action": [pair.pk]})
    pair.refresh_from_db()
    assert pair.content == shipped and not pair.edited


def test_findings_and_references_remember_that_they_were_edited(desk):
    finding = Finding.objects.get(slug="polka-dot")
    desk.post(url(finding), filled(desk.get(url(finding)), trap="Look at the edge."))
    finding.refresh_from_db()
    assert finding.edited and finding.content["trap"] == "Look at the edge."
    reference = Reference.objects.get(ref_id="ulano-2016")
    desk.post(url(reference), filled(desk.get(url(reference)), year="2017"))
    reference.refresh_from_db()
    assert reference.edited and reference.year == 2017


def test_nothing_is_added_or_deleted_here(desk, hemangioma):
    assert desk.get(reverse("admin:knowledge_entity_add")).status_code == 403
    delete = reverse("admin:knowledge_entity_delete", args=[hemangioma.pk])
    assert desk.post(delete, {"post": "yes"}).status_code == 403


def test_what_ships_no_longer_is_withdrawn_once_its_edit_is_given_up(pair, few, monkeypatch):
    from knowledge.schema.loader import Loaded

    monkeypatch.setattr("knowledge.services.sync.load", lambda: Loaded(replace(few, pairs=()), ()))
    Pair.objects.filter(pk=pair.pk).update(edited=True)
    take_shipped([Pair.objects.get(pk=pair.pk)])
    pair.refresh_from_db()
    assert pair.withdrawn and not pair.edited
