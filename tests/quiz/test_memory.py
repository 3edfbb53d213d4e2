"""What a commit leaves in mind: cards, ratings, showings; the same after a rebuild."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.selectors import relations
from quiz.models import CaseRating, MemoryCard, ReaderRating, Reading, SeenCase, Session
from quiz.services.guests import claim_guest_progress
from quiz.services.ledger import pair_of, side_of
from quiz.services.memory import adopt, note_read, rebuild
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.reads import case_of, read, session_of


@pytest.fixture
def user(knowledge):
    return make_user("learner")


@pytest.fixture
def session(user):
    return session_of(user)


def cards():
    return {(card.entity, card.other): card for card in MemoryCard.objects.all()}


def test_a_right_read_makes_a_card_of_the_entity(session):
    read(session, case_of("paget-disease"))
    card = cards()["paget-disease", ""]
    assert (card.reads, card.right, card.streak) == (1, 1, 1)
    assert card.due > timezone.now() + timedelta(days=1)
    assert len(cards()) == 1


def test_a_wrong_read_is_due_sooner_and_makes_a_card_of_the_pair(session):
    read(session, case_of("paget-disease"), "systemic-mastocytosis", good=False)
    found = cards()
    assert set(found) == {("paget-disease", ""), ("paget-disease", "systemic-mastocytosis")}
    assert all(card.streak == 0 for card in found.values())
    assert found["paget-disease", ""].due < timezone.now() + timedelta(days=3)


def test_a_read_counts_on_what_others_left_of_the_case_meanwhile(session):
    """The item in hand was read before another reader's answer to the same case."""
    case = case_of("paget-disease")
    read(session, case)
    _ = case.rating
    CaseRating.objects.update(value=2.5, reads=41)
    read(session, case)
    after = CaseRating.objects.get()
    assert after.reads == 42
    assert after.value == pytest.approx(2.5, abs=0.6)


def test_the_pair_learns_from_right_reads_of_either_side(session):
    read(session, case_of("paget-disease"), "systemic-mastocytosis", good=False)
    read(session, case_of("systemic-mastocytosis"))
    read(session, case_of("paget-disease"))
    assert cards()["paget-disease", "systemic-mastocytosis"].streak == 2
    read(session, case_of("paget-disease"), "systemic-mastocytosis", good=False)
    assert cards()["paget-disease", "systemic-mastocytosis"].streak == 0


def test_malignant_entities_stand_in_a_pair_by_their_group(session):
    read(session, case_of("paget-disease"), "lytic-metastases", good=False)
    read(session, case_of("sclerotic-metastases"), "paget-disease", good=False)
    assert cards()["metastases", "paget-disease"].reads == 2


def test_what_is_above_or_below_the_diagnosis_is_no_confusion(knowledge):
    graph = relations()
    assert side_of("paget-disease", graph) == "paget-disease"
    assert pair_of("lytic-metastases", "metastases", graph) is None
    assert pair_of("vertebral-hemangioma", "atypical-hemangioma", graph) is None
    assert pair_of("lytic-metastases", "sclerotic-metastases", graph) is None
    assert pair_of("paget-disease", "", graph) is None
    assert pair_of("paget-disease", "bone-islands", graph) == ("bone-islands", "paget-disease")


def test_ratings_follow_right_and_wrong_reads(session):
    case = case_of("paget-disease", difficulty="hard")
    read(session, case)
    reader, rating = ReaderRating.objects.get(), CaseRating.objects.get()
    assert reader.value > 0
    assert rating.value < 1.2
    assert (reader.reads, rating.reads) == (1, 1)
    read(session, case, "systemic-mastocytosis", good=False)
    assert ReaderRating.objects.get().value < reader.value
    assert CaseRating.objects.get().value > rating.value
    assert CaseRating.objects.get().deviation < rating.deviation


