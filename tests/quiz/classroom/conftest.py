"""A class with a quiz: what the classroom tests start from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quiz.models import Assignment, Cohort, Quiz
from quiz.services import cohorts, quizzes
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.test_progress import METASTASES


@pytest.fixture
def library(knowledge):
    """Three mimics and three metastases."""
    return [world.make_case(key) for key in (world.KEY, METASTASES) * 3]


@pytest.fixture
def owner(db):
    return make_user("educator")


def make_quiz(cases, owner, **terms) -> Quiz:
    quiz = quizzes.make_quiz(owner=owner, title="Lucent lesions", **terms)
    for case in cases:
        quizzes.add_case(quiz=quiz, case=case)
    return quiz


def assign(quiz, cohort, *, opens=-1, due=24) -> Assignment:
    """Give the quiz to the class; hours from now."""
    now = timezone.now()
    return Assignment.objects.create(
        quiz=quiz,
        cohort=cohort,
        opens_at=now + timedelta(hours=opens),
        due_at=now + timedelta(hours=due),
        zone="Europe/Vienna",
    )


def pass_due_date(assignment) -> None:
    """Let the due date pass: an hour ago from now on."""
    now = timezone.now()
    Assignment.objects.filter(pk=assignment.pk).update(
        opens_at=now - timedelta(hours=48), due_at=now - timedelta(hours=1)
    )
    assignment.refresh_from_db()


@pytest.fixture
def cohort(owner) -> Cohort:
    """A class with the persona "learner" in it."""
    made = cohorts.make_cohort(owner=owner, name="Residents 2026")
    cohorts.join(cohort=made, user=make_user("learner"))
    return made


@pytest.fixture
def assigned(library, owner, cohort):
    """`assigned(feedback=…, due=…)`: two cases for the class."""

    def make(*, opens=-1, due=24, count=2, **terms):
        return assign(make_quiz(library[:count], owner, **terms), cohort, opens=opens, due=due)

    return make
