"""An assigned quiz from the learner's side: the window, attempts, and when results are told."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from knowledge.selectors import relations
from quiz.models import Attempt, MemoryCard, Quiz, Response, Session
from quiz.selectors import Reader, cases_untold
from quiz.services import exam, quizzes
from quiz.services.assigned import CannotStart, given_to, start_assigned
from quiz.services.past import past_of
from quiz.services.review import due_of
from quiz.services.session import freeze_set, next_item, start_practice
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.classroom.conftest import pass_due_date
from tests.quiz.test_queries import count
from tests.quiz.test_reading_page import perfect


def begin(client, assignment):
    return client.post(f"/quiz/assigned/{assignment.public_id}/").url


def page(client, url):
    return client.get(url).content.decode()


def states():
    return [one.state for one in given_to(user=make_user("learner"))]


def test_home_lists_what_is_assigned_with_due_date_and_state(assigned, learner, other_learner):
    assigned()
    text = page(learner, "/quiz/")
    assert "Assigned to you" in text
    assert "Lucent lesions" in text
    assert "(Europe/Vienna)" in text
    assert "To do" in text
    assert "Assigned to you" not in page(other_learner, "/quiz/")


def test_feedback_after_each_case(assigned, learner):
    assignment = assigned(feedback=Quiz.Feedback.EACH)
    url = begin(learner, assignment)
    assert learner.post(url, perfect()).url == f"{url}feedback/"
    assert learner.get(f"{url}feedback/").status_code == 200
    root = url.rsplit("/", 2)[0]
    second = learner.post(f"{root}/next/").url
    assert second == f"{root}/2/"
    learner.post(f"{root}/end/")
    assert states() == ["running"], "leaving is not handing in"
    learner.post(second, perfect())
    assert states() == ["done"]
    assert Attempt.objects.get().session.items.count() == 2


def test_feedback_at_the_end_is_an_exam_without_a_clock(assigned, learner):
    assignment = assigned(feedback=Quiz.Feedback.END)
    url = begin(learner, assignment)
    root = url.rsplit("/", 2)[0]
    text = page(learner, url)
    assert "Keep and go on" in text
    assert "data-clock" not in text
    assert learner.post(url, perfect()).url == f"{root}/2/"
    assert learner.get(f"{url}feedback/").url == url
    assert "1 of 2 cases answered" in page(learner, f"{root}/")
    learner.post(f"{root}/hand-in/")
    assert "Assigned: summary" in page(learner, f"{root}/")
    assert learner.get(f"{url}feedback/").status_code == 200


def test_a_time_limit_is_the_clock_of_an_exam(assigned, learner):
    assignment = assigned(minutes=10)
    url = begin(learner, assignment)
    assert 'data-clock="59' in page(learner, url)
    session = Session.objects.get()
    past = timezone.now() - timezone.timedelta(minutes=30)
    session.settings["ends_at"] = past.isoformat()
    session.save()
    assert learner.get(url).url == f"/quiz/s/{session.public_id}/"
    session.refresh_from_db()
    assert session.finished_at == past, "not when somebody looked"


def test_after_the_due_date_means_nothing_before_it_anywhere(assigned, learner, library):
    assignment = assigned(feedback=Quiz.Feedback.DUE)
    url = begin(learner, assignment)
    root = url.rsplit("/", 2)[0]
    learner.post(url, perfect())
    learner.post(f"{root}/hand-in/")
    assert Response.objects.count() == 2
    user = make_user("learner")

    def told():
        reads = json.loads(b"".join(learner.get("/progress/export.json")))["reads"]
        return {
            "feedback": learner.get(f"{url}feedback/").status_code == 200,
            "summary": "Assigned: summary" in page(learner, f"{root}/"),
            "export": len(reads),
            "csv": b"".join(learner.get("/progress/export.csv")).count(b"\n") - 1,
            "practice": not set(cases_untold(Reader(user)).values_list("pk", flat=True)),
            "challenge": learner.post(f"{url}challenge/", {"text": "x"}).url != url,
        }

    before = told()
    assert before == {
        "feedback": False,
        "summary": False,
        "export": 0,
        "csv": 0,
        "practice": False,
        "challenge": False,
    }
    assert "vertebral-hemangioma" not in page(learner, f"{root}/")
    assert "Results after the due date" in page(learner, "/quiz/")
    pass_due_date(assignment)
    assert told() == {
        "feedback": True,
        "summary": True,
        "export": 2,
        "csv": 2,
        "practice": True,
        "challenge": True,
    }


@pytest.mark.parametrize("answered", [True, False])
def test_the_review_does_not_tell_how_it_went_before_the_due_date(assigned, learner, answered):
    assignment = assigned(feedback=Quiz.Feedback.DUE)
    url = begin(learner, assignment)
    root = url.rsplit("/", 2)[0]
    if answered:
        learner.post(url, perfect())
        learner.post(f"{root}/2/", perfect())
    learner.post(f"{root}/hand-in/")
    user, later = make_user("learner"), timezone.now() + timedelta(days=30)
    assert MemoryCard.objects.exists()
    world.make_case()
    session = start_practice(user=user)
    past = past_of(session, graph=relations(), now=later)
    assert (due_of(user).cards, past.due, past.confused, past.record) == (0, (), (), {})
    pass_due_date(assignment)
    assert due_of(user).cards == MemoryCard.objects.count()
    assert past_of(session, graph=relations(), now=later).due


def test_what_is_still_to_be_read_comes_nowhere_else(assigned, library):
    user = make_user("learner")
    assigned(count=5)
    practice = start_practice(user=user, length=None)
    served = {next_item(session=practice).case_id}
    assert served == {library[5].pk}
    other = start_practice(user=make_user("other_learner"), length=None)
    assert next_item(session=other).case_id in {case.pk for case in library}


def test_the_window(assigned, learner):
    early = assigned(opens=1)
    user = make_user("learner")
    assert states() == ["upcoming"]
    with pytest.raises(CannotStart, match="opens on"):
        start_assigned(user=user, assignment=early)
    pass_due_date(early)
    assert states() == ["missed"]
    with pytest.raises(CannotStart, match="was due"):
        start_assigned(user=user, assignment=early)
    assert begin(learner, early) == "/quiz/"
    assert "cannot be started any more" in page(learner, "/quiz/")


def test_two_clicks_are_one_attempt_and_attempts_end(assigned):
    user = make_user("learner")
    assignment = assigned(attempts=2)
    first = start_assigned(user=user, assignment=assignment)
    assert start_assigned(user=user, assignment=assignment) == first
    exam.hand_in(session=first)
    assert given_to(user=user)[0].again
    second = start_assigned(user=user, assignment=assignment)
    assert second != first
    exam.hand_in(session=second)
    assert not given_to(user=user)[0].again
    with pytest.raises(CannotStart, match="every attempt"):
        start_assigned(user=user, assignment=assignment)
    assert list(Attempt.objects.values_list("number", flat=True)) == [1, 2]


def test_handing_in_late_is_said(assigned, learner):
    assignment = assigned()
    url = begin(learner, assignment)
    pass_due_date(assignment)
    assert "handing in counts as late" in page(learner, "/quiz/")
    root = url.rsplit("/", 2)[0]
    learner.post(f"{root}/hand-in/")
    assert "Handed in late" in page(learner, "/quiz/")
    assert Attempt.objects.get().late


def test_strangers_cannot_start(assigned, other_learner, guest):
    address = f"/quiz/assigned/{assigned().public_id}/"
    assert other_learner.post(address).status_code == 404
    assert "/account/login/" in guest.post(address).url
    assert not Session.objects.exists()


def test_a_held_back_case_is_read_and_seen(assigned, learner):
    assignment = assigned(count=1)
    Case.objects.filter(pk=assignment.quiz.places.get().case_id).update(pool="held_back")
    url = begin(learner, assignment)
    assert learner.get(url).status_code == 200
    series = assignment.quiz.places.get().case.studies.get().series.get()
    from cases.services import access

    assert access.has_grant(learner.session, series.study.case)


def test_a_started_quiz_stays_as_it_is(assigned, library):
    assignment = assigned()
    start_assigned(user=make_user("learner"), assignment=assignment)
    for change in (
        lambda: quizzes.add_case(quiz=assignment.quiz, case=library[4]),
        lambda: quizzes.remove_case(quiz=assignment.quiz, case_id=library[0].pk),
        lambda: quizzes.undo(quiz=assignment.quiz),
    ):
        with pytest.raises(quizzes.QuizRefused):
            change()
    assert assignment.quiz.places.count() == 2


def test_home_asks_the_same_number_of_questions_however_much_is_assigned(assigned, learner):
    assigned()
    few, _ = count(lambda: learner.get("/quiz/"))
    for _ in range(6):
        assigned(count=1)
    many, _ = count(lambda: learner.get("/quiz/"))
    assert few == many


def test_an_exam_running_elsewhere_keeps_working(library):
    """Sets of the quiz and of an exam do not get into each other's way."""
    user = make_user("learner")
    session = exam.start_exam(user=user, length=5)
    assert exam.whole_seconds_left(session) > 800
    extra = Session.objects.create(user=user, mode="assigned", settings={"exam": True})
    freeze_set(session=extra, cases=[world.make_case()])
    assert exam.whole_seconds_left(extra) is None
    assert not exam.close_if_over(extra)
