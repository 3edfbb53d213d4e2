"""Editing a case: versions, undo, two people at once, and what is published stays served."""

import pytest

from cases.answerkey import codec
from cases.models import Case, CaseDraft, CaseRevision, DraftVersion, KeyView, Series
from cases.services import drafts
from cases.services.content import content_of, content_of_revision, working
from cases.services.drafts import current, draft_of, restore_revision, restore_version, save, undo
from cases.services.merging import flat, merge, unflat
from cases.services.publish import publish
from cases.services.retire import retire, to_draft
from tests.factories import CaseFactory, SeriesFactory
from tests.personas import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def case():
    case = CaseFactory(state="draft", revision=0, licence="CC0", answer_key={})
    SeriesFactory(study__case=case)
    return case


@pytest.fixture
def editor():
    return make_user("educator")


def now(case):
    case.refresh_from_db()
    return current(case, draft_of(case))


def change(case, user, base=None, **fields):
    content = now(case)
    content.update(fields)
    draft = draft_of(case)
    return save(case, user, content, (draft.version if draft else 0) if base is None else base)


def test_a_draft_is_written_into_its_rows(case, editor):
    saved = change(case, editor, title="Spots", history="Pain.")
    assert saved.version == 1 and saved.changed
    assert (case.title, case.history) == ("Spots", "Pain.")
    assert case.records.count() == 1, "typing makes versions, not records"


def test_saving_the_same_again_makes_no_version(case, editor):
    change(case, editor, title="Spots")
    again = change(case, editor, title="Spots")
    assert (again.version, again.changed) == (1, False)
    assert DraftVersion.objects.count() == 2  # how it began, and the change


def test_what_is_published_stays_served_while_it_is_edited(case, editor):
    publish(case, None)
    content = now(case)
    content["history"] = "New words."
    content["series"][0] |= {
        "label": "T2 sagittal",
        "windows": [{"name": "w", "center": 1, "width": 2}],
    }
    token = content["series"][0]["token"]
    content["key_view"] = {
        "series": token, "slice": 1, "center": 1.0, "width": 2.0, "zoom": 2.0, "at": [3.0, 4.0],
    }  # fmt: skip
    save(case, editor, content, 0)
    case.refresh_from_db()
    assert case.state == "published" and case.history != "New words."
    assert Series.objects.get().label == "T1 sagittal" and not KeyView.objects.exists()
    state = working(case, now(case))
    assert state.case.history == "New words." and state.series[0].label == "T2 sagittal"
    assert (state.key_view.zoom, state.key_view.col) == (2.0, 3.0)
    assert Case.objects.get().history != "New words.", "looking at the working copy saves nothing"


def test_undo_walks_back_and_stops_at_the_beginning(case, editor):
    for title in ("one", "two", "three"):
        change(case, editor, title=title)
    seen = []
    while undo(case, editor) is not None:
        seen.append(now(case)["title"])
    assert seen == ["two", "one", f"Title of {case.slug}"]
    change(case, editor, title="four")
    undo(case, editor)
    assert now(case)["title"] == f"Title of {case.slug}"


def test_an_old_version_comes_back(case, editor):
    change(case, editor, title="one")
    change(case, editor, title="two")
    version = DraftVersion.objects.get(number=1)
    assert restore_version(case, editor, version.pk) == 3
    assert now(case)["title"] == "one"
    assert restore_version(case, editor, 10**9) is None
    assert case.events.get().kind == "restored"


