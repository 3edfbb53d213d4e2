"""Review: what is due, the sitting, the day's limit, the forecast on its pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case
from quiz.models import MemoryCard, SeenCase, Session
from quiz.scheduling.review import DAILY
from quiz.services.review import NothingDue, due_of, start_review
from quiz.services.session import finish, next_item
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.reads import case_of, commit, read, session_of
from tests.quiz.test_selection import known

TRIO = ("paget-disease", "bone-islands", "systemic-mastocytosis")


@pytest.fixture
def user(knowledge):
    return make_user("learner")


@pytest.fixture
def trio(user):
    """Three entities with two cases each, all of them due, the first case of each seen."""
    for slug in TRIO:
        SeenCase.objects.create(user=user, case=case_of(slug), times=1, shown_at=timezone.now())
        case_of(slug)
    known(user, *TRIO, due=-1)
    return user


def test_nobody_has_anything_due_at_first(user, client):
    from django.contrib.auth.models import AnonymousUser

    assert due_of(AnonymousUser()).loads == ()
    empty = due_of(user)
    assert (empty.today, empty.waiting, empty.cards, empty.next) == (0, 0, 0, None)
    with pytest.raises(NothingDue):
        start_review(user=user)


def test_counts_of_today_and_of_the_days_to_come(user):
    known(user, "paget-disease", due=-3)
    known(user, "bone-islands", due=0)
    known(user, "systemic-mastocytosis", "lytic-metastases", due=2)
    found = due_of(user)
    assert (found.today, found.waiting, found.cards) == (2, 2, 4)
    assert found.loads[:4] == (2, 0, 2, 0)
    assert found.next == timezone.localdate() + timedelta(days=2)


def test_what_was_seen_through_is_ordered_anew(trio, client, monkeypatch):
    ordered = []
    monkeypatch.setattr("quiz.views.review.ask_for_unseen", ordered.extend)
    SeenCase.objects.bulk_create(
        SeenCase(user=trio, case=case, times=1, shown_at=timezone.now())
        for case in Case.objects.filter(diagnosis_slug="bone-islands").exclude(
            pk__in=SeenCase.objects.filter(user=trio).values("case")
        )
    )
    client.force_login(trio)
    assert client.post("/quiz/review/").status_code == 302
    assert ordered == ["bone-islands"]


def test_a_review_asks_an_unseen_case_of_each_entity_that_is_due(trio):
    session = start_review(user=trio)
    assert (session.mode, session.length) == ("review", 3)
    asked = []
    while (item := next_item(session=session)) is not None:
        assert not SeenCase.objects.filter(user=trio, case=item.case, times__gt=1).exists()
        asked.append(item.answer_key["diagnosis"])
        commit(item)
    assert sorted(asked) == sorted(TRIO)
    assert due_of(trio).today == 0
    assert due_of(trio).done == 3


def test_of_a_pair_one_of_its_sides_comes(user):
    world.make_case()
    for slug in ("paget-disease", "lytic-metastases", "sclerotic-metastases"):
        case_of(slug)
    known(user, "metastases||paget-disease", due=-1, streak=1)
    seen = set()
    for _ in range(12):
        session = start_review(user=user)
        seen.add(next_item(session=session).answer_key["diagnosis"])
        session.delete()
        SeenCase.objects.all().delete()
    assert seen <= {"paget-disease", "lytic-metastases", "sclerotic-metastases"}
    assert len(seen) > 1


def test_a_pair_that_was_told_apart_three_times_rests(user):
    case_of("paget-disease")
    known(user, "bone-islands||paget-disease", due=-9, streak=3)
    assert due_of(user).waiting == 0
    MemoryCard.objects.update(streak=2)
    assert due_of(user).waiting == 1
    assert start_review(user=user).length == 1


def test_what_has_no_case_is_left_out(user):
    known(user, "paget-disease", "bone-islands", due=-1)
    case_of("bone-islands")
    assert start_review(user=user).settings["due"] == [["bone-islands", ""]]
    assert Session.objects.get().length == 1


def test_a_day_is_limited_and_the_done_ones_count(user, monkeypatch):
    case_of("paget-disease")
    now = timezone.now()
    MemoryCard.objects.bulk_create(
        MemoryCard(
            user=user,
            entity="paget-disease",
            other=f"x{number}",
            stability=3,
            difficulty=5,
            due=now - timedelta(days=40),
            reviewed=now - timedelta(days=50),
        )
        for number in range(50)
    )
    found = due_of(user)
    assert (found.today, found.held_back, found.loads[:4]) == (DAILY, 30, (20, 20, 10, 0))
    session = start_review(user=user)
    assert session.length == DAILY
    commit(next_item(session=session), "bone-islands", good=False)
    finish(session=session)
    assert start_review(user=user).length == DAILY - 1


def test_the_daily_count_starts_anew_at_midnight(trio):
    session = start_review(user=trio)
    commit(next_item(session=session))
    assert due_of(trio).done == 1
    assert due_of(trio, now=timezone.now() + timedelta(days=1)).done == 0


# ---- its pages


def test_review_by_the_pages_from_start_to_summary(trio, client):
    client.force_login(trio)
    home = client.get("/quiz/").content.decode()
    assert "3 are due today" in home
    url = client.post("/quiz/review/").url
    for number in range(3):
        page = client.get(url)
        assert f"Case {number + 1} of 3" in " ".join(page.content.decode().split())
        commit(page.context["item"], "bone-islands")
        assert client.get(f"{url}feedback/").status_code == 200
        url = client.post(url.rsplit("/", 2)[0] + "/next/").url
    summary = client.get(url).content.decode()
    assert "Review: summary" in summary
    assert "What else is due" in summary
    assert "Nothing is due today" in client.get("/quiz/review/").content.decode()


def test_a_page_tells_how_many_and_never_which(trio, client):
    client.force_login(trio)
    for address in ("/quiz/", "/quiz/review/"):
        page = client.get(address).content.decode()
        for slug in TRIO:
            assert world.ENTITIES[slug][0] not in page
            assert slug not in page


def test_guests_are_told_what_review_needs(client, knowledge):
    page = client.get("/quiz/review/").content.decode()
    assert "It needs an account" in page
    assert client.post("/quiz/review/").status_code == 200
    assert not Session.objects.exists()


def test_with_nothing_due_the_start_says_so(user, client):
    client.force_login(user)
    assert "Nothing is due today." in client.post("/quiz/review/", follow=True).content.decode()


def test_what_is_due_is_in_a_running_exam(trio, client):
    from quiz.services.exam import start_exam

    start_exam(user=trio, length=20)
    client.force_login(trio)
    text = client.post("/quiz/review/", follow=True).content.decode()
    assert "End it first" in text
    assert not Session.objects.filter(mode="review").exists()


def test_the_forecast_stands_on_progress_with_chart_table_and_sentence(trio, client):
    client.force_login(trio)
    read(session_of(trio), case_of("paget-disease"))
    page = client.get("/progress/").content.decode()
    assert "Due in the next 14 days" in page
    assert page.count('class="bar"') >= 1
    assert page.count('<th scope="row">') >= 14
    client.logout()
    assert "Due in the next" not in client.get("/progress/").content.decode()


@pytest.mark.parametrize("address", ["/quiz/", "/quiz/review/"])
def test_pages_ask_as_much_for_many_cards_as_for_few(trio, client, address):
    client.force_login(trio)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    few = count()
    known(trio, *(f"{slug}||x{number}" for slug in TRIO for number in range(20)), due=-2, streak=0)
    assert count() == few <= 15
