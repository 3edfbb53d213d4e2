"""Publication: what must hold, what is frozen, and that the history does not tell."""

import json

import pytest
from django.core.management import CommandError, call_command

from cases.answerkey import codec
from cases.answerkey.types import AnswerKey
from cases.models import Case, CaseRevision, KeyView, Series
from cases.services import publish as service
from cases.services import spoilers as spoiler_service
from cases.services.ingest import ingest
from cases.services.keys import minimal_key, set_key
from cases.services.publish import PublishError, publish
from cases.services.retire import retire, to_draft
from cases.services.spoilers import spoilers
from knowledge.resolve.types import Term
from knowledge.schema.relations import Relations
from tests.cases import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NAMES = {
    "vertebral-hemangioma": "Vertebral hemangioma",
    "myeloma": "Multiple myeloma",
    "malignant": "x",
}
TERMS = {
    "vertebral-hemangioma": Term(
        "vertebral-hemangioma",
        "entity",
        "Vertebral hemangioma",
        ("hemangioma", "haemangioma"),
        ("VH",),
    ),
    "myeloma": Term("myeloma", "entity", "Multiple myeloma", ("plasmacytoma",), ("MM",)),
    "marrow-malignancy": Term("marrow-malignancy", "group", "Marrow malignancy", ("malignancy",)),
}


class Known:
    by_slug = TERMS


@pytest.fixture(autouse=True)
def _knowledge(monkeypatch):
    """A small knowledge of our own, so that these tests do not depend on the content."""
    known = Relations({"myeloma": ("marrow-malignancy",)}, frozenset({"myeloma"}), NAMES)
    monkeypatch.setattr(spoiler_service, "vocabulary", Known)
    for module in (spoiler_service, service):
        monkeypatch.setattr(module, "relations", lambda: known)
    monkeypatch.setattr("cases.services.keys.relations", lambda: known)

    class Rows:
        @staticmethod
        def values_list(*args, **kwargs):
            return [*TERMS]

    monkeypatch.setattr(service, "entities", Rows)


@pytest.fixture
def case(tmp_path):
    make.stack(tmp_path / "in", 3)
    ingest([tmp_path / "in"])
    Case.objects.update(licence="CC0", history="60-year-old with back pain.", slug="spine")
    return Case.objects.get()


def reasons(case):
    with pytest.raises(PublishError) as refused:
        publish(case, None)
    return refused.value.reasons


def test_a_case_without_diagnosis_is_published_as_not_proven(case):
    revision = publish(case, None)
    assert (case.state, case.revision, case.diagnosis_slug) == ("published", 1, "not-proven")
    assert case.graded is False and case.published_at is not None
    assert codec.from_json(revision.snapshot["answer_key"]).proven is False


def test_a_case_with_a_key_is_graded(case):
    set_key(case, minimal_key("vertebral-hemangioma"), proof="follow_up")
    publish(case, None)
    assert case.graded and case.malignant is False
    assert case.revisions.get().snapshot["proof"] == "follow_up"


def test_everything_that_is_missing_is_said_at_once(tmp_path):
    case = Case.objects.create(slug="empty")
    assert reasons(case) == ["The case has no images yet.", "State the license of the images."]


def test_images_that_are_not_ready_hold_it_back(case):
    Series.objects.update(frames_ready=False)
    assert reasons(case) == ["Some of the images are not ready yet."]


def test_a_broken_key_holds_it_back(case):
    Case.objects.update(answer_key={"diagnosis": 7})
    assert len(reasons(case)) == 1
    set_key(case, AnswerKey(diagnosis="unheard-of", malignant=False, extent="diffuse"))
    assert any("unheard-of" in reason for reason in reasons(case))


def test_columns_that_differ_from_the_key_hold_it_back(case):
    set_key(case, minimal_key("vertebral-hemangioma"))
    Case.objects.update(diagnosis_slug="normal")
    assert any("differ" in reason for reason in reasons(case))


@pytest.mark.parametrize(
    "history",
    [
        "Known hemangiomas.",
        "HAEMANGIOMA?",
        "vertebral  hemangioma",
        "Follow-up of VH at L3",
        "vertebral-hemangioma",
    ],
)
def test_a_history_that_tells_holds_it_back(case, history):
    set_key(case, minimal_key("vertebral-hemangioma"))
    case.history = history
    case.save()
    assert any("The history names the diagnosis" in reason for reason in reasons(case))


def test_a_label_that_tells_holds_it_back(case):
    set_key(case, minimal_key("myeloma"))
    Series.objects.update(label="T1 sagittal (plasmacytoma)")
    assert any("series labels" in reason for reason in reasons(case))


@pytest.mark.parametrize(
    "text", ["5 mm steps", "lesions of 3 MMs", "malignancy?", "hemangiomatosis"]
)
def test_fair_words_are_no_spoilers(text):
    key = AnswerKey(diagnosis="myeloma", malignant=True)
    if "MMs" not in text:
        assert spoilers(key, {"history": text}) == []
    else:
        assert spoilers(key, {"history": text})


