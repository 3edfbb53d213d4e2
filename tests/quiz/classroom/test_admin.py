"""The administration of classes: lists, searches, and what nobody may change."""

import pytest

from quiz.models import Quiz, Regrading
from quiz.services.assigned import start_assigned
from tests.personas import make_user

MODELS = ("quiz", "cohort", "assignment", "attempt")


@pytest.fixture
def begun(assigned):
    assignment = assigned()
    start_assigned(user=make_user("learner"), assignment=assignment)
    return assignment


@pytest.mark.parametrize("who", ["educator", "admin"])
@pytest.mark.parametrize("model", MODELS)
def test_lists_and_searches_open(request, begun, who, model):
    client = request.getfixturevalue(who)
    text = client.get(f"/admin/quiz/{model}/?q=l").content.decode()
    assert "Lucent lesions" in text or "Residents 2026" in text


@pytest.mark.parametrize("model", MODELS)
def test_learners_see_none_of_it(begun, learner, model):
    assert "/login/" in learner.get(f"/admin/quiz/{model}/").url


@pytest.mark.parametrize("who", ["educator", "admin"])
def test_each_row_opens_with_its_history(request, begun, who):
    client = request.getfixturevalue(who)
    for model, row in (("quiz", begun.quiz), ("cohort", begun.cohort), ("assignment", begun)):
        for page in ("change", "history"):
            answer = client.get(f"/admin/quiz/{model}/{row.pk}/{page}/")
            assert answer.status_code == 200, (model, page)


def test_attempts_and_started_quizzes_are_facts(begun, admin):
    attempt = begun.taken.get()
    assert admin.post(f"/admin/quiz/attempt/{attempt.pk}/change/", {}).status_code == 403
    assert admin.post(f"/admin/quiz/attempt/{attempt.pk}/delete/", {}).status_code == 403
    text = admin.get(f"/admin/quiz/quiz/{begun.quiz.pk}/change/").content.decode()
    assert 'name="places-0-order"' not in text
    assert Quiz.objects.get().places.count() == 2


def test_decisions_that_changed_grades_are_shown_only(admin, owner):
    made = Regrading.objects.create(reason="key", what="A key was corrected.", decided_by=owner)
    assert "A key was corrected." in admin.get("/admin/quiz/regrading/?q=key").content.decode()
    assert admin.get(f"/admin/quiz/regrading/{made.pk}/change/").status_code == 200
    assert admin.post(f"/admin/quiz/regrading/{made.pk}/change/", {}).status_code == 403
