"""A case with patient data goes with one action: files, rows, texts; a record stays."""

import pytest
from django.utils import timezone

from cases.models import Case, CaseEvent, CaseRevision, Frame, Instance, Series, Takedown
from cases.services import takedown
from cases.services.ingest import ingest
from quiz.models import SessionItem
from tests.cases import make
from tests.factories import ItemFactory, SessionFactory, StudyFactory
from tests.personas import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
SECRET = "Hasenpfeffer was here"


@pytest.fixture
def case(tmp_path):
    make.stack(tmp_path / "in", 3)
    ingest([tmp_path / "in"])
    case = Case.objects.get()
    case.history = case.title = case.credit = SECRET
    case.slug, case.state = "hasenpfeffer", "published"
    case.answer_key = {"discussion": SECRET}
    case.save()
    CaseRevision.objects.create(case=case, number=1, snapshot={"history": SECRET, "series": []})
    CaseEvent.objects.create(case=case, kind="comment", text=SECRET)
    return case


@pytest.fixture
def shown(case):
    """The learner and a guest were shown the case, another learner was not yet."""
    key = {"diagnosis": "normal", "discussion": SECRET}
    for user, token, at in (
        (make_user("learner"), "", timezone.now()),
        (None, "guest", timezone.now()),
        (make_user("other_learner"), "", None),
    ):
        session = SessionFactory(user=user, guest_token=token)
        ItemFactory(session=session, case=case, history=SECRET, answer_key=key, shown_at=at)


def stored(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_nothing_of_the_case_is_left(case, shown, settings):
    assert len(stored(settings)) == 7
    record = takedown.take_down(case, make_user("educator"), "A name in the images.")
    assert stored(settings) == []
    assert (record.files, record.shared) == (7, 0) and record.bytes > 0
    assert not Series.objects.exists() and not Frame.objects.exists()
    assert not Instance.objects.exists()
    rows = [Case, CaseRevision, CaseEvent, SessionItem, Takedown, Case.records.model]
    text = "".join(str(list(model.objects.values())) for model in rows)
    assert SECRET not in text and "hasenpfeffer" not in text.lower()
    assert Case.objects.get().state == "retired"


def test_the_record_lists_who_was_shown_it(case, shown):
    record = takedown.take_down(case, make_user("educator"), "A name.")
    assert sorted(one["who"] for one in record.received) == ["Guest", "learner"]


def test_answers_and_grades_stay(case, shown):
    takedown.take_down(case, make_user("educator"), "A name.")
    assert SessionItem.objects.count() == 3
    assert SessionItem.objects.first().answer_key["diagnosis"] == "normal"


def test_images_that_another_case_shows_too_stay(case, settings):
    other = Case.objects.create(slug="other", provenance="simulated")
    for row in Series.objects.all():
        copy = StudyFactory(case=other)
        objects, frames = list(row.instances.all()), list(row.frames.all())
        row.pk, row.study, row.token = None, copy, "another"
        row.save()
        for one in objects:
            one.pk, one.series = None, row
            one.save()
        for one in frames:
            one.pk, one.series, one.instance = None, row, objects[0]
            one.save()
    record = takedown.take_down(case, make_user("educator"), "A name.")
    assert record.files == 0 and record.shared == 7
    assert len(stored(settings)) == 7 and Series.objects.get().study.case == other


def test_a_second_time_completes_what_was_interrupted(case, settings):
    stored(settings)[0].unlink()
    assert takedown.take_down(case, make_user("educator"), "A name.").files == 6
    assert takedown.take_down(case, make_user("educator"), "Again.").files == 0


def test_it_must_be_confirmed_by_hand(case, educator, shown):
    address = f"/teach/cases/{case.public_id}/take-down/"
    page = educator.get(address).content.decode()
    assert "Who has been shown it" in page and "learner" in page
    for data in ({}, {"word": "take down"}, {"word": "no", "reason": "A name."}):
        answer = educator.post(address, data)
        assert answer.status_code == 422 and "Nothing has been removed" in answer.content.decode()
    assert Series.objects.exists()
    done = educator.post(address, {"word": " Take Down ", "reason": "A name."})
    assert done.url == Takedown.objects.get().get_absolute_url()
    assert "Had been shown to" in educator.get(done.url).content.decode()
    assert not Series.objects.exists()


def test_administrators_see_what_is_stored_and_how_long(case, admin, educator):
    takedown.take_down(case, make_user("educator"), "A name in the images.")
    page = admin.get("/teach/storage/").content.decode()
    assert "after 30 days" in page and "A name in the images." in page
    assert educator.get("/teach/storage/").status_code == 404
