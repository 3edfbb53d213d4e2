"""What the quiz tests share: the small world, a case, and a guest in front of it."""

import pytest

from quiz.models import Session
from tests.quiz import world


@pytest.fixture
def knowledge(db):
    world.make_knowledge()


@pytest.fixture
def case(knowledge):
    return world.make_case()


@pytest.fixture
def start(case):
    """`start(client)` begins a practice session and returns the address of its first case."""

    def begin(client, **fields):
        response = client.post("/quiz/start/", fields)
        assert response.status_code == 302
        return response.url

    return begin


@pytest.fixture
def session(case):
    return Session.objects.create(guest_token="guest-token", settings={"length": 5})
