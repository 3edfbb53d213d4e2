"""What self-study shows with its diagnosis is never asked: not in any way to read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case
from quiz.models import Assignment, Cohort, Membership, Quiz, QuizCase, Session, SessionItem
from quiz.selectors import Reader, library_counts, playable
from quiz.services.assigned import CannotStart, start_assigned
from quiz.services.exam import start_exam
from quiz.services.rapid import start_rapid
from quiz.services.selection import choose_case
from quiz.services.session import NoCases, freeze_set, open_session, start_practice
from tests.personas import NAMES, make_persona
from tests.quiz import world
from tests.quiz.test_progress import METASTASES


@pytest.fixture
def shown(knowledge):
    return [world.make_case(key, pool="exhibit") for key in (world.KEY, METASTASES)]


@pytest.mark.parametrize("start", [start_practice, start_rapid, start_exam])
def test_a_library_of_exhibits_alone_gives_no_session(start, shown):
    with pytest.raises(NoCases):
        start(user=make_persona("learner").user)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_asked_one(name, shown):
    asked = world.make_case()
    user = make_persona(name).user
    assert list(playable(user)) == [asked]
    assert library_counts(Reader(user))["all"] == 1


@pytest.mark.parametrize("mode", Session.Mode.values)
def test_no_mode_can_freeze_one(mode, shown):
    reader = Reader(make_persona("learner").user)
    session = open_session(reader, mode)
    with pytest.raises(ValueError, match="never asked"):
        freeze_set(session=session, cases=[world.make_case(), shown[0]])
    assert not SessionItem.objects.exists()


def test_choosing_goes_round_it_whatever_was_seen(shown):
    asked = world.make_case()
    session = start_practice(user=make_persona("learner").user)
    assert {choose_case(session=session) for _ in range(20)} == {asked}
    Case.objects.filter(pk=asked.pk).update(pool="exhibit")
    assert choose_case(session=session) is None


def test_what_becomes_an_exhibit_leaves_a_quiz_that_was_given(shown):
    """The other cases of the quiz stay; a quiz of nothing else cannot be started."""
    educator, learner = make_persona("educator").user, make_persona("learner").user
    quiz = Quiz.objects.create(title="Marrow", owner=educator)
    for order, case in enumerate((shown[0], world.make_case()), start=1):
        QuizCase.objects.create(quiz=quiz, case=case, order=order)
    assignment = given(quiz, educator, learner)
    session = start_assigned(assignment=assignment, user=learner)
    assert [item.case.pool for item in session.items.all()] == ["practice"]
    Case.objects.update(pool="exhibit")
    again = given(quiz, educator, learner)
    with pytest.raises(CannotStart):
        start_assigned(assignment=again, user=learner)


def given(quiz, educator, learner):
    cohort = Cohort.objects.create(name="Class", owner=educator)
    Membership.objects.create(cohort=cohort, user=learner)
    now = timezone.now()
    return Assignment.objects.create(
        quiz=quiz, cohort=cohort, opens_at=now, due_at=now + timedelta(days=1)
    )


def test_the_front_page_puts_no_exhibit_before_a_guest(guest, shown):
    assert b"dicom-stack" not in guest.get("/").content
