"""Pages ask the database a fixed number of questions, however much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quiz.models import SessionItem
from tests.quiz import world
from tests.quiz.test_reading_page import JSON, perfect

#: Most queries of the submit path and of the feedback, savepoints not counted; making the next
#: item chooses, freezes and looks for spoilers, once a case.
MOST = 15
MOST_NEXT = 24


def count(action):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = action()
    assert response.status_code in (200, 302), response
    asked = [q["sql"] for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return len(asked), asked


@pytest.fixture(params=["guest", "learner"])
def client(request):
    return request.getfixturevalue(request.param)


def read(client, reads, findings=()):
    """Practise `reads` cases; return the address of the next one, shown but open."""
    url = client.post("/quiz/start/", {"length": "0"}).url
    session = url.rsplit("/", 2)[0]
    for _ in range(reads):
        client.post(url, perfect(findings=list(findings)))
        url = client.post(f"{session}/next/", **JSON).json()["next"]
    client.get(url)
    return url


@pytest.mark.parametrize(
    "page", ["read", "commit", "feedback", "session", "home", "next", "draft"]
)
def test_queries_do_not_grow_with_what_was_read(client, knowledge, page):
    def ask(url):
        session = url.rsplit("/", 2)[0]
        if page in ("feedback", "next"):
            client.post(url, perfect())
        hard = perfect(differential=["mets", "hemangioma", "MM", "zorgle"])
        actions = {
            "read": lambda: client.get(url),
            "draft": lambda: client.post(f"{url}draft/", perfect(edited="5")),
            "commit": lambda: client.post(url, hard),
            "feedback": lambda: client.get(f"{url}feedback/"),
            "session": lambda: client.get(f"{session}/"),
            "home": lambda: client.get("/quiz/"),
            "next": lambda: client.post(f"{session}/next/", **JSON),
        }
        return count(actions[page])

    for _ in range(3):
        world.make_case()
    few, _ = ask(read(client, 1))
    for _ in range(6):
        world.make_case()
    many, asked = ask(read(client, 6))
    assert many <= few, asked
    assert many <= (MOST_NEXT if page == "next" else MOST), asked


def test_the_commit_of_a_hard_answer_stays_below_the_limit(client, knowledge):
    world.make_case()
    client.get("/quiz/understand/", {"text": "hemangioma"})  # a server that has served before
    url = read(client, 0)
    wild = ["mets", "zorgle", "porgle", "hemangioma vs myeloma"]
    number, asked = count(lambda: client.post(url, perfect(differential=wild)))
    assert SessionItem.objects.get().response
    assert number <= MOST, asked
