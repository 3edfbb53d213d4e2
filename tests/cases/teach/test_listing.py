"""The front page of the workbench: who sees it, what it finds, what it costs."""

import pytest
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from tests.factories import CaseFactory, SeriesFactory

pytestmark = pytest.mark.django_db
HOME = "/teach/"


def titles(answer) -> list[str]:
    return [case.title for case, _picture in answer.context["rows"]]


def test_strangers_are_not_told_that_it_exists(client, learner):
    assert client.get(HOME).status_code == 404
    assert learner.get(HOME).status_code == 404


def test_every_state_has_a_count_and_a_list(educator):
    CaseFactory(title="Open one", state="published")
    CaseFactory(title="Half done", state="draft")
    answer = educator.get(HOME)
    assert sorted(titles(answer)) == ["Half done", "Open one"]
    assert titles(educator.get(HOME, {"state": "draft"})) == ["Half done"]
    counts = {tab.state: tab.count for tab in answer.context["listing"].tabs}
    assert counts == {"draft": 1, "in_review": 0, "published": 1, "retired": 0}


def test_cases_that_the_library_is_making_are_nobodys_drafts(educator):
    CaseFactory(title="Half drawn", state="draft", revision=0, recipe={"fingerprint": "x"})
    CaseFactory(title="Mine", state="draft", revision=0)
    CaseFactory(title="Drawn, reopened", state="draft", revision=1, recipe={"fingerprint": "x"})
    assert sorted(titles(educator.get(HOME))) == ["Drawn, reopened", "Mine"]
    text = educator.get("/").content.decode()
    assert "<b>2</b>" in text.split("drafts to finish")[0][-200:]


def test_search_asks_every_word_of_title_diagnosis_and_history(educator):
    CaseFactory(title="Man with pain", history="Known prostate cancer")
    CaseFactory(title="Woman with pain", history="Healthy")
    assert titles(educator.get(HOME, {"q": "pain prostate"})) == ["Man with pain"]
    assert "No case fits" in educator.get(HOME, {"q": "nothing"}).content.decode()


def test_an_unknown_state_or_page_shows_everything(educator):
    CaseFactory(title="One")
    assert titles(educator.get(HOME, {"state": "lost", "page": "99"})) == ["One"]


def test_pictures_are_the_first_series(educator):
    series = SeriesFactory(order=0)
    SeriesFactory(study=series.study, order=1)
    text = educator.get(HOME).content.decode()
    assert f"/images/{series.token}/thumbnail-" in text
    assert "2 series" in text


def test_an_empty_library_says_how_to_begin(educator):
    assert "No cases yet" in educator.get(HOME).content.decode()


def test_cost_does_not_grow(educator, django_assert_max_num_queries):
    from django.db import connection

    SeriesFactory()
    with CaptureQueriesContext(
        connection,
    ) as few:
        educator.get(HOME)
    for _ in range(12):
        SeriesFactory(study__case=CaseFactory())
    with CaptureQueriesContext(connection) as many:
        educator.get(HOME)
    assert Case.objects.count() == 13
    assert len(many) == len(few) <= 9


def test_the_room_where_one_is_is_marked(educator):
    rooms = {room.name: room.current for room in educator.get(HOME).context["shell"]["teach"]()}
    assert rooms["Cases"] is True
    assert rooms["Administration"] is False
