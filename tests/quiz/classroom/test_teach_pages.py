"""The educators' pages: builder, cohorts, assignments; with and without htmx."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.answerkey.types import NORMAL
from cases.models import Case
from quiz.classroom.composition import composition
from quiz.models import Assignment, Cohort, Quiz
from quiz.services import cohorts, quizzes
from quiz.services.assigned import start_assigned
from tests.personas import make_user
from tests.quiz.classroom.conftest import assign, make_quiz
from tests.quiz.test_queries import count

HTMX = {"HTTP_HX_REQUEST": "true"}


def text_of(answer):
    return answer.content.decode()


def terms(**changes):
    return {
        "title": "Week 3",
        "note": "",
        "feedback": "end",
        "minutes": "",
        "attempts": "1",
        **changes,
    }


@pytest.mark.parametrize("room", ["quizzes", "cohorts", "results"])
def test_empty_rooms_say_what_to_do(educator, room):
    text = text_of(educator.get(f"/teach/{room}/"))
    assert 'class="empty' in text


def test_an_educator_composes_a_quiz_without_scripts(educator, library):
    url = educator.post("/teach/quizzes/new/", terms()).url
    text = text_of(educator.get(f"{url}?q=metastases"))
    assert text.count('value="add"') == 3
    for case in library[:3]:
        educator.post(f"{url}cases/", {"do": "add", "case": case.public_id})
    quiz = Quiz.objects.get()
    assert quiz.owner == make_user("educator")
    assert list(quiz.places.values_list("case", flat=True)) == [c.pk for c in library[:3]]
    educator.post(f"{url}cases/", {"do": "down", "case": library[0].public_id})
    educator.post(f"{url}cases/", {"do": "remove", "case": library[2].public_id})
    assert list(quiz.places.values_list("case", flat=True)) == [library[1].pk, library[0].pk]
    educator.post(f"{url}cases/", {"do": "undo"})
    assert quiz.places.count() == 3


def test_with_htmx_only_the_builder_comes_back_and_the_search_stays(educator, library):
    url = educator.post("/teach/quizzes/new/", terms()).url
    data = {"do": "add", "case": library[0].public_id, "kind": "malignant"}
    text = text_of(educator.post(f"{url}cases/", data, **HTMX))
    assert text.lstrip().startswith('<div id="builder"')
    assert text.count('value="add"') == 3
    assert 'value="malignant" selected' in " ".join(text.split())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "This field is required"),
        ({"minutes": "0"}, "Between 1 and 600"),
        ({"minutes": "5", "feedback": "each"}, "With a clock"),
        ({"attempts": "0"}, "Between 1 and 10"),
        ({"attempts": "-3"}, "greater than or equal"),
    ],
)
def test_terms_that_do_not_fit_are_refused_and_nothing_is_lost(educator, changes, sentence):
    answer = educator.post("/teach/quizzes/new/", terms(note="Bring your own coffee", **changes))
    assert sentence in text_of(answer)
    assert "Bring your own coffee" in text_of(answer)
    assert not Quiz.objects.exists()


def test_a_started_quiz_is_locked_and_can_be_copied(educator, assigned):
    assignment = assigned()
    start_assigned(user=make_user("learner"), assignment=assignment)
    url = f"/teach/quizzes/{assignment.quiz.public_id}/"
    text = text_of(educator.get(url))
    assert "its cases and terms stay" in text
    assert 'value="add"' not in text
    educator.post(f"{url}cases/", {"do": "undo"})
    assert "Make a copy" in text_of(educator.get(url))
    educator.post(url, terms(title="Better title", feedback="each", minutes="5"))
    quiz = Quiz.objects.get(pk=assignment.quiz.pk)
    assert (quiz.title, quiz.feedback, quiz.minutes) == ("Better title", "end", None)
    copy = educator.post(f"{url}copy/").url
    assert 'value="remove"' in text_of(educator.get(copy))


def test_a_blueprint_from_the_page(educator, library, owner):
    quiz = make_quiz(library[:1], owner)
    url = f"/teach/quizzes/{quiz.public_id}/blueprint/"
    assert "Vascular" in text_of(educator.get(url))
    form = {"mimics": "1", "group-vascular": "1", "malignant": "2", "normal": "1"}
    answer = educator.post(url, form)
    assert answer.url == f"/teach/quizzes/{quiz.public_id}/"
    assert "only 0 of 1 normal cases" in text_of(educator.get(answer.url))
    assert quiz.places.count() == 4
    assert 'name="group-vascular" value="1"' in text_of(educator.get(url))
    refused = text_of(educator.post(url, {"mimics": "0", "malignant": "0", "normal": "0"}))
    assert "Between 1 and 100" in refused
    nothing = educator.post(url, {"mimics": "0", "malignant": "0", "normal": "5"})
    assert "No published case fits" in text_of(nothing)


def test_prevalence_and_spectrum_are_stated_and_warned_of(library):
    found = composition(library)
    assert [(share.name, share.count) for share in found.kinds[:2]] == [
        ("Malignant", 3),
        ("Mimic", 3),
    ]
    assert len(found.warnings) == 1
    assert "normal or physiologic" in found.warnings[0]
    Case.objects.filter(pk=library[0].pk).update(diagnosis_slug=NORMAL)
    healthy = list(Case.objects.filter(pk__in=[case.pk for case in library]))
    assert composition(healthy).warnings != ()
    assert composition(healthy + healthy[:1]).total == 7
    mimics = [case for case in library if not case.malignant]
    assert len(composition(mimics).warnings) == 2
    assert composition([]).warnings == ()


def test_a_cohort_from_the_page(educator):
    url = educator.post("/teach/cohorts/", {"name": "Class of 26"}).url
    cohort = Cohort.objects.get()
    assert f"/quiz/join/{cohort.token}/" in text_of(educator.get(url))
    educator.post(f"{url}link/", {"do": "renew"})
    assert cohort.token not in text_of(educator.get(url))
    educator.post(f"{url}link/", {"do": "close"})
    assert "The link is closed" in text_of(educator.get(url))
    make_user("learner")
    said = text_of(educator.post(url, {"names": "learner, nobody@example.org"}))
    assert "1 member added" in said
    assert "nobody@example.org" in said
    educator.post(f"{url}remove/", {"member": str(make_user("learner").pk)})
    assert not cohort.memberships.exists()
    assert "There is no name in it" in text_of(educator.post(url, {"names": " , "}))


def test_a_list_as_a_file_of_a_spreadsheet(educator, owner):
    from django.core.files.uploadedfile import SimpleUploadedFile

    user = make_user("learner")
    user.username = "müller"
    user.save()
    cohort = cohorts.make_cohort(owner=owner, name="A")
    upload = SimpleUploadedFile("class.csv", "user name;e-mail\nMüller;\n".encode("cp1252"))
    educator.post(f"/teach/cohorts/{cohort.public_id}/", {"file": upload})
    assert cohort.memberships.get().user == user


def test_assigning_with_dates_in_a_zone(educator, library, owner, cohort):
    quiz = make_quiz(library[:2], owner)
    url = f"/teach/quizzes/{quiz.public_id}/assign/"
    assert 'type="datetime-local"' in text_of(educator.get(url))
    form = {
        "cohort": str(cohort.pk),
        "opens_at": "2031-01-10T08:00",
        "due_at": "2031-07-10T08:00",
        "zone": "America/New_York",
    }
    answer = educator.post(url, form)
    made = Assignment.objects.get()
    assert answer.url == f"/teach/results/{made.public_id}/"
    assert made.opens_at.isoformat() == "2031-01-10T13:00:00+00:00"
    assert made.due_at.isoformat() == "2031-07-10T12:00:00+00:00"
    assert "8 a.m. (America/New_York)" in made.opens
    again = text_of(educator.get(f"/teach/results/{made.public_id}/dates/"))
    assert 'value="2031-01-10T08:00"' in again


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_at": "2031-01-01T00:00"}, "lies after the opening"),
        ({"opens_at": "2001-01-01T00:00", "due_at": "2001-02-01T00:00"}, "has passed already"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"opens_at": "soon"}, "Enter a valid date"),
        ({"cohort": "0"}, "Select a valid choice"),
    ],
)
def test_dates_that_do_not_fit_are_refused(educator, library, owner, cohort, changes, sentence):
    quiz = make_quiz(library[:2], owner)
    form = {
        "cohort": str(cohort.pk),
        "opens_at": "2031-01-10T08:00",
        "due_at": "2031-07-10T08:00",
        "zone": "UTC",
        **changes,
    }
    answer = educator.post(f"/teach/quizzes/{quiz.public_id}/assign/", form)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not Assignment.objects.exists()


def test_an_empty_quiz_is_not_assigned(educator, owner, cohort):
    quiz = quizzes.make_quiz(owner=owner, title="Empty")
    now = timezone.now() + timedelta(days=1)
    form = {
        "cohort": str(cohort.pk),
        "opens_at": "2031-01-10T08:00",
        "due_at": now.replace(year=2032).strftime("%Y-%m-%dT%H:%M"),
        "zone": "UTC",
    }
    answer = educator.post(f"/teach/quizzes/{quiz.public_id}/assign/", form)
    assert "holds no cases" in text_of(answer)


@pytest.mark.parametrize("page", ["quizzes", "quiz", "cohorts", "cohort", "results"])
def test_queries_do_not_grow_with_what_there_is(educator, library, owner, cohort, page):
    def more(cases):
        quiz = make_quiz(cases, owner)
        assign(quiz, cohort)
        cohorts.join(cohort=cohort, user=make_user("other_learner"))
        return quiz

    quiz = more(library[:1])
    urls = {
        "quizzes": "/teach/quizzes/",
        "quiz": f"/teach/quizzes/{quiz.public_id}/",
        "cohorts": "/teach/cohorts/",
        "cohort": f"/teach/cohorts/{cohort.public_id}/",
        "results": "/teach/results/",
    }
    educator.get(urls[page])  # the names come from memory from now on
    few, _ = count(lambda: educator.get(urls[page]))
    for _ in range(3):
        more(library[1:3])
    for case in library[1:4]:
        quizzes.add_case(quiz=quiz, case=case)
    cohorts.make_cohort(owner=owner, name="B")
    many, asked = count(lambda: educator.get(urls[page]))
    assert few == many, asked
