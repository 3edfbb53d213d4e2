"""Home, about, theme, health; what every page sends along."""

import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from config.context import closed_hints, places, theme_of
from tests.factories import CaseFactory, SeriesFactory

pytestmark = pytest.mark.django_db


def test_home_starts_a_case_with_a_form_and_shows_one(client):
    series = SeriesFactory()
    text = client.get("/").content.decode()
    assert "Which of these is the metastasis?" in text
    assert re.search(r'<form method="post"\s+action="/quiz/start/"', text)
    assert "Read a case" in text
    assert "<dicom-stack" in text
    assert series.token in text
    assert series.study.case.title not in text
    assert series.study.case.slug not in text


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"pool": "held_back"}])
def test_home_shows_no_case_that_is_not_public(educator, hidden):
    series = SeriesFactory(study__case=CaseFactory(**hidden))
    text = educator.get("/").content.decode()
    assert series.token not in text
    assert "No case has been published yet" in text


def test_the_login_page_has_the_whole_header(client):
    text = client.get("/account/login/").content.decode()
    assert ">Learn<" in text
    assert "Make an account" in text


def test_home_is_honest_about_an_empty_library(client, educator):
    assert "No case has been published yet" in client.get("/").content.decode()
    assert "Bring in a study" not in client.get("/").content.decode()
    assert "Bring in a study" in educator.get("/").content.decode()


def test_about_answers_what_people_ask(client):
    text = client.get("/about/").content.decode()
    for anchor in ("disclaimer", "privacy", "licenses", "images"):
        assert f'id="{anchor}"' in text


def test_health(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert answer.json() == {"status": "ok"}
    assert "no-cache" in answer["Cache-Control"]


def test_theme_is_a_cookie_and_unknown_ones_are_forgotten(client):
    assert client.post("/theme/", {"theme": "dark", "next": "/about/"}).url == "/about/"
    assert 'data-theme="dark"' in client.get("/about/").content.decode()
    client.post("/theme/", {"theme": "sepia"})
    assert "data-theme=" not in client.get("/about/").content.decode().split("<body")[0]
    assert client.get("/theme/").status_code == 405


def test_a_forged_theme_cookie_reaches_no_page():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'
    assert theme_of(request) == ""


def test_teaching_is_offered_to_educators_only(client, learner, educator):
    assert ">Teach<" not in client.get("/").content.decode()
    assert ">Teach<" not in learner.get("/").content.decode()
    assert ">Teach<" in educator.get("/").content.decode()


def test_navigation_marks_where_one_is(educator):
    request = RequestFactory().get("/admin/auth/")
    request.user = educator.get("/").wsgi_request.user
    assert [place.name for place in places(request) if place.current] == ["Teach"]


@pytest.mark.parametrize("address", ["/", "/about/", "/account/login/", "/admin/login/", "/none/"])
def test_policy_is_strict_everywhere(client, address):
    policy = client.get(address)["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["style-src"] == rules["connect-src"] == rules["worker-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_favicon_is_the_mark(client):
    assert client.get("/favicon.ico").url.endswith("mark.svg")


def test_pages_ask_the_database_little(client, learner, django_assert_max_num_queries):
    client.get("/")
    learner.get("/")
    with django_assert_max_num_queries(3):
        client.get("/about/")
    with django_assert_max_num_queries(4):
        learner.get("/about/")


def test_pages_are_compressed_for_whoever_can_read_that(client):
    plain = client.get("/about/")
    small = client.get("/about/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) < len(plain.content) / 2


def test_images_are_not_compressed_twice(client):
    series = SeriesFactory()
    address = f"/images/{series.token}/preview-{series.preview_digest}.bin"
    assert "Content-Encoding" not in client.get(address, headers={"accept-encoding": "gzip"})


def test_hints_stay_until_they_are_closed_and_never_return(educator):
    assert "First time here" in educator.get("/teach/").content.decode()
    answer = educator.post("/hints/teach/", headers={"referer": "http://testserver/teach/"})
    assert answer.url == "/teach/"
    assert "First time here" not in educator.get("/teach/").content.decode()
    educator.post("/hints/reading/")
    assert educator.cookies["hints"].value == "reading-teach"


def test_closing_hints_by_script_answers_nothing_to_show(client):
    answer = client.post("/hints/reading/", headers={"hx-request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_strange_hints_cookie_is_ignored():
    request = RequestFactory().get("/")
    request.COOKIES["hints"] = "reading-<script>-reading"
    assert closed_hints(request) == {"reading"}


def test_the_front_page_does_not_count_all_images(db, guest):
    with CaptureQueriesContext(connection) as asked:
        guest.get("/")
    about_images = [row["sql"] for row in asked if "cases_frame" in row["sql"]]
    assert about_images and not any("COUNT(" in sql for sql in about_images)


def test_learning_pages_are_fetched_ahead_and_a_case_never(client):
    address = client.get("/about/").headers["Speculation-Rules"].strip('"')
    rules = client.get(address)
    assert rules.headers["Content-Type"] == "application/speculationrules+json"
    named = rules.json()["prefetch"][0]["where"]["and"][0]["href_matches"]
    assert named == ["/learn/*", "/help/*"]
    assert "Speculation-Rules" not in client.get("/healthz").headers
