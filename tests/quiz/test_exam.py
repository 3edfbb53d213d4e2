"""Exams: the server's clock, answers that may change until the end, nothing told before it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quiz.models import Draft, Response, Session, SessionItem
from quiz.services import exam
from tests.quiz import world
from tests.quiz.test_progress import METASTASES
from tests.quiz.test_queries import count
from tests.quiz.test_reading_page import JSON, perfect


@pytest.fixture
def library(knowledge):
    for _ in range(3):
        world.make_case()
        world.make_case(METASTASES)


def begin(client, length="5"):
    return client.post("/quiz/exam/", {"length": length}).url


def turn_back(minutes):
    """Let so many minutes pass on the server's clock."""
    session = Session.objects.get()
    ends = timezone.datetime.fromisoformat(session.settings["ends_at"])
    session.settings["ends_at"] = (ends - timedelta(minutes=minutes)).isoformat()
    session.save()


def page(client, url):
    return client.get(url).content.decode()


def test_an_exam_from_start_to_review(library, learner):
    url = begin(learner)
    session = Session.objects.get()
    root = f"/quiz/s/{session.public_id}/"
    assert session.items.count() == 5
    for order in range(1, 6):
        assert url == f"{root}{order}/"
        assert "Keep and go on" in page(learner, url)
        url = learner.post(url, perfect()).url
    assert url == root
    assert "5 of 5 cases answered" in page(learner, root)
    assert not Response.objects.exists()
    assert learner.post(f"{root}hand-in/").url == root
    assert Response.objects.count() == 5
    text = page(learner, root)
    assert "Exam: summary" in text
    first = page(learner, f"{root}1/feedback/")
    assert f'href="{root}2/feedback/"' in first
    assert learner.get(f"{root}1/").url == f"{root}1/feedback/"


def test_an_answer_may_change_until_the_end(library, learner):
    url = begin(learner)
    learner.get(url)
    learner.post(url, perfect(malignancy="10"))
    assert 'value="10"' in page(learner, url)
    learner.post(url, perfect(malignancy="90"))
    exam.hand_in(session=Session.objects.get())
    answers = [r.payload["answer"]["malignancy"] for r in Response.objects.order_by("item__order")]
    assert answers == [0.9, None, None, None, None]
    spent = Response.objects.get(item__order=1).seconds
    assert 0 <= spent < 60
    assert Response.objects.get(item__order=2).seconds is None


def test_what_is_not_answered_earns_nothing(library, learner):
    begin(learner)
    exam.hand_in(session=Session.objects.get())
    totals = [response.grades.get().total for response in Response.objects.all()]
    assert max(totals) < 0.5
    assert len(totals) == 5


def test_nothing_is_told_before_the_end(library, learner):
    url = begin(learner)
    root = url.rsplit("/", 2)[0]
    learner.post(url, perfect())
    assert learner.get(f"{url}feedback/").url == url
    learner.post(f"{root}/end/")
    assert Session.objects.get().finished_at is None
    for address in (url, f"{root}/"):
        text = page(learner, address).partition("<body")[2]
        assert "Secret title" not in text
        assert "passed" not in text


def test_when_the_time_is_up_the_last_answers_count(library, learner):
    url = begin(learner)
    root = url.rsplit("/", 2)[0]
    learner.post(f"{url}draft/", perfect(malignancy="20", edited="5"))
    turn_back(15)  # over, but within the grace
    late = learner.post(f"{url}draft/", perfect(malignancy="30", edited="6"))
    assert late.json()["saved"]
    turn_back(1)
    refused = learner.post(f"{url}draft/", perfect(malignancy="99", edited="7"))
    said = refused.json()
    assert (said["saved"], said["committed"]) == (False, True)
    assert "This session has ended" in said["elsewhere"]["sentence"]
    assert Response.objects.get(item__order=1).payload["answer"]["malignancy"] == 0.3
    assert "Exam: summary" in page(learner, f"{root}/")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("way", ["get", "post", "session", "hand-in"])
def test_whatever_is_asked_after_the_time_finds_it_handed_in(library, learner, way):
    url = begin(learner)
    root = url.rsplit("/", 2)[0]
    learner.post(url, perfect(malignancy="20"))
    turn_back(16)
    if way == "get":
        learner.get(url)
    elif way == "post":
        learner.post(url, perfect(malignancy="99"))
    else:
        send = learner.get if way == "session" else learner.post
        send(f"{root}/" if way == "session" else f"{root}/hand-in/")
    assert Response.objects.count() == 5
    assert Response.objects.get(item__order=1).payload["answer"]["malignancy"] == 0.2
    assert Session.objects.get().finished_at is not None


