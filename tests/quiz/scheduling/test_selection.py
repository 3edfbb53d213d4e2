"""Which case comes next: the laws over random libraries, and each rule by itself."""

import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.scheduling.selection import (
    APART,
    BLOCK,
    BLOCKED,
    FLOORS,
    MOST_HARD,
    Candidate,
    Situation,
    choose,
    same_group,
)

KINDS = ("malignant", "normal", "mimic")


def library(entities=12, cases=4):
    """`cases` of each of `entities`, a third of each kind, one of four hard."""
    return [
        Candidate(
            id=entity * 100 + number,
            diagnosis=f"e{entity}",
            kind=KINDS[entity % 3],
            hard=number == 0,
            group=f"g{entity % 4}",
        )
        for entity in range(entities)
        for number in range(cases)
    ]


def play(cases, count, rng, *, situation=None, **options):
    """Read `count` cases one after the other; each choice with its candidate."""
    start = situation or Situation()
    by_id = {one.id: one for one in cases}
    recent, block, told = list(start.recent), [], []
    for _ in range(count):
        found = choose(
            by_id.values(),
            replace(start, recent=tuple(recent), block=tuple(block)),
            rng,
            **options,
        )
        if found is None:
            break
        case = by_id[found.id]
        told.append((found.reason, case))
        by_id[case.id] = replace(case, seen=case.seen + 1)
        recent = [(case.id, case.diagnosis), *(one for one in recent if one[0] != case.id)]
        block = [] if len(block) + 1 == BLOCK else [*block, case]
    return told


situations = st.builds(
    Situation,
    due=st.lists(st.integers(0, 11).map("e{}".format), max_size=6).map(tuple),
    confused=st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11))
        .filter(lambda pair: pair[0] != pair[1])
        .map(lambda pair: tuple(frozenset({f"e{side}"}) for side in pair)),
        max_size=4,
    ).map(tuple),
    record=st.dictionaries(
        st.integers(0, 11).map("e{}".format),
        st.integers(0, 9).flatmap(lambda read: st.tuples(st.integers(0, read), st.just(read))),
    ),
)


@settings(max_examples=80)
@given(situations, st.integers(0, 10**6))
def test_floors_cap_and_distance_hold_whatever_is_due(situation, seed):
    told = [case for _, case in play(library(), 40, random.Random(seed), situation=situation)]
    assert len(told) == 40
    for start in range(0, 40, BLOCK):
        block = told[start : start + BLOCK]
        kinds = Counter(case.kind for case in block)
        assert all(kinds[kind] >= floor for kind, floor in FLOORS.items()), kinds
        assert sum(case.hard for case in block) <= MOST_HARD
    for end in range(len(told)):
        window = [case.id for case in told[max(0, end - APART) : end + 1]]
        assert len(set(window)) == len(window)


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            Candidate,
            id=st.integers(0, 30),
            diagnosis=st.sampled_from(["a", "b", "c"]),
            kind=st.sampled_from(KINDS),
            hard=st.booleans(),
            proven=st.booleans(),
        ),
        unique_by=lambda one: one.id,
        max_size=30,
    ),
    st.integers(0, 10**6),
)
def test_any_library_works_and_no_case_comes_twice_in_a_row(cases, seed):
    told = [case.id for _, case in play(cases, 25, random.Random(seed))]
    assert bool(told) == bool(cases)
    assert len(told) in (0, 25) or len(cases) <= 2
    assert all(a != b for a, b in pairwise(told))


def test_what_is_unproven_comes_only_where_there_is_nothing_else():
    cases = [*library(2, 2), Candidate(1, "", "mimic", proven=False)]
    told = play(cases, 12, random.Random(1))
    assert 1 not in {case.id for _, case in told}
    assert choose(cases[-1:], Situation(), random.Random(1)).id == 1


# ---- the rules, each by itself


def reasons(situation, count=1, seed=3, **options):
    return play(library(), count, random.Random(seed), situation=situation, **options)


def everything_known():
    return {f"e{n}": (9, 9) for n in range(12)}


def test_the_order_of_the_rules():
    pair = (frozenset({"e3"}), frozenset({"e4"}))
    full = Situation(due=("e5",), confused=(pair,), record={"e3": (1, 9), "e4": (1, 9)})
    assert [(r, c.diagnosis) for r, c in reasons(full, balanced=False)] == [("due", "e5")]
    full = replace(full, due=())
    assert reasons(full, balanced=False)[0][0] == "pair"
    full = replace(full, confused=())
    assert reasons(full, balanced=False)[0][0] == "unseen"
    weak = replace(full, record=everything_known() | {"e3": (0, 9)})
    assert [(r, c.diagnosis) for r, c in reasons(weak, balanced=False)] == [("weak", "e3")]
    known = replace(full, record=everything_known())
    assert reasons(known, balanced=False)[0][0] == "random"


