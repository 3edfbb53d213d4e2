"""Composing quizzes: by hand with undo, by blueprint, until somebody has started."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.answerkey.types import NORMAL
from cases.models import Case
from quiz.models import Quiz
from quiz.services import quizzes
from quiz.services.quizzes import Blueprint, QuizRefused, spread
from tests.quiz import world
from tests.quiz.classroom.conftest import make_quiz


def listed(quiz):
    return list(quiz.places.values_list("case", flat=True))


def test_add_move_remove_and_undo(library, owner):
    a, b, c = (case.pk for case in library[:3])
    quiz = make_quiz(library[:3], owner)
    quizzes.move_case(quiz=quiz, case_id=c, step=-2)
    assert listed(quiz) == [c, a, b]
    quizzes.move_case(quiz=quiz, case_id=c, step=-5)
    assert listed(quiz) == [c, a, b], "the first stays first"
    quizzes.remove_case(quiz=quiz, case_id=a)
    assert listed(quiz) == [c, b]
    for expected in ([c, a, b], [a, b, c], [a, b], [a], []):
        assert quizzes.undo(quiz=quiz)
        assert listed(quiz) == expected
    assert not quizzes.undo(quiz=quiz)


def test_a_case_is_in_a_quiz_once(library, owner):
    quiz = make_quiz([library[0], library[0]], owner)
    assert listed(quiz) == [library[0].pk]
    quiz.refresh_from_db()
    assert len(quiz.undo) == 1, "what changed nothing is not undone"


def test_who_changed_what_is_kept(library, owner):
    quiz = make_quiz(library[:2], owner)
    quizzes.remove_case(quiz=quiz, case_id=library[0].pk)
    reasons = list(quiz.history.values_list("history_change_reason", flat=True))
    assert reasons == ["case removed", "case added", "case added", None]


def test_a_copy_may_be_changed(assigned, owner, library):
    quiz = make_quiz(library[:2], owner, minutes=9, feedback=Quiz.Feedback.DUE)
    copy = quizzes.copy_quiz(quiz=quiz, owner=owner)
    assert listed(copy) == listed(quiz)
    assert (copy.minutes, copy.feedback) == (9, "due")
    quizzes.add_case(quiz=copy, case=library[3])
    assert len(listed(quiz)) == 2


def test_a_blueprint_draws_what_it_says_and_says_what_is_missing(library, owner):
    healthy = replace(world.KEY, diagnosis=NORMAL, extent="normal", lesions=())
    normal = world.make_case(healthy)
    quiz = quizzes.make_quiz(owner=owner, title="Drawn")
    blueprint = Blueprint(mimics=2, malignant=2, normal=3)
    missing = quizzes.draw(quiz=quiz, blueprint=blueprint, rng=random.Random(1))
    assert missing == ["1 of 3 normal cases"]
    kinds = [(c.malignant, c.diagnosis_slug) for c in Case.objects.filter(pk__in=listed(quiz))]
    assert kinds.count((True, "lytic-metastases")) == 2
    assert kinds.count((False, NORMAL)) == 1
    assert normal.pk in listed(quiz)
    assert len(kinds) == 5
    quiz.refresh_from_db()
    assert quiz.blueprint["malignant"] == 2


def test_so_many_of_each_group(library, owner):
    """Of the group that is named first; what is left of it still counts as any mimic."""
    quiz = quizzes.make_quiz(owner=owner, title="Drawn")
    blueprint = Blueprint(mimics=1, groups=(("vascular", 2), ("no-such-group", 1)))
    assert quizzes.draw(quiz=quiz, blueprint=blueprint) == ["0 of 1 no-such-group"]
    assert set(listed(quiz)) == {case.pk for case in library if not case.malignant}
    quiz.refresh_from_db()
    assert quiz.blueprint["groups"] == {"vascular": 2, "no-such-group": 1}


def test_held_back_cases_only_where_they_are_asked_for(library, owner):
    Case.objects.filter(malignant=True).update(pool="held_back")
    quiz = quizzes.make_quiz(owner=owner, title="Drawn")
    with pytest.raises(QuizRefused, match="No published case"):
        quizzes.draw(quiz=quiz, blueprint=Blueprint(malignant=2))
    assert quizzes.draw(quiz=quiz, blueprint=Blueprint(malignant=2, held_back=True)) == []


def test_drafts_retired_cases_and_cases_without_images_are_not_offered(library):
    Case.objects.filter(pk=library[0].pk).update(state="draft")
    Case.objects.filter(pk=library[1].pk).update(state="retired")
    library[2].studies.get().series.update(frames_ready=False)
    assert set(quizzes.choosable()) == set(library[3:])


@given(
    st.lists(st.sampled_from("abcd"), max_size=30),
    st.integers(0, 40),
    st.randoms(use_true_random=False),
)
def test_entities_take_turns(slugs, wanted, dice):
    rows = list(enumerate(slugs))
    found = spread(rows, wanted, dice)
    assert len(found) == len(set(found)) == min(wanted, len(rows))
    drawn = [slugs[pk] for pk in found]
    for slug in set(slugs):
        left = slugs.count(slug) - drawn.count(slug)
        if left:
            assert drawn.count(slug) >= max(drawn.count(other) for other in set(slugs)) - 1