def test_only_so_many_versions_are_kept(case, editor, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_VERSIONS", 3)
    for number in range(6):
        change(case, editor, title=f"title {number}")
    assert [v.number for v in DraftVersion.objects.all()] == [6, 5, 4]


def test_two_people_in_different_fields_are_brought_together(case, editor):
    other = make_user("admin")
    change(case, editor, title="begun")
    mine = now(case)
    change(case, other, history="Theirs.")
    mine["title"] = "Mine"
    saved = save(case, editor, mine, 1)
    assert saved.conflicts == () and saved.theirs == ("history",)
    assert (now(case)["title"], now(case)["history"]) == ("Mine", "Theirs.")


def test_two_people_in_one_field_lose_neither_text(case, editor):
    other = make_user("admin")
    change(case, editor, title="begun")
    mine = now(case)
    change(case, other, history="Theirs.", licence="CC BY")
    mine["history"] = "Mine."
    saved = save(case, editor, mine, 1)
    assert saved.conflicts == ("history",) and saved.other == "admin" and not saved.changed
    assert now(case)["history"] == "Theirs."
    aside = DraftVersion.objects.get(aside=True)
    assert aside.content["history"] == "Mine." and aside.by == editor
    assert saved.content["history"] == "Theirs."
    assert save(case, editor, mine, saved.version).version == 3, "mine, after being told"
    assert now(case)["history"] == "Mine."


def test_without_a_base_every_difference_is_told(case, editor):
    change(case, editor, title="one")
    DraftVersion.objects.filter(number=1).delete()
    change(case, editor, title="two")
    content = now(case) | {"title": "three"}
    assert save(case, editor, content, 1).conflicts == ("title",)


def test_a_revision_comes_back_as_a_draft(case, editor):
    first = publish(case, None)
    before = content_of(case)
    change(case, editor, history="Changed.", title="Other")
    assert content_of_revision(case, first) == before
    restore_revision(case, editor, first)
    assert now(case)["history"] == before["history"]
    assert case.state == "published" and case.events.get().revision == 1


def test_a_revision_that_kept_no_series_leaves_them_as_they_are(case):
    thin = CaseRevision(case=case, number=1, snapshot={"answer_key": {}})
    assert content_of_revision(case, thin)["series"] == content_of(case)["series"]


def test_a_key_view_on_a_series_that_the_revision_did_not_keep_is_left_out(case):
    view = {"series": 999_999, "slice": 0, "center": 1.0, "width": 2.0}
    odd = CaseRevision(case=case, number=1, snapshot={"answer_key": {}, "key_view": view})
    assert content_of_revision(case, odd)["key_view"] is None


def test_a_retired_case_is_edited_and_opened_again(case, editor):
    publish(case, None)
    retire(case, editor, "Doubts.")
    change(case, editor, history="Edited while retired.")
    case.refresh_from_db()
    assert case.history != "Edited while retired."
    to_draft(case, editor)
    assert (case.state, case.history) == ("draft", "Edited while retired.")
    assert [event.kind for event in case.events.all()] == ["reopened", "retired"]


def test_series_that_come_later_belong_to_a_draft(case, editor):
    publish(case, None)
    change(case, editor, title="x")
    later = SeriesFactory(study=Series.objects.get().study, label="CT axial")
    assert [one["token"] for one in now(case)["series"]][-1] == later.token


def test_merging_takes_each_field_from_whoever_changed_it():
    base = {"title": "a", "history": "b", "answer_key": {"diagnosis": "x", "breadth": 0}}
    assert unflat(flat(base)) == base
    mine = {"title": "A", "history": "b", "answer_key": {"diagnosis": "x", "breadth": 1}}
    theirs = {"title": "a", "history": "B", "answer_key": {"diagnosis": "y", "breadth": 0}}
    merged = merge(base, mine, theirs)
    assert merged.content == {
        "title": "A",
        "history": "B",
        "answer_key": {"diagnosis": "y", "breadth": 1},
    }
    assert (merged.conflicts, set(merged.theirs)) == ((), {"history", "answer_key.diagnosis"})
    assert merge(base, mine | {"history": "C"}, theirs).conflicts == ("history",)


def test_an_incomplete_key_is_kept_as_it_is(case, editor):
    key = codec.to_json(codec.from_json({"diagnosis": "", "malignant": None}))
    key["alternatives"] = [{"entity": "hemangomx", "plausibility": "likely", "reason": ""}]
    change(case, editor, answer_key=key)
    assert case.answer_key["alternatives"][0]["entity"] == "hemangomx"
    assert CaseDraft.objects.get().version == 1 and case.graded is False
