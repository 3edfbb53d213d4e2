"""Every list of the administration opens, searches, costs the same however long, edits no JSON."""

from datetime import timedelta

import pytest
from django import forms
from django.apps import apps
from django.contrib.admin import site
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, CaseEvent, HeldFile, Intake, Takedown
from knowledge.services import accept_other
from quiz.models import Assignment, Response, Session
from quiz.services import cohorts, quizzes
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.test_queries import count
from tests.quiz.test_reading_page import perfect

OWN = [model for model in site._registry if model._meta.app_label in
       {"cases", "quiz", "knowledge", "admin", "auth"}]  # fmt: skip
#: Written as a whole by the site, looked at with their case, session or entity, or nobody's.
NOT_LISTED = {
    "Arrival", "KeyView", "CaseDraft", "DraftVersion", "Study", "Instance", "Frame", "Showing",
    "Picture", "SessionItem", "QuizCase", "Membership", "Draft", "MemoryCard", "ReaderRating",
    "CaseRating", "SeenCase", "Note", "Reading", "RegradeNotice", "EntityFinding",
    "ContentState",
}  # fmt: skip


def more(number):
    """One more row of what the lists show."""
    owner = make_user("educator")
    case = world.make_case()
    intake = Intake.objects.create(owner=owner)
    intake.cases.add(case)
    HeldFile.objects.create(intake=intake, digest=str(number), study="1", reason="Letters.")
    CaseEvent.objects.create(case=case, by=owner, kind=CaseEvent.Kind.PUBLISHED)
    Takedown.objects.create(case=case, by=owner, reason="A name", received=[{"who": "Ann"}])
    kind = ContentType.objects.get_for_model(Case)
    LogEntry.objects.create(user=owner, content_type=kind, action_flag=CHANGE, object_repr="x")
    accept_other(f"name {number}", kind="known", by=owner)
    quiz = quizzes.make_quiz(owner=owner, title=f"Quiz {number}")
    cohort = cohorts.make_cohort(owner=owner, name=f"Class {number}")
    now = timezone.now()
    due = now + timedelta(days=1)
    Assignment.objects.create(quiz=quiz, cohort=cohort, opens_at=now, due_at=due, owner=owner)


def practise(client):
    url = client.post("/quiz/start/").url
    client.post(url, perfect(differential=["zorgle"]))
    client.post(f"{url}challenge/", {"text": "It is L4."})


def costs(client):
    found = {}
    for model in OWN:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        found[model.__name__] = count(lambda at=address: client.get(at, {"q": ""}))[0]
    return found


def test_every_list_costs_the_same_however_long(admin, learner, other_learner, guest, knowledge):
    more(0)
    practise(learner)
    costs(admin)
    before = costs(admin)
    for number in range(1, 4):
        more(number)
    for client in (learner, other_learner, guest):
        practise(client)
    after = costs(admin)
    grown = {name: (before[name], n) for name, n in after.items() if n > before[name]}
    assert not grown and max(after.values()) <= 16, (grown, after)


def test_every_list_can_be_searched(admin, knowledge):
    for model in OWN:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert admin.get(address, {"q": "zorgle"}).status_code == 200, model


def test_every_model_is_listed_or_named_here_as_shown_elsewhere():
    names = ("cases", "quiz", "knowledge")
    own = [model for name in names for model in apps.get_app_config(name).get_models()]
    left = {m.__name__ for m in own if m not in OWN and not m.__name__.startswith("Historical")}
    assert left == NOT_LISTED


def test_no_form_edits_json(rf, knowledge):
    request = rf.get("/admin/")
    request.user = make_user("admin")
    for model in OWN:
        form = site._registry[model].get_form(request, None, change=True)
        raw = [name for name, one in form.base_fields.items() if isinstance(one, forms.JSONField)]
        assert not raw, (model, raw)


def test_sessions_and_answers_are_found_by_reader_and_lead_to_the_workbench(
    admin, learner, guest, knowledge
):
    more(0)
    practise(learner)
    practise(guest)
    session = Session.objects.get(user__username="learner")
    listed = admin.get("/admin/quiz/session/", {"q": "learner"}).content.decode()
    assert session.public_id in listed and "a guest" not in listed
    page = admin.get(f"/admin/quiz/session/{session.pk}/change/").content.decode()
    assert Case.objects.get().workbench_url in page and session.guest_token == ""
    guests = Session.objects.get(user=None)
    shown = admin.get(f"/admin/quiz/session/{guests.pk}/change/").content.decode()
    assert guests.guest_token not in shown, "whoever knows it is that guest"
    answer = Response.objects.get(item__session=session)
    page = admin.get(f"/admin/quiz/response/{answer.pk}/change/").content.decode()
    assert "zorgle" in page and "payload" not in page
    grade = answer.grades.get()
    page = admin.get(f"/admin/quiz/grade/{grade.pk}/change/").content.decode()
    assert f"/admin/quiz/response/{answer.pk}/change/" in page and "detail" not in page


@pytest.mark.parametrize("model", ["session", "response", "grade"])
def test_what_there_are_millions_of_is_listed_newest_first_without_reading_all(
    admin, learner, other_learner, knowledge, model
):
    more(0)
    practise(learner)
    practise(other_learner)
    address = f"/admin/quiz/{model}/"
    listed = admin.get(address).context["cl"].result_list
    assert len(listed) == 2 and listed[0].pk > listed[1].pk
    _number, asked = count(lambda: admin.get(address))
    table = f'FROM "quiz_{model}"'
    assert not [sql for sql in asked if table in sql and ("DISTINCT" in sql or "MIN(" in sql)]
    assert [sql for sql in asked if "COUNT(*)" in sql and table in sql and "JOIN" not in sql]


@pytest.mark.parametrize("model", ["response", "grade"])
def test_answers_are_found_by_reader_session_and_case(
    admin, learner, other_learner, knowledge, model
):
    more(0)
    practise(learner)
    practise(other_learner)
    case = Case.objects.get()
    session = Session.objects.get(user__username="learner").public_id
    words = {"learner": 2, "other_learner": 1, session: 1, f"{session} {case.slug}": 1,
             f"{session} other": 0, case.title: 2}  # fmt: skip
    for query, number in words.items():
        found = admin.get(f"/admin/quiz/{model}/", {"q": query}).context["cl"].result_count
        assert found == number, query


@pytest.mark.parametrize("model", ["session", "response", "grade"])
def test_a_learner_and_an_educator_change_nothing_here(learner, educator, model, knowledge):
    assert learner.get(f"/admin/quiz/{model}/").status_code in (302, 404)
    assert educator.get(f"/admin/quiz/{model}/").status_code == 200
    assert educator.get(f"/admin/quiz/{model}/add/").status_code == 403


def test_an_intake_and_a_takedown_are_shown_without_raw_data(admin, knowledge):
    more(0)
    intake, takedown = Intake.objects.get(), Takedown.objects.get()
    page = admin.get(f"/admin/cases/intake/{intake.pk}/change/").content.decode()
    assert intake.get_absolute_url() in page and Case.objects.get().workbench_url in page
    page = admin.get(f"/admin/cases/takedown/{takedown.pk}/change/").content.decode()
    assert "<div>Ann, </div>" in page