def test_a_read_under_a_filter_that_tells_trains_but_does_not_measure(user):
    read(session_of(user, narrowed=True), case_of("paget-disease"))
    assert MemoryCard.objects.count() == 1
    assert not ReaderRating.objects.exists()
    assert not CaseRating.objects.exists()


def test_a_guest_leaves_nothing_and_an_unproven_case_neither(user):
    read(session_of(), case_of("paget-disease"))
    read(session_of(user), world.make_case(None), "paget-disease", step=False)
    assert not MemoryCard.objects.exists()
    assert not CaseRating.objects.exists()
    assert {row.user for row in SeenCase.objects.all()} == {user}


def test_showings_are_counted_for_accounts(session):
    case, other = case_of("paget-disease"), case_of("bone-islands")
    read(session, case)
    read(session, case)
    read(session, other)
    assert {row.case_id: row.times for row in SeenCase.objects.all()} == {case.pk: 2, other.pk: 1}


def test_a_guests_reads_count_when_the_guest_signs_up(user, session):
    read(session, case_of("bone-islands"), "paget-disease", good=False)
    guest = session_of()
    paget = case_of("paget-disease")
    read(guest, paget)
    read(guest, paget, "bone-islands", good=False)
    assert claim_guest_progress(user=user, guest_token="token") == 1
    kept = cards()
    assert (kept["paget-disease", ""].reads, kept["paget-disease", ""].right) == (2, 1)
    assert kept["bone-islands", "paget-disease"].reads == 3
    assert SeenCase.objects.get(case=paget).times == 2
    assert ReaderRating.objects.get().reads == 3
    claim_guest_progress(user=user, guest_token="token")
    assert ReaderRating.objects.get().reads == 3


def state():
    return (
        sorted(
            MemoryCard.objects.values_list("user", "entity", "other", "due", "reads", "streak")
        ),
        sorted(ReaderRating.objects.values_list("user", "value", "deviation", "reads")),
        sorted(CaseRating.objects.values_list("case", "value", "deviation", "reads")),
        sorted(SeenCase.objects.values_list("user", "case", "times")),
    )


def test_a_rebuild_says_what_the_commits_said(user, session, capsys):
    other = session_of(make_user("other_learner"))
    cases = [case_of(s) for s in ("paget-disease", "bone-islands", "lytic-metastases")]
    for number in range(9):
        wrong = "systemic-mastocytosis" if number % 4 == 1 else None
        read(session if number % 2 else other, cases[number % 3], wrong, good=not wrong)
    before = state()
    MemoryCard.objects.update(streak=77)
    CaseRating.objects.update(value=9)
    call_command("rebuild_memory")
    assert "9 reads counted" in capsys.readouterr().out
    assert state() == before


def test_a_rebuild_follows_a_changed_figure(session):
    read(session, case_of("paget-disease"))
    Reading.objects.update(named_right=False, named="bone-islands", total=0.1)
    assert rebuild() == 1
    assert ("bone-islands", "paget-disease") in cards()


def queries(action, **values):
    with CaptureQueriesContext(connection) as captured:
        action(**values)
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)


def test_counting_a_read_takes_six_queries_however_much_was_read(session):
    case, graph = case_of("paget-disease"), relations()
    for named in ("bone-islands", "systemic-mastocytosis", "multiple-myeloma", None, None):
        response = read(session, case, named, good=named is None)
        response.item.session = session
        response.item.case = case
        assert queries(note_read, response=response, graph=graph) == 6


def test_a_claim_takes_as_many_queries_for_many_reads_as_for_few(user):
    counts = []
    for reads in (2, 2, 8):
        guest = session_of()
        for number in range(reads):
            read(guest, case_of(("paget-disease", "bone-islands")[number % 2]))
        Session.objects.filter(pk=guest.pk).update(user=user, guest_token="")
        counts.append(queries(adopt, user=user, session_ids=[guest.pk]))
    assert counts[2] <= counts[1] <= 12
