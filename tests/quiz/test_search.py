"""The search of the header: it finds what is one's own, and tells no diagnosis too early."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from cases.models import Case
from quiz.models import Note, Session, SessionItem
from quiz.search import MOST, day_in, number_in, tidy
from tests.personas import make_user
from tests.quiz.reads import case_of, commit, read, session_of
from tests.quiz.test_queries import count

READS = "Cases you have read"
LIBRARY = "Cases of the library"


def found(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def own(client, query):
    """The part of the page with one's own reads, empty without one."""
    text = found(client, query)
    return text.split(READS)[1].split("</section>")[0] if READS in text else ""


@pytest.fixture
def knowledge(knowledge, monkeypatch):
    """The small world; its findings and entities have names only and no text to search."""
    monkeypatch.setattr("knowledge.pages.search._findings", lambda query: ())


def path_of(item, page=""):
    return f"/quiz/s/{item.session.public_id}/{item.order}/{page}"


@pytest.fixture
def item(learner, knowledge):
    """A case of Paget disease in front of the learner, nothing committed."""
    url = learner.post("/quiz/start/", {"length": "1"}).url if case_of("paget-disease") else ""
    learner.get(url)
    return SessionItem.objects.get()


@pytest.mark.parametrize("query", ["paget", "osteitis deformans", "Paget disease", "secret"])
def test_an_open_case_is_not_found_by_its_diagnosis(learner, item, query):
    assert path_of(item) not in found(learner, query)
    assert item.case.title not in found(learner, query)


def test_a_committed_case_is_found_by_its_diagnosis_in_any_words(learner, item):
    commit(item)
    for query in ("paget", "Osteitis deformans", "pagett disease"):
        assert path_of(item, "feedback/") in own(learner, query)
    assert not own(learner, "mastocytosis")


def test_a_diagnosis_is_told_by_no_read_that_is_not_told_yet(learner, knowledge):
    """An exam that was answered, and a rapid set in the middle: only the number finds them."""
    for mode in (Session.Mode.EXAM, Session.Mode.RAPID):
        session = Session.objects.create(user=make_user("learner"), mode=mode)
        answered = read(session, case_of("paget-disease")).item
        assert not own(learner, "paget")
        listed = own(learner, str(answered.order))
        assert "told at the end" in listed
        assert "feedback/" not in listed
        Session.objects.filter(pk=session.pk).update(finished_at=timezone.now())
        assert path_of(answered, "feedback/") in own(learner, "paget")
        session.delete()


def test_reads_are_found_by_number_day_and_note(learner, item):
    today = timezone.localdate()
    Note.objects.create(item=item, bookmarked=True, text="Ask Dr. Miller")
    queries = ("1", "#1", "case 1", "Practice, case 1", today.isoformat(), "dr. miller")
    for query in (*queries, today.strftime("%B %-d"), today.strftime("%-d %b %Y")):
        listed = own(learner, query)
        assert path_of(item) in listed
        assert "not committed" in listed
        assert "Bookmarked" in listed
    yesterday = today - timedelta(days=1)
    for query in ("2", yesterday.isoformat(), "L1", "Miler"):
        assert not own(learner, query)


def test_a_case_that_was_never_shown_is_not_listed(learner, item):
    SessionItem.objects.update(shown_at=None)
    assert not own(learner, "1")


def test_nobody_finds_what_others_read(guest, other_learner, educator, item):
    commit(item)
    for client in (guest, other_learner, educator):
        for query in ("paget", "1", timezone.localdate().isoformat()):
            assert path_of(item) not in found(client, query)


def test_a_guest_finds_the_reads_of_this_browser(guest, knowledge):
    case_of("paget-disease")
    guest.get(guest.post("/quiz/start/", {"length": "1"}).url)
    item = SessionItem.objects.get()
    assert path_of(item) in own(guest, "1")
    assert not own(guest, "paget")
    commit(item)
    assert path_of(item, "feedback/") in own(guest, "paget")


def test_cases_of_the_library_are_for_educators_only(guest, learner, educator, knowledge):
    named = case_of("paget-disease", title="The ivory vertebra")
    draft = case_of("bone-islands", published=False, history="Fell off a horse.")
    asked = {"ivory": named, named.slug: named, "osteitis deformans": named}
    asked |= {"horse": draft, "enostosis": draft, draft.public_id: draft}
    for query, case in asked.items():
        for client in (guest, learner):
            text = found(client, query)
            assert LIBRARY not in text
            assert "ivory vertebra" not in text
            assert case.workbench_url not in text
        assert case.workbench_url in found(educator, query).split(LIBRARY)[1]
    Case.objects.filter(pk=named.pk).update(state="retired")
    assert named.workbench_url not in found(educator, "ivory")


def test_a_list_ends_somewhere(learner, knowledge):
    case = case_of("paget-disease")
    session = session_of(make_user("learner"))
    for _ in range(MOST + 3):
        read(session, case)
    assert own(learner, "paget").count("<li>") == MOST


@pytest.mark.parametrize("who", ["guest", "learner", "educator"])
def test_queries_do_not_grow(request, who, knowledge):
    client = request.getfixturevalue(who)

    def read_some(number):
        for _ in range(number):
            case_of("paget-disease")
        client.get(client.post("/quiz/start/", {"length": "0"}).url)
        for item in SessionItem.objects.filter(response=None):
            commit(item)
        return count(lambda: client.get("/search/", {"q": "paget"}))

    few, _ = read_some(1)
    many, asked = read_some(5)
    assert many <= few, asked
    assert many <= 16, asked


def test_an_empty_search_says_what_can_be_found(guest, educator, db):
    assert "A finding, such as" in found(guest, "  ")
    assert "Any case of the library" not in found(guest, "")
    assert "Any case of the library" in found(educator, "")
    assert "Everything is on the map." in found(guest, "xyzzy")


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "2026-11-28", date(2026, 11, 28)),
        ("en", "Nov. 28, 2026", date(2026, 11, 28)),
        ("en", "28 November 2026", date(2026, 11, 28)),
        ("en", "11/28/2026", date(2026, 11, 28)),
        ("de", "28.11.2026", date(2026, 11, 28)),
        ("de", "5. März 2026", date(2026, 3, 5)),
        ("de", "March 5 2026", date(2026, 3, 5)),
        ("en", "30 February 2026", None),
        ("en", "28 pagets 2026", None),
        ("en", "March 2026", None),
        ("en", "halo", None),
    ],
)
def test_days_are_read_as_they_are_written(language, text, day):
    with translation.override(language):
        assert day_in(text) == day


def test_a_day_without_a_year_is_the_last_such_day():
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = day_in(tomorrow.strftime("%-d %B"))
    assert said is None or (
        said < tomorrow and (said.month, said.day) == (tomorrow.month, tomorrow.day)
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("#12", 12), ("Exam, case 4", 4), ("L3", None), ("T1 2", None), ("99999", None)],
)
def test_numbers_are_those_of_cases(text, number):
    assert number_in(text) == number


def test_what_is_searched_for_is_tidied():
    assert tidy("  a \x00 b\n" + "x" * 200) == ("a b " + "x" * 200)[:100]
