"""Educators see doubts and unknown names; facts cannot be edited by anybody."""

import pytest

from quiz.models import Grade, KeyChallenge, Response, UnmatchedAnswer
from tests.quiz.test_reading_page import perfect


@pytest.fixture
def doubt(guest, start):
    url = start(guest)
    guest.post(url, perfect(differential=["hemangioma", "zorgle"]))
    guest.post(f"{url}challenge/", {"text": "It is L4."})
    return KeyChallenge.objects.get()


@pytest.mark.parametrize("model", ["response", "grade", "keychallenge", "unmatchedanswer"])
def test_the_lists_open(admin, doubt, model):
    assert admin.get(f"/admin/quiz/{model}/").status_code == 200


@pytest.mark.parametrize("model", [Response, Grade, UnmatchedAnswer])
def test_facts_are_shown_and_not_changed(admin, doubt, model):
    row = model.objects.first()
    url = f"/admin/quiz/{model._meta.model_name}/{row.pk}/change/"
    assert admin.get(url).status_code == 200
    assert admin.post(url, {"total": "0"}).status_code == 403
    assert admin.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert admin.get(f"/admin/quiz/{model._meta.model_name}/add/").status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_answering_a_doubt_notes_who_and_the_learner_reads_it(admin, guest, doubt):
    url = f"/admin/quiz/keychallenge/{doubt.pk}/change/"
    assert (
        admin.post(url, {"state": "declined", "reply": "The disc above is L3/4."}).status_code
        == 302
    )
    doubt.refresh_from_db()
    assert doubt.answered_by.username == "admin"
    assert doubt.answered_at
    item = doubt.response.item
    page = guest.get(f"/quiz/s/{item.session.public_id}/{item.order}/feedback/")
    assert "The disc above is L3/4." in page.content.decode()