def test_the_most_urgent_entity_that_has_a_case_comes():
    situation = Situation(due=("nowhere", "e7", "e2"))
    assert reasons(situation, balanced=False)[0][1].diagnosis == "e7"


@pytest.mark.parametrize("seed", range(12))
def test_the_sides_of_a_pair_come_close_together(seed):
    pair = (frozenset({"e3"}), frozenset({"e4"}))
    situation = Situation(confused=(pair,), record=everything_known())
    told = reasons(situation, count=2, seed=seed, balanced=False)
    assert [reason for reason, _ in told] == ["pair", "pair"]
    assert {case.diagnosis for _, case in told} == {"e3", "e4"}


def test_a_pair_with_a_whole_group_on_one_side():
    pair = (frozenset({"e3"}), frozenset({"e4", "e7"}))
    situation = Situation(recent=((999, "e3"),), confused=(pair,), record=everything_known())
    sides = {reasons(situation, seed=seed, balanced=False)[0][1].diagnosis for seed in range(30)}
    assert sides == {"e4", "e7"}


def test_a_pair_read_just_now_rests():
    pair = (frozenset({"e3"}), frozenset({"e4"}))
    situation = Situation(
        recent=((998, "e4"), (999, "e3")), confused=(pair,), record=everything_known()
    )
    assert reasons(situation, balanced=False)[0][0] == "random"


def test_unseen_entities_come_before_any_comes_again():
    told = reasons(Situation(), count=1, balanced=False)
    assert told[0][0] == "unseen"
    record = everything_known()
    del record["e8"]
    assert reasons(Situation(record=record), balanced=False)[0][1].diagnosis == "e8"


def test_weaker_entities_come_more_often():
    record = everything_known() | {"e1": (0, 8), "e2": (4, 8)}
    counts = Counter(
        reasons(Situation(record=record), seed=seed, balanced=False)[0][1].diagnosis
        for seed in range(300)
    )
    assert set(counts) == {"e1", "e2"}
    assert counts["e1"] > counts["e2"]


def test_of_an_entity_the_case_seen_least_comes():
    cases = [replace(one, seen=1) if one.id != 502 else one for one in library()]
    assert choose(cases, Situation(due=("e5",)), random.Random(1), balanced=False).id == 502


def test_the_places_of_the_floors_cannot_be_counted_out():
    """In many blocks a malignant case stands at every place, and not only at the end."""
    places = Counter()
    many = [
        replace(one, kind="malignant" if one.diagnosis == "e0" else "normal")
        if one.diagnosis in ("e0", "e1")
        else replace(one, kind="mimic")
        for one in library(30)
    ]
    for seed in range(300):
        told = play(many, BLOCK, random.Random(seed))
        places.update(n for n, (_, case) in enumerate(told) if case.kind == "malignant")
    assert set(places) == set(range(BLOCK))
    assert max(places.values()) < 4 * min(places.values())


def test_where_a_kind_is_missing_the_others_fill_its_places():
    mimics = [one for one in library() if one.kind == "mimic"]
    assert len(play(mimics, 20, random.Random(1))) == 20


def test_a_reader_who_asks_for_hard_cases_gets_them():
    hard = [one for one in library() if one.hard]
    assert all(case.hard for _, case in play(hard, 12, random.Random(2)))


# ---- blocked by group


def test_blocked_cases_stay_in_a_group_and_then_leave_it():
    cases = library()
    assert same_group(cases, []) == cases
    assert {one.group for one in same_group(cases, ["g0", "g1"])} == {"g1"}
    after = same_group(cases, ["g1"] * BLOCKED)
    assert {one.group for one in after} == {"g0", "g2", "g3"}


def test_a_group_alone_goes_on():
    alone = [one for one in library() if one.group == "g1"]
    assert same_group(alone, ["g1"] * BLOCKED) == alone
    assert same_group(alone, ["g3"]) == alone


def test_a_single_case_opens_a_session_again_but_never_follows_itself():
    alone = library(1, 1)
    shown = Situation(recent=((alone[0].id, "e0"),))
    assert choose(alone, shown, random.Random(1)) is None
    assert choose(alone, replace(shown, opening=True), random.Random(1)).id == alone[0].id
