"""Rapid reading: a set in known shares, one key a case, nothing told before the end."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.answerkey.types import NORMAL, AnswerKey
from quiz.models import Reading, Response, Session, SessionItem
from quiz.services.rapid import CONFIDENCE, SHARES, choose_set, kind_of, start_rapid
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.test_progress import METASTASES
from tests.quiz.test_queries import count

HEALTHY = AnswerKey(diagnosis=NORMAL, malignant=False, extent="normal")
LIBRARY = st.lists(st.sampled_from([("a", False), ("m", True), (NORMAL, False)]), max_size=60)


@pytest.fixture
def library(knowledge):
    for key in (world.KEY, METASTASES, HEALTHY):
        for _ in range(3):
            world.make_case(key)
    world.make_case(key=None)  # never proven: cannot be read rapidly


def begin(client):
    return client.post("/quiz/rapid/").url


@given(LIBRARY, st.integers(0, 2**32))
def test_laws_of_a_set(kinds, seed):
    cases = [(pk, *kind) for pk, kind in enumerate(kinds)]
    chosen = choose_set(cases, rng=random.Random(seed))
    assert len(chosen) == len(set(chosen)) == min(20, len(cases))
    there = Counter(kind_of(*kind) for kind in kinds)
    got = Counter(kind_of(*kinds[pk]) for pk in chosen)
    for kind, share in SHARES.items():
        assert got[kind] >= min(there[kind], round(20 * share))
    assert chosen == choose_set(cases, rng=random.Random(seed))


def test_a_full_library_gives_the_stated_shares():
    cases = [
        (pk, *kind) for pk, kind in enumerate([("a", False), ("m", True), (NORMAL, False)] * 40)
    ]
    kinds = Counter(kind_of(*cases[pk][1:]) for pk in choose_set(cases, rng=random.Random(1)))
    assert kinds == {"malignant": 7, "normal": 4, "mimic": 9}


def test_confidence_is_symmetric_and_rises():
    values = [CONFIDENCE[step] for step in range(1, 7)]
    assert values == sorted(values)
    assert all(a + b == 100 for a, b in zip(values, reversed(values), strict=True))


def test_a_set_from_start_to_the_curve(library, learner):
    url = begin(learner)
    session = Session.objects.get()
    assert session.items.count() == 9
    for number in range(1, 10):
        page = learner.get(url)
        assert f"Case {number} of 9" in page.content.decode()
        truth = SessionItem.objects.get(session=session, order=number).answer_key["malignant"]
        url = learner.post(url, {"step": "6" if truth else "2"}).url
    assert url == f"/quiz/s/{session.public_id}/"
    text = learner.get(url).content.decode()
    assert "9 cases read" in text
    assert "Area under the curve 1.00" in text
    assert text.count("right side") == 9
    assert "surely malignant" in text
    assert Reading.objects.filter(malignant=True, probability=0.97).count() == 3
    assert learner.get(f"{url}3/feedback/").status_code == 200
    assert learner.get(f"{url}3/").url == url


def test_nothing_is_told_before_the_end(library, learner):
    first = begin(learner)
    root = first.rsplit("/", 2)[0]
    learner.get(first)
    second = learner.post(first, {"step": "1"}).url
    assert learner.get(f"{first}feedback/").url == first
    assert learner.get(first).url == second
    assert learner.get(f"{root}/").url == second
    text = learner.get(second).content.decode().partition("<body")[2].casefold()
    for word in ("hemangioma", "metastases", "secret title", '"malignant"'):
        assert word not in text


def test_a_case_is_answered_once(library, learner):
    url = begin(learner)
    learner.post(url, {"step": "1"})
    learner.post(url, {"step": "6"})
    assert Response.objects.get().payload["answer"]["malignancy"] == 0.03


@pytest.mark.parametrize("step", ["", "0", "7", "x", "²"])
def test_another_answer_is_refused_in_a_sentence(library, learner, step):
    answer = learner.post(begin(learner), {"step": step})
    assert answer.status_code == 422
    assert "Please choose one of the six answers" in answer.content.decode()
    assert not Response.objects.exists()


def test_an_ended_set_shows_what_was_read_and_takes_no_more(library, learner):
    url = begin(learner)
    later = learner.post(url, {"step": "5"}).url
    root = url.rsplit("/", 2)[0]
    learner.post(f"{root}/end/")
    learner.post(later, {"step": "5"})
    assert Response.objects.count() == 1
    assert "1 case read" in learner.get(f"{root}/").content.decode()


def test_one_side_alone_has_no_curve(knowledge, learner):
    world.make_case(replace(world.KEY))
    text = learner.post(begin(learner), {"step": "2"}, follow=True).content.decode()
    assert "this set had only one side" in text


def test_without_a_proven_case_the_page_says_so(knowledge, guest):
    world.make_case(key=None)
    assert "no proven case" in guest.post("/quiz/rapid/", follow=True).content.decode()


def test_rapid_reads_do_not_count_as_diagnoses(library, learner):
    start_rapid(user=make_user("learner"), rng=random.Random(3))
    root = f"/quiz/s/{Session.objects.get().public_id}/"
    learner.post(f"{root}1/", {"step": "2"})
    learner.post(f"{root}end/")
    from tests.quiz.test_progress import figures

    found = figures()
    assert found.graded == 1
    assert found.diagnosis.total == 0
    assert found.sensitivity.total + found.specificity.total == 1


def test_queries_do_not_grow_with_the_library(knowledge, learner):
    def ask():
        started, _ = count(lambda: learner.post("/quiz/rapid/"))
        url = f"/quiz/s/{Session.objects.first().public_id}/1/"
        shown, _ = count(lambda: learner.get(url))
        sent, _ = count(lambda: learner.post(url, {"step": "3"}))
        root = url.rsplit("/", 2)[0]
        for order in range(2, Session.objects.first().items.count() + 1):
            learner.post(f"{root}/{order}/", {"step": "4"})
        told, _ = count(lambda: learner.get(f"{root}/"))
        return started, shown, sent, told

    for _ in range(3):
        world.make_case()
    few = ask()
    for _ in range(8):
        world.make_case(METASTASES)
    many = ask()
    assert all(more <= less for more, less in zip(many, few, strict=True))
    assert max(many) <= 15


def test_neither_progress_nor_export_tell_a_running_set(library, learner):
    learner.post(begin(learner), {"step": "6"})
    assert "0 cases read" in learner.get("/progress/").content.decode()
    assert len(b"".join(learner.get("/progress/export.csv")).splitlines()) == 1
    learner.post(f"/quiz/s/{Session.objects.get().public_id}/end/")
    assert "1 case read" in learner.get("/progress/").content.decode()
    assert len(b"".join(learner.get("/progress/export.csv")).splitlines()) == 2
