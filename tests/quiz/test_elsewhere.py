"""One session in two browsers: each is told of the other, and which answer counts."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from quiz.models import Response, Session
from quiz.services.elsewhere import OPEN_FOR, note_place
from tests.personas import make_user
from tests.quiz.test_queries import count
from tests.quiz.test_reading_page import perfect

OPEN = "open in another browser"


@pytest.fixture(autouse=True)
def fresh_cache():
    caches["places"].clear()


@pytest.fixture
def devices(case, learner):
    """Two browsers of one account, and a case that the first one has opened."""
    other = Client()
    other.force_login(make_user("learner"))
    url = learner.post("/quiz/start/", {"length": "0"}).url
    return learner, other, url


def told(client, url):
    return client.get(f"{url}elsewhere/").json()


def test_each_browser_is_told_of_the_other(devices):
    one, other, url = devices
    assert OPEN not in one.get(url).content.decode()
    page = other.get(url).content.decode()
    assert OPEN in page and "(case 1, " in page
    assert OPEN in told(one, url)["sentence"]
    draft = one.post(f"{url}draft/", perfect(edited="5")).json()
    assert draft["saved"] and OPEN in draft["elsewhere"]["sentence"]


def test_one_browser_alone_is_told_nothing(devices):
    one, _other, url = devices
    one.get(url)
    assert told(one, url) == {"sentence": "", "url": "", "link": ""}
    one.post("/account/language/", {"language": "en"})
    assert told(one, url)["sentence"] == ""


def test_an_answer_from_elsewhere_is_told_with_the_way_to_its_result(devices):
    one, other, url = devices
    one.get(url)
    other.post(url, perfect())
    found = told(one, url)
    assert "was answered in another browser" in found["sentence"]
    assert found["url"] == f"{url}feedback/"
    late = one.post(f"{url}draft/", perfect(differential=["myeloma"], edited="9")).json()
    assert late["saved"] is False
    assert late["elsewhere"]["url"] == f"{url}feedback/"
    one.post(url, perfect(differential=["myeloma"]))
    assert Response.objects.get().payload["typed"] == ["hemangioma"]


def test_a_running_rapid_set_goes_on_and_offers_no_result(devices):
    one, other, url = devices
    Session.objects.update(mode=Session.Mode.RAPID)
    other.get(url)
    other.post(url, {"step": "1"})
    Session.objects.update(finished_at=None)
    found = told(one, url)
    assert (found["link"], found["url"]) == ("Go on", url)


def test_an_end_elsewhere_is_told(devices):
    one, other, url = devices
    one.get(url)
    session = url.rsplit("/", 2)[0]
    other.post(f"{session}/end/")
    assert "This session has ended" in told(one, url)["sentence"]


def test_a_browser_that_was_closed_is_forgotten(case, db):
    session = Session()
    now = timezone.now()
    assert note_place(session, browser="a", order=1, now=now) is None
    later = now + OPEN_FOR - timedelta(seconds=1)
    assert note_place(session, browser="b", order=2, now=later).order == 1
    assert note_place(session, browser="b", order=3, now=now + OPEN_FOR) is None


def test_asking_takes_few_queries(devices):
    one, _other, url = devices
    one.get(url)
    number, asked = count(lambda: one.get(f"{url}elsewhere/"))
    assert number <= 3, asked
