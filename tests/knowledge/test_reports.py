"""Reporting a problem: kept with the page and its revision, limited, settled by educators."""

import pytest
from django.core.cache import caches

from knowledge.models import Entity, Finding, Report
from knowledge.services import file_report, settle_report
from knowledge.views.report import REPORTS

pytestmark = pytest.mark.django_db
URL = "/learn/bone-islands/report/"
QUEUE = "/teach/reports/"
GOOD = {"text": "The halo is described the wrong way round.", "source": "", "email": ""}


@pytest.fixture(autouse=True)
def fresh_counters():
    caches["shared"].clear()


def test_a_report_is_kept_with_the_page_and_its_revision(rows, guest):
    response = guest.post(URL, {**GOOD, "source": "doi:10.1/x", "email": "a@example.org"})
    assert response.status_code == 302 and response["Location"] == "/learn/bone-islands/"
    report = Report.objects.get()
    assert report.entity.slug == "bone-islands" and report.content_revision == 1
    assert (report.source, report.email, report.user) == ("doi:10.1/x", "a@example.org", None)
    assert b"with the educators" in guest.get("/learn/bone-islands/").content


def test_whoever_is_signed_in_is_named(rows, learner):
    learner.post("/learn/findings/t2-halo/report/", GOOD)
    report = Report.objects.get()
    assert report.finding == Finding.objects.get(slug="t2-halo") and report.user is not None
    assert report.content_revision is None and report.about == report.finding


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "required"),
        ({"text": "short"}, "at least 10"),
        ({"text": "x" * 4001}, "at most 4000"),
        ({"email": "nobody"}, "valid email"),
        ({"source": "s" * 501}, "at most 500"),
    ],
)
def test_bad_input_gives_a_sentence_and_loses_nothing(rows, guest, change, sentence):
    typed = {"text": "Typed with care, all of it.", "source": "Smith 2020", "email": "a@b.org"}
    response = guest.post(URL, {**typed, **change})
    page = response.content.decode()
    assert response.status_code == 422 and sentence in page
    for name, value in typed.items():
        if name not in change:
            assert value in page, name
    assert not Report.objects.exists()


def test_too_many_reports_are_asked_to_wait_and_the_text_stays(rows, guest):
    for _ in range(REPORTS.limit):
        assert guest.post(URL, GOOD).status_code == 302
    response = guest.post(URL, GOOD)
    assert response.status_code == 429
    assert (
        GOOD["text"] in response.content.decode() and "Send it later" in response.content.decode()
    )
    assert Report.objects.count() == REPORTS.limit


@pytest.mark.parametrize("path", ["/learn/no-such/report/", "/learn/findings/no-such/report/"])
def test_there_is_no_report_on_what_is_not_there(rows, guest, path):
    assert guest.get(path).status_code == 404
    assert guest.post(path, GOOD).status_code == 404


def test_what_readers_type_is_text(rows, guest, educator):
    guest.post(URL, {**GOOD, "text": "<script>alert(1)</script> is wrong"})
    assert b"<script>alert(1)" not in educator.get(QUEUE).content


def test_educators_see_the_open_ones_first_the_oldest_on_top(rows, educator):
    entity = Entity.objects.get(slug="bone-islands")
    done, old, new = (
        file_report(entity, text=f"Report number {word} of the day.")
        for word in ("one", "two", "three")
    )
    settle_report(done, state="declined", by=None)
    page = educator.get(QUEUE).content.decode()
    places = [page.index(f"number {word} ") for word in ("two", "three", "one")]
    assert places == sorted(places)
    assert old.state == new.state == "open"


def test_settling_a_report_says_who_and_when_and_can_be_taken_back(rows, educator):
    report = file_report(Entity.objects.get(slug="bone-islands"), text="Something is wrong.")
    address = f"{QUEUE}{report.pk}/"
    assert educator.post(address, {"state": "corrected", "note": "Fixed."}).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.note) == ("corrected", "Fixed.")
    assert report.settled_by.username == "educator" and report.settled_at
    educator.post(address, {"state": "open", "note": ""})
    report.refresh_from_db()
    assert report.state == "open" and report.settled_by is None and report.settled_at is None


def test_a_state_that_is_none_changes_nothing_and_is_told(rows, educator):
    report = file_report(Entity.objects.get(slug="bone-islands"), text="Something is wrong.")
    educator.post(f"{QUEUE}{report.pk}/", {"state": "eaten"})
    report.refresh_from_db()
    assert report.state == "open"
    assert b"That did not work" in educator.get(QUEUE).content


def test_the_queue_is_for_educators_alone(rows, guest, learner):
    report = file_report(Entity.objects.get(slug="bone-islands"), text="Something is wrong.")
    for client in (guest, learner):
        assert client.get(QUEUE).status_code == 404
        assert client.post(f"{QUEUE}{report.pk}/", {"state": "declined"}).status_code == 404
    report.refresh_from_db()
    assert report.state == "open"


def test_the_queue_costs_the_same_however_long_it_is(
    rows, educator, django_assert_max_num_queries
):
    entity = Entity.objects.get(slug="bone-islands")
    file_report(entity, text="The first report of all.")
    with django_assert_max_num_queries(8) as few:
        educator.get(QUEUE)
    for number in range(30):
        file_report(entity, text=f"Report number {number}.")
    with django_assert_max_num_queries(len(few)):
        educator.get(QUEUE)


def test_an_empty_queue_says_so(rows, educator):
    assert b"Nothing reported" in educator.get(QUEUE).content


def test_the_administration_shows_reports_and_pairs(rows, admin_client):
    file_report(Entity.objects.get(slug="bone-islands"), text="Something is wrong.")
    for path in ("report/", "pair/"):
        assert admin_client.get(f"/admin/knowledge/{path}").status_code == 200
    pk = Report.objects.get().pk
    assert admin_client.get(f"/admin/knowledge/report/{pk}/change/").status_code == 200