def test_handing_in_twice_changes_nothing(library, learner):
    root = begin(learner).rsplit("/", 2)[0]
    learner.post(f"{root}/hand-in/")
    ended = Session.objects.get().finished_at
    learner.post(f"{root}/hand-in/")
    assert Session.objects.get().finished_at == ended
    assert Response.objects.count() == 5


def test_the_clock_is_the_servers(library, learner, other_learner):
    root = begin(learner).rsplit("/", 2)[0]
    left = learner.get(f"{root}/clock/").json()["left"]
    assert 5 * 3 * 60 - 10 < left <= 5 * 3 * 60
    turn_back(14)
    assert learner.get(f"{root}/clock/").json()["left"] <= 60
    assert other_learner.get(f"{root}/clock/").status_code == 404
    learner.post(f"{root}/hand-in/")
    assert learner.get(f"{root}/clock/").json()["left"] == 0


def test_flags_come_and_go(library, learner):
    url = begin(learner)
    learner.post(f"{url}flag/")
    assert "flagged" in page(learner, url)
    learner.post(f"{url}flag/")
    assert "Take the flag away" not in page(learner, url)


def test_the_script_is_told_where_to_go(library, learner):
    url = begin(learner)
    answer = learner.post(url, perfect(), **JSON).json()
    assert answer == {"next": url.replace("/1/", "/2/")}


def test_a_strange_length_is_the_usual_one(library, learner):
    begin(learner, "7000")
    assert SessionItem.objects.count() == 6  # all that the library has


def test_without_a_proven_case_the_page_says_so(knowledge, guest):
    world.make_case(key=None)
    assert "no proven case" in guest.post("/quiz/exam/", follow=True).content.decode()


def test_queries_of_a_page_do_not_grow_with_the_exam(knowledge, learner):
    def ask():
        url = begin(learner, "20")
        root = url.rsplit("/", 2)[0]
        learner.get(url)
        shown, _ = count(lambda: learner.get(url))
        kept, _ = count(lambda: learner.post(url, perfect()))
        overview, _ = count(lambda: learner.get(f"{root}/"))
        return shown, kept, overview

    for _ in range(3):
        world.make_case()
    few = ask()
    for _ in range(9):
        world.make_case(METASTASES)
    many = ask()
    assert all(more <= less for more, less in zip(many, few, strict=True))
    assert max(many) <= 15


def test_practice_gives_no_running_exam_away(library, learner, other_learner):
    begin(learner)  # five of six cases
    inside = set(SessionItem.objects.values_list("case_id", flat=True))
    for client in (learner, other_learner):
        url = client.post("/quiz/start/", {"length": "1"}).url
        assert client.get(url).status_code == 200
    mine = SessionItem.objects.get(session__mode="practice", session__user__username="learner")
    assert mine.case_id not in inside


def test_with_every_case_in_an_exam_practice_says_so(knowledge, learner):
    world.make_case()
    begin(learner, "1")
    text = learner.post("/quiz/start/", follow=True).content.decode()
    assert "End it first" in text
    assert Session.objects.count() == 1
    turn_back(300)
    Session.objects.update(started_at=timezone.now() - timedelta(hours=3))
    assert learner.post("/quiz/start/", follow=True).status_code == 200
    assert Session.objects.count() == 2


def test_a_draft_that_no_form_would_send_does_not_stop_the_hand_in(library, learner):
    url = begin(learner)
    odd = perfect(ct_class="rubbish", next_step="none such", extent="?", malignancy="lots")
    learner.post(f"{url}draft/", {**odd, "edited": "9"})
    root = url.rsplit("/", 2)[0]
    assert learner.post(f"{root}/hand-in/").status_code == 302
    assert Response.objects.count() == 5
    answer = Response.objects.get(item__order=1).payload["answer"]
    assert (answer["ct_class"], answer["extent"], answer["malignancy"]) == (None, None, None)


def test_a_case_that_is_open_in_practice_does_not_come_in_an_exam(library, learner):
    """Committing it in practice would tell its answer while the exam runs."""
    learner.post("/quiz/start/", {"length": "0"})
    case = SessionItem.objects.get().case_id
    begin(learner, "20")
    exam_cases = SessionItem.objects.filter(session__mode="exam").values_list("case_id", flat=True)
    assert len(exam_cases) == 5
    assert case not in exam_cases


def test_practice_with_one_case_may_be_started_again(knowledge, learner):
    case = world.make_case()
    for _ in range(2):
        url = learner.post("/quiz/start/").url
        assert case.history in page(learner, url)


def test_the_button_of_an_exam_never_says_commit(library, learner):
    url = begin(learner)
    words = learner.get(url).context["state"]["words"]
    assert words["commit"] == "Keep and go on"
