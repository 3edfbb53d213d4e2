"""Selection against the database: what the rules are given, what is never served, how much is asked."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quiz.models import MemoryCard, SeenCase
from quiz.services.filters import Filters, UnknownFilter, filters_of, look_alikes, read_filters
from quiz.services.past import end_of_day, past_of
from quiz.services.selection import choose_case
from quiz.services.session import next_item, skip, start_practice
from tests.personas import make_user
from tests.quiz import world
from tests.quiz.reads import case_of, commit, go_on, key_of, read, session_of


@pytest.fixture
def user(knowledge):
    return make_user("learner")


def chosen(session, times=12, **options):
    return {
        choose_case(session=session, rng=random.Random(seed), **options).diagnosis_slug
        for seed in range(times)
    }


def known(user, *slugs, due=30, **fields):
    """Cards of entities as after many right reads, due in so many days."""
    now = timezone.now()
    values = {"reads": 9, "right": 9, "streak": 9, "stability": 40.0, "difficulty": 5.0, **fields}
    for slug in slugs:
        entity, _, other = slug.partition("||")
        MemoryCard.objects.create(
            user=user,
            entity=entity,
            other=other,
            due=now + timedelta(days=due),
            reviewed=now - timedelta(days=10),
            **values,
        )


TRIO = ("paget-disease", "bone-islands", "systemic-mastocytosis")


def library(*slugs, each=2):
    return [case_of(slug) for slug in slugs for _ in range(each)]


# A library of mimics alone leaves the floors nothing to fill, so every rule shows by itself.


def test_what_is_due_comes_before_what_is_new(user):
    library(*TRIO)
    known(user, "bone-islands", due=-1)
    assert chosen(session_of(user)) == {"bone-islands"}


def test_what_is_due_tonight_is_due_today(user):
    library(*TRIO)
    known(user, *TRIO)
    MemoryCard.objects.filter(entity="bone-islands").update(
        due=end_of_day(timezone.now()) - timedelta(seconds=1)
    )
    assert chosen(session_of(user)) == {"bone-islands"}
    MemoryCard.objects.update(due=end_of_day(timezone.now()) + timedelta(seconds=1))
    assert len(chosen(session_of(user), 30)) == 3


def test_a_confused_pair_is_contrasted_across_commits(user):
    library(*TRIO)
    known(user, *TRIO)
    session = session_of(user)
    read(session, case_of("paget-disease"), "bone-islands", good=False)
    MemoryCard.objects.filter(other="").update(due=timezone.now() + timedelta(days=9))
    assert chosen(session) == {"bone-islands"}


def test_a_guest_is_contrasted_by_what_the_browser_read(knowledge):
    library(*TRIO, each=4)
    session = session_of()
    for slug in TRIO:
        read(session, case_of(slug))
    read(session, case_of("paget-disease"), "bone-islands", good=False)
    read(session, case_of("systemic-mastocytosis"))
    past = past_of(session, graph=relations_of(), now=timezone.now())
    assert past.confused == ((frozenset({"bone-islands"}), frozenset({"paget-disease"})),)
    assert past.record["paget-disease"] == (1, 2)
    assert past.due == ()


def relations_of():
    from knowledge.selectors import relations

    return relations()


def test_a_guests_pair_is_told_apart_after_two_right_reads(knowledge):
    session = session_of()
    read(session, case_of("paget-disease"), "bone-islands", good=False)
    read(session, case_of("paget-disease"))
    read(session, case_of("bone-islands"))
    assert past_of(session, graph=relations_of(), now=timezone.now()).confused == ()


def test_unseen_entities_come_before_known_ones(user):
    library(*TRIO)
    known(user, "paget-disease", "bone-islands")
    assert chosen(session_of(user)) == {"systemic-mastocytosis"}


def test_weak_entities_come_before_the_rest(user):
    library(*TRIO)
    known(user, *TRIO)
    MemoryCard.objects.filter(entity="paget-disease").update(right=1)
    assert chosen(session_of(user)) == {"paget-disease"}


def test_of_what_is_due_an_unseen_case_comes(user):
    cases = [case_of("paget-disease") for _ in range(4)]
    known(user, "paget-disease", due=-1)
    now = timezone.now()
    for case in cases[:3]:
        SeenCase.objects.create(user=user, case=case, times=1, shown_at=now)
    session = session_of(user)
    assert {choose_case(session=session).pk for _ in range(6)} == {cases[3].pk}


def test_floors_hold_over_a_long_session(user):
    library("paget-disease", "bone-islands", "atypical-hemangioma", each=6)
    library("lytic-metastases", "multiple-myeloma", each=5)
    normal = key_of("paget-disease")
    for _ in range(9):
        world.make_case(type(normal)(diagnosis="normal", malignant=False, extent="normal"))
    session = session_of(user)
    for _ in range(2):
        kinds = []
        for _ in range(10):
            item = next_item(session=session)
            commit(item, "paget-disease", malignant=False, step=False)
            kinds.append(item.answer_key["diagnosis"])
        assert sum(k in ("lytic-metastases", "multiple-myeloma") for k in kinds) >= 2, kinds
        assert kinds.count("normal") >= 2, kinds


def test_held_back_cases_and_drafts_never_come(user):
    case_of("paget-disease", pool="held_back")
    case_of("bone-islands", published=False)
    known(user, "paget-disease", "bone-islands", due=-5)
    assert choose_case(session=session_of(user)) is None
    only = case_of("systemic-mastocytosis")
    assert choose_case(session=session_of(user)) == only


@pytest.mark.parametrize("who", ["guest", "account"])
def test_the_number_of_queries_does_not_grow_with_the_reads(user, who):
    library(*TRIO, each=3)
    session = session_of(user if who == "account" else None)

    def count():
        session.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            choose_case(session=session)
        return len(captured)

    few = count()
    for number in range(12):
        go_on(session, "bone-islands" if number % 3 else None)
    assert count() <= few <= 11  # the account, its rating and its groups among them


# ---- filters


def test_filters_survive_the_settings_and_know_what_they_tell():
    one = Filters(group="vascular", blocked=True, look_alikes=("a",))
    assert filters_of(one.to_settings()) == one
    assert filters_of({}) == Filters()
    assert Filters().to_settings() == {}
    assert one.narrows
    assert not Filters(modality="CT", difficulty="hard").narrows
    assert Filters(modality="CT").balanced
    assert not Filters(difficulty="hard").balanced


@pytest.mark.parametrize("field", ["group", "ct_class", "entity", "modality", "difficulty"])
def test_unknown_filters_are_named(knowledge, field):
    with pytest.raises(UnknownFilter, match=field):
        read_filters({field: "nonsense"})


def test_a_filter_leaves_what_it_says(user):
    from knowledge.models import Entity, Group

    library(*TRIO, each=1)
    other = Group.objects.create(slug="other", name="Other", kind="mimic")
    Entity.objects.filter(slug="paget-disease").update(group=other, ct_class="mixed")
    for filters in ({"group": "other"}, {"ct_class": "mixed"}):
        session = session_of(user, **read_filters(filters).to_settings())
        assert chosen(session) == {"paget-disease"}
    session = session_of(user, **read_filters({"modality": "CT"}).to_settings())
    assert choose_case(session=session) is None
    session = session_of(user, **read_filters({"difficulty": "typical"}).to_settings())
    assert len(chosen(session, 30)) == 3


def test_an_entity_comes_among_its_look_alikes(user):
    from knowledge.models import Entity

    library(*TRIO, "multiple-myeloma", each=1)
    entity = Entity.objects.get(slug="paget-disease")
    entity.content = {"beside": "multiple-myeloma", "differential": ["bone-islands"]}
    entity.save()
    filters = read_filters({"entity": "paget-disease"})
    assert filters.look_alikes == ("multiple-myeloma", "bone-islands")
    assert look_alikes("bone-islands") == ()
    session = session_of(user, **filters.to_settings())
    known(user, *TRIO, "multiple-myeloma")
    found = [choose_case(session=session).diagnosis_slug for _ in range(60)]
    assert set(found) == {"paget-disease", "multiple-myeloma", "bone-islands"}
    assert found.count("paget-disease") >= 18


def test_blocked_practice_stays_in_a_group(user):
    from knowledge.models import Entity, Group

    library(*TRIO, each=4)
    other = Group.objects.create(slug="other", name="Other", kind="mimic")
    Entity.objects.filter(slug="bone-islands").update(group=other)
    session = start_practice(user=user, length=None, filters=Filters(blocked=True))
    groups = []
    for _ in range(12):
        item = go_on(session)
        groups.append(item.answer_key["diagnosis"] == "bone-islands")
    changes = sum(a != b for a, b in pairwise(groups))
    assert 1 <= changes <= 3, groups


# ---- skipping


def test_a_skipped_case_comes_back_at_the_end(user):
    library(*TRIO, each=2)
    session = start_practice(user=user, length=3)
    first = next_item(session=session)
    skip(item=first)
    second = next_item(session=session)
    assert second.order == 2
    skip(item=second)
    third = next_item(session=session)
    commit(third)
    assert next_item(session=session).order == 1
    skip(item=next_item(session=session))
    assert next_item(session=session).order == 2
    commit(next_item(session=session))
    commit(next_item(session=session))
    assert next_item(session=session) is None


def test_what_is_committed_or_over_is_not_skipped(user):
    library(*TRIO, each=2)
    session = start_practice(user=user, length=3)
    item = go_on(session)
    item.refresh_from_db()
    skip(item=item)
    session.refresh_from_db()
    assert "skipped" not in session.settings