def test_normal_and_not_proven_have_nothing_to_spoil():
    for diagnosis in ("normal", "not-proven"):
        assert spoilers(minimal_key(diagnosis), {"history": "normal not proven"}) == []


def test_publishing_again_without_change_keeps_the_revision(case):
    first = publish(case, None)
    assert publish(case, None) == first
    case.history = "61-year-old with back pain."
    case.save()
    assert publish(case, None).number == 2
    assert first.snapshot["history"] != case.history


def test_a_revision_is_never_changed(case):
    revision = publish(case, None)
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
    assert CaseRevision.objects.count() == 1


def test_the_snapshot_holds_series_and_key_view(case):
    series = Series.objects.get()
    KeyView.objects.create(case=case, series=series, slice=2, center=40, width=400)
    snapshot = publish(case, None).snapshot
    assert snapshot["series"][0]["token"] == series.token
    assert snapshot["key_view"] == {
        "series": series.pk,
        "slice": 2,
        "center": 40.0,
        "width": 400.0,
        "zoom": None,
        "at": None,
    }
    assert snapshot["series"][0]["windows"] == series.windows
    assert (snapshot["title"], snapshot["pool"]) == (case.title, "practice")


def test_a_revision_that_kept_less_is_not_taken_for_another_state(case):
    KeyView.objects.create(case=case, series=Series.objects.get(), slice=2, center=40, width=400)
    new = publish(case, None).snapshot
    old = {name: value for name, value in new.items() if name not in {"title", "pool"}} | {
        "version": 1,
        "series": [{n: v for n, v in new["series"][0].items() if n not in {"plane", "windows"}}],
        "key_view": {n: v for n, v in new["key_view"].items() if n not in {"zoom", "at"}},
    }
    CaseRevision.objects.update(snapshot=old)
    assert publish(case, None).number == 1
    Case.objects.update(history="Something else.")
    assert publish(case, None).number == 2


def test_a_case_is_retired_and_taken_back(case):
    publish(case, None)
    retire(case)
    assert Case.objects.get().state == "retired" and not Case.objects.public().exists()
    to_draft(case)
    assert Case.objects.get().state == "draft"


def test_a_published_case_stays_served_while_it_is_edited(case):
    publish(case, None)
    to_draft(case)
    assert case.state == "published" and Case.objects.public().exists()
    assert case.draft.stage == "draft"


def test_the_command_publishes_with_a_diagnosis(case, capsys):
    call_command("publish_case", "spine", diagnosis="vertebral-hemangioma", proof="consensus")
    case.refresh_from_db()
    assert (case.state, case.diagnosis_slug, case.graded) == (
        "published",
        "vertebral-hemangioma",
        True,
    )
    assert "revision 1" in capsys.readouterr().out


def test_the_command_reads_a_key_file(case, tmp_path):
    path = tmp_path / "key.json"
    path.write_text(json.dumps(codec.to_json(minimal_key("myeloma"))))
    call_command("publish_case", "spine", key=path)
    case.refresh_from_db()
    assert case.malignant is True
    path.write_text("{")
    with pytest.raises(CommandError, match="not an answer key"):
        call_command("publish_case", "spine", key=path)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"slug": "nowhere"}, "no case"),
        ({"slug": "spine", "diagnosis": "unheard-of"}, "no entity"),
    ],
)
def test_the_command_says_what_is_wrong(case, arguments, sentence):
    slug = arguments.pop("slug")
    with pytest.raises(CommandError, match=sentence):
        call_command("publish_case", slug, **arguments)


def test_import_publishes_in_one_step(tmp_path, capsys):
    make.stack(tmp_path / "in", 2)
    call_command(
        "import_dicom", str(tmp_path / "in"), case="one", publish=True, licence="CC0",
        history="Back pain.", diagnosis="normal",
    )  # fmt: skip
    case = Case.objects.get()
    assert (case.slug, case.state, case.diagnosis_slug) == ("one", "published", "normal")
    out = capsys.readouterr().out
    assert "2 taken, 0 duplicates, 0 quarantined" in out and "T2 sagittal of case one" in out


def test_import_of_nothing_is_an_error():
    with pytest.raises(CommandError, match="no such file"):
        call_command("import_dicom", "/nowhere/at/all")


def test_import_that_cannot_publish_says_why(tmp_path):
    make.stack(tmp_path / "in", 2)
    with pytest.raises(CommandError, match="State the license"):
        call_command("import_dicom", str(tmp_path / "in"), publish=True)


def test_demo_cases_are_made_once_and_never_graded(capsys):
    for _ in range(2):
        call_command("demo_cases")
    cases = Case.objects.all()
    assert len(cases) == 2
    for case in cases:
        assert (case.state, case.graded, case.revision) == ("published", False, 1)
        assert "MIT" in case.licence and "pydicom" in case.source_text
    assert "is there already" in capsys.readouterr().out
