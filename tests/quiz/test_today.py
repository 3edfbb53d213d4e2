"""The front page of somebody who is signed in: where to go on, what to mend, what waits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from quiz.models import KeyChallenge, MemoryCard, Session
from quiz.selectors import Reader
from quiz.services import cohorts, quizzes
from quiz.services.assigned import start_assigned
from quiz.services.rapid import start_rapid
from quiz.services.response import commit_response
from quiz.services.session import finish, next_item, start_practice
from quiz.submission import Submission
from quiz.today import teaching, today_of
from tests.factories import CaseFactory
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.classroom.conftest import assign
from tests.quiz.simulated_reader import many_readings
from tests.quiz.test_progress import METASTASES
from tests.quiz.test_queries import count

pytestmark = pytest.mark.django_db


def read(session, *names):
    """Answer the next case in full, with these names; unknown ones are confirmed."""
    submission = Submission(**(world.PERFECT | {"differential": names, "findings": ("t1-high",)}))
    item = next_item(session=session)
    outcome = commit_response(item=item, submission=submission)
    if outcome.response is None:
        told = tuple(remark.code for remark in outcome.remarks)
        outcome = commit_response(item=item, submission=replace(submission, asked=told))
    assert outcome.response, outcome.remarks


@pytest.fixture
def case(knowledge):
    world.make_case()
    return world.make_case()


def reader():
    return Reader(make_user("learner"))


def test_a_new_account_is_sent_to_its_first_case(case, learner):
    text = learner.get("/").content.decode()
    assert "Your first case" in text
    assert "Read a case" in text
    assert "Where you were" not in text


def test_guests_are_told_what_this_is(case, client):
    text = client.get("/").content.decode()
    assert "Which of these is the metastasis?" in text
    assert "No account needed" in text


def test_continue_last_result_and_one_suggestion(case, learner):
    session = start_practice(user=make_user("learner"), length=None)
    read(session, "paget disease")
    read(session, "osteitis deformans")
    read(session, "hemangioma")
    read(session, "myeloma")
    text = learner.get("/").content.decode()
    assert f"/quiz/s/{session.public_id}/" in text
    assert "4 cases read" in text
    assert "Vertebral hemangioma; you named Multiple myeloma." in text
    assert f"/quiz/s/{session.public_id}/4/feedback/" in text
    assert "Vertebral hemangioma was taken for Paget disease 2 times." in text


def test_what_is_due_today_can_be_started_from_here(case, learner):
    read(start_practice(user=make_user("learner"), length=None), "paget disease")
    assert "Due today" not in learner.get("/").content.decode()
    MemoryCard.objects.update(due=timezone.now() - timedelta(days=1))
    text = learner.get("/").content.decode()
    assert today_of(reader()).due.today > 0
    assert "Due today" in text
    assert 'action="/quiz/review/"' in text


def test_an_ended_session_is_not_offered_again(case):
    session = start_practice(user=make_user("learner"), length=None)
    read(session, "hemangioma")
    finish(session=session)
    found = today_of(reader())
    assert found.running is None
    assert found.last.right
    assert found.confused is None


def test_nothing_is_told_of_a_rapid_set_that_still_runs(knowledge):
    world.make_case()
    world.make_case(METASTASES)
    session = start_rapid(user=make_user("learner"))
    assert session.mode == Session.Mode.RAPID
    found = today_of(reader())
    assert found.running == session
    assert found.last is None


def test_other_people_are_left_out(case):
    read(start_practice(user=make_user("other"), length=None), "paget disease")
    assert today_of(reader()).empty


def test_cost_does_not_grow_with_reads(case, learner):
    session = start_practice(user=make_user("learner"), length=None)
    read(session, "paget disease")
    few, _ = count(lambda: learner.get("/"))
    many_readings(Session.objects.create(user=make_user("learner")), case, 300)
    many, asked = count(lambda: learner.get("/"))
    assert many == few <= 24, asked


def test_educators_see_what_waits(case, educator):
    for number, state in enumerate(("draft", "in_review", "in_review")):
        CaseFactory(state=state, slug=f"waiting-{number}")
    session = start_practice(user=make_user("learner"), length=None)
    read(session, "hemangioma", "something unheard of")
    KeyChallenge.objects.create(response=session.items.get().response, text="I doubt it")
    found = teaching()
    assert (found.drafts, found.in_review, found.doubts, found.unmatched) == (1, 2, 1, 1)
    assert (found.reads, found.readers) == (1, 1)
    assert teaching(timezone.now() + timedelta(days=8)).reads == 0
    text = educator.get("/").content.decode()
    assert "cases wait for review" in text
    assert "1 case was read in the last seven days, by one account." in " ".join(text.split())


def test_learners_are_not_shown_the_educators_counts(case, learner):
    assert "draft to finish" not in learner.get("/").content.decode()


def test_an_educator_who_never_read_is_not_sent_to_a_first_case(case, educator):
    text = educator.get("/").content.decode()
    assert "From a study to a class" in text
    assert "Your first case" not in text
    assert 'href="/teach/bring-in/"' in text


def test_the_class_at_a_glance(case, educator):
    assert "No quiz is assigned to a class yet." in educator.get("/").content.decode()
    rows = [a_quiz_for("learner", "other_learner") for _ in range(4)]
    attempt = start_assigned(user=make_user("learner"), assignment=rows[-1])
    finish(session=attempt)
    few, _ = count(lambda: educator.get("/"))
    assert [one.pk for one in teaching().classes] == [row.pk for row in reversed(rows[1:])]
    text = educator.get("/").content.decode()
    assert "1 of 2 handed in" in text
    assert f'href="/teach/results/{rows[-1].public_id}/"' in text
    a_quiz_for("learner")
    many, asked = count(lambda: educator.get("/"))
    assert many == few, asked


def a_quiz_for(*names):
    """An assignment for a class of these personas."""
    quiz = quizzes.make_quiz(owner=make_user("educator"), title="Lucent lesions")
    quizzes.add_case(quiz=quiz, case=quizzes.choosable().earliest("pk"))
    cohort = cohorts.make_cohort(owner=make_user("educator"), name="Residents")
    for name in names:
        cohorts.join(cohort=cohort, user=make_user(name))
    return assign(quiz, cohort)
