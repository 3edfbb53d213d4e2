"""The editor without JavaScript: what is posted is kept, whatever it is; others are told."""

import json

import pytest
from django.urls import reverse

from cases.answerkey import codec
from cases.models import CaseDraft, DraftVersion, Series
from cases.services.drafts import current, draft_of
from cases.services.publish import publish
from tests.cases.teach.posting import opened, post
from tests.e2e.reading_cases import knowledge
from tests.personas import make_persona


def key_of(case):
    case.refresh_from_db()
    return codec.from_json(current(case, draft_of(case))["answer_key"])


def test_an_untouched_form_changes_nothing(educator, draft):
    before = opened(educator, draft)
    assert post(educator, draft, before).status_code == 302
    assert not DraftVersion.objects.filter(number__gt=0).exists()


def test_text_and_choices_are_kept(educator, draft):
    fields = opened(educator, draft)
    post(
        educator, draft, fields, history="A man of 60.\r\nPain.", title=" Two  words ",
        difficulty="hard", pool="held_back", proof="histology", licence="CC BY 4.0",
        credit="Somebody", source_text="A register",
    )  # fmt: skip
    draft.refresh_from_db()
    assert (draft.history, draft.title) == ("A man of 60.\nPain.", "Two words")
    assert (draft.difficulty, draft.pool, draft.licence) == ("hard", "held_back", "CC BY 4.0")
    assert draft.proof == "histology"
    again = opened(educator, draft)
    assert again["history"] == ["A man of 60.\nPain."] and again["version"] == ["1"]


def test_names_become_slugs_and_unknown_ones_stay(educator, draft):
    knowledge()
    fields = opened(educator, draft)
    post(
        educator, draft, fields, diagnosis="haemangioma of bone",
        alt_entity=["atypical hemangioma", "Zebra disease", ""],
        alt_plausibility=["likely", "possible", "possible"], alt_reason=["Fat", "", ""],
        must_not_miss=["metastases", ""], also_exact=["", ""],
        ex_entity=["", ""], ex_reason=["Only a reason", ""], ex_source=["", ""],
        breadth="1",
    )  # fmt: skip
    key = key_of(draft)
    assert (key.diagnosis, key.malignant) == ("vertebral-hemangioma", False)
    assert [a.entity for a in key.alternatives] == ["atypical-hemangioma", "Zebra disease"]
    assert key.must_not_miss == ("metastases",) and key.also_exact == ()
    assert key.excluded[0].entity == "" and key.excluded[0].reason == "Only a reason"
    page = educator.get(draft.workbench_url).content.decode()
    assert "Zebra disease" in page and "neither an entity nor a group" in page
    assert opened(educator, draft)["diagnosis"] == ["Vertebral hemangioma"]


@pytest.mark.parametrize(
    ("typed", "slug", "malignant"),
    [
        ("Not proven", "not-proven", None),
        ("normal", "normal", False),
        ("mets", "metastases", True),
    ],
)
def test_every_kind_of_diagnosis(educator, draft, typed, slug, malignant):
    knowledge()
    post(educator, draft, opened(educator, draft), diagnosis=typed)
    assert (key_of(draft).diagnosis, key_of(draft).malignant) == (slug, malignant)


def test_findings_steps_and_references(educator, draft):
    knowledge()
    fields = opened(educator, draft)
    post(
        educator, draft, fields, ct_class="lucent", ct_class_alternatives=["mixed"],
        compartments="marrow, cortical", finding_name=["Low T1 signal", "nonsense", ""],
        finding_role=["key", "absent", "supporting"], finding_note=["L3", "", ""],
        step_slug=["", ""], step_text=["Bone scan", ""], step_verdict=["best", "neutral"],
        step_reason=["Cheap", ""], step_source=["", ""],
        discussion="Some *text*.", reference=["abdel-dayem-1999", ""],
    )  # fmt: skip
    key = key_of(draft)
    assert (key.ct_class, key.ct_class_alternatives) == ("lucent", ("mixed",))
    assert key.compartments == ("marrow", "cortical")
    assert [(f.finding, f.role) for f in key.findings] == [
        ("t1-low", "key"),
        ("nonsense", "absent"),
    ]
    assert (key.next_steps[0].slug, key.next_steps[0].verdict) == ("step-1", "best")
    assert key.references == ("abdel-dayem-1999",)
    html = educator.get(draft.workbench_url).content.decode()
    assert "<em>text</em>" in html and "Abdel-Dayem" in html


def test_series_labels_order_and_windows(educator, draft):
    fields = opened(educator, draft)
    token = fields["series_token"][0]
    assert (fields["series_sequence"], fields["series_plane"]) == (["T1"], ["sagittal"])
    post(
        educator, draft, fields, series_sequence="T2 FS", series_contrast="Gd",
        series_order="7", window_series=[token, token, token],
        window_name=["Default", "Fat", ""], window_width=["1000", "300", ""],
        window_center=["500", "-40,5", ""],
    )  # fmt: skip
    series = Series.objects.get()
    assert (series.label, series.order) == ("T2 FS Gd sagittal", 7)
    assert series.windows == [
        {"name": "Default", "center": 500, "width": 1000},
        {"name": "Fat", "center": -40.5, "width": 300.0},
    ]


def test_a_window_that_is_no_number_is_told_and_loses_nothing(educator, draft):
    fields = opened(educator, draft)
    answer = educator.post(
        draft.workbench_url,
        {**fields, "window_width": ["wide", ""], "history": "Kept."},
        follow=True,
    )
    assert "needs a level and a width" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.history == "Kept." and Series.objects.get().windows[0]["width"] == 1000


def test_the_key_view_is_taken_and_dropped(educator, draft):
    fields = opened(educator, draft)
    token = fields["series_token"][0]
    view = {"view_series": token, "view_slice": "2", "view_width": "300", "view_center": "40"}
    post(educator, draft, fields, **view, view_zoom="2", view_col="3", view_row="4")
    assert (draft.key_view.slice, draft.key_view.width, draft.key_view.col) == (1, 300.0, 3.0)
    again = opened(educator, draft)
    assert again["view_slice"] == ["2"] and again["view_zoom"] == ["2.0"]
    post(educator, draft, again, view_series="")
    draft.refresh_from_db()
    assert not hasattr(draft, "key_view")


CONTOUR = {
    "name": "x", "kind": "contours", "center": [0, 0, 0], "axes": [], "normal": [1, 0, 0],
    "thickness": 4, "slabs": [{"polygons": [[[0, 1, -1], [0, 5, -1], [0, 5, -5]]]}],
}  # fmt: skip


def test_a_lesion_is_kept_in_patient_coordinates(educator, draft):
    fields = opened(educator, draft)
    lesion = {
        "lesion_name": "Lesion A",
        "lesion_level": "l3",
        "lesion_entity": "",
        "lesion_vertebra": "",
    }
    post(educator, draft, fields, **lesion, lesion_region=json.dumps(CONTOUR))
    found = key_of(draft).lesions[0]
    assert (found.name, found.level) == ("Lesion A", "L3")
    assert found.region.slabs[0].polygons[0][1] == (0.0, 5.0, -1.0)
    again = opened(educator, draft)
    assert json.loads(again["lesion_region"][0])["thickness"] == 4.0
    page = educator.get(draft.workbench_url)
    assert page.context["state"]["shapes"][0], "the outline is shown on the series"
    for bad in ("{", "[]", '{"kind": "sphere"}', json.dumps(CONTOUR).replace("-5", "1e999")):
        post(educator, draft, again, lesion_region=bad)
        assert key_of(draft).lesions[0].region.slabs == found.region.slabs


def test_two_people_are_told_and_both_texts_are_kept(educator, draft):
    other = make_persona("admin")
    mine, theirs = opened(educator, draft), opened(other.client, draft)
    post(other.client, draft, theirs, history="Theirs.")
    answer = post(educator, draft, mine, history="Mine.")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in html and "Mine." in html and "admin saved changes" in html
    draft.refresh_from_db()
    assert draft.history == "Theirs." and DraftVersion.objects.filter(aside=True).count() == 1
    post(educator, draft, mine, history="Mine.", version="1")
    draft.refresh_from_db()
    assert draft.history == "Mine."


def test_a_script_is_answered_with_the_checklist(educator, draft):
    fields = opened(educator, draft)
    answer = educator.post(
        draft.workbench_url,
        {**fields, "history": "Words."},
        headers={"accept": "application/json"},
    ).json()
    assert answer["version"] == 1 and answer["conflicts"] == []
    assert 'data-line="key"' in answer["checklist"]
    stale = educator.post(
        draft.workbench_url,
        {**fields, "history": "Others."},
        headers={"accept": "application/json"},
    ).json()
    assert stale["conflicts"][0] == {
        "field": "history", "label": "Clinical history", "mine": "Others.", "theirs": "Words.",
    }  # fmt: skip


def test_undo(educator, draft):
    fields = opened(educator, draft)
    post(educator, draft, fields, history="Changed.")
    undo = reverse("teach:undo", args=[draft.public_id])
    educator.post(undo)
    draft.refresh_from_db()
    assert draft.history == fields["history"][0]
    answer = educator.post(undo, follow=True)
    assert "There is nothing before this." in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999"])
def test_a_strange_version_is_no_error(educator, draft, version):
    fields = opened(educator, draft)
    answer = post(educator, draft, fields, version=version, history="New.")
    assert answer.status_code in (302, 409)


def test_an_empty_post_is_no_error(educator, draft):
    assert educator.post(draft.workbench_url, {}).status_code == 302
    assert CaseDraft.objects.get().version == 1


def test_the_page_asks_no_more_for_more(educator, draft, django_assert_max_num_queries):
    from tests.factories import SeriesFactory

    knowledge()
    opened(educator, draft)
    with django_assert_max_num_queries(40) as first:
        educator.get(draft.workbench_url)
    study = Series.objects.get().study
    for _ in range(4):
        SeriesFactory(study=study)
    fields = opened(educator, draft)
    names = ["Low T1 signal", "High T2 signal", ""]
    post(
        educator, draft, fields, diagnosis="hemangioma", finding_name=names,
        alt_entity=["metastases", "myeloma", ""], reference=["abdel-dayem-1999", ""],
    )  # fmt: skip
    with django_assert_max_num_queries(40) as second:
        educator.get(draft.workbench_url)
    assert len(second) <= len(first) + 6, "names and references are read once, not one by one"


def test_a_published_case_is_edited_beside_what_is_served(educator, draft):
    publish(draft, None)
    fields = opened(educator, draft)
    post(educator, draft, fields, history="Not served yet.")
    draft.refresh_from_db()
    assert draft.state == "published" and draft.history != "Not served yet."
    assert opened(educator, draft)["history"] == ["Not served yet."]
    assert "changes not published" in educator.get(draft.workbench_url).content.decode()


def test_markup_in_texts_is_shown_as_text(educator, draft):
    fields = opened(educator, draft)
    evil = "<script>alert(1)</script>"
    post(educator, draft, fields, history=evil, title=evil, discussion=evil, diagnosis=evil)
    html = educator.get(draft.workbench_url).content.decode()
    assert evil not in html
