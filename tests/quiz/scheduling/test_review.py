"""What is due: the rating of a read, the memory after it, the day's load and the forecast."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.scheduling.review import (
    DAILY,
    LONGEST,
    Memory,
    Recall,
    forecast,
    load_today,
    most_urgent,
    next_day,
    rate,
    recall,
    remember,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
recalls = st.sampled_from(list(Recall))
gaps = st.floats(0, 400)


@pytest.mark.parametrize(
    ("first", "total", "passed", "rating"),
    [
        (True, 1.0, True, Recall.EASY),
        (True, 0.9, True, Recall.EASY),
        (True, 0.89, True, Recall.GOOD),
        (True, 0.65, False, Recall.HARD),  # capped for a harmful step
        (False, 0.75, True, Recall.HARD),
        (False, 0.4, False, Recall.AGAIN),
        (True, None, False, None),
        (False, None, False, None),
    ],
)
def test_the_rating_of_a_read(first, total, passed, rating):
    assert rate(named_first=first, total=total, passed=passed) == rating


def history(ratings_and_gaps):
    """The memory after these reads, and the moment of the last one."""
    memory, now = None, NOW
    for rating, gap in ratings_and_gaps:
        now += timedelta(days=gap)
        memory = remember(memory, rating, now)
    return memory, now


@given(st.lists(st.tuples(recalls, gaps), min_size=1, max_size=12))
def test_a_card_is_due_after_a_day_and_within_half_a_year(reads):
    memory, now = history(reads)
    assert timedelta(days=1) <= memory.due - now <= timedelta(days=LONGEST)
    assert memory.reviewed == now
    assert memory.stability > 0
    assert 1 <= memory.difficulty <= 10


@given(st.lists(st.tuples(recalls, gaps), min_size=1, max_size=8), gaps)
def test_the_better_it_was_known_the_later_it_comes(reads, gap):
    memory, now = history(reads)
    later = now + timedelta(days=gap)
    dues = [remember(memory, rating, later).due for rating in Recall]
    assert dues == sorted(dues)


@given(st.lists(st.tuples(recalls, gaps), min_size=1, max_size=8), gaps, gaps)
def test_what_is_remembered_fades(reads, gap, more):
    memory, now = history(reads)
    sooner = recall(memory, now + timedelta(days=gap))
    later = recall(memory, now + timedelta(days=gap + more))
    assert 0 <= later <= sooner <= 1


def test_successes_lengthen_the_interval_and_a_failure_shortens_it():
    memory, spans = None, []
    now = NOW
    for _ in range(5):
        memory = remember(memory, Recall.GOOD, now)
        spans.append((memory.due - now).days)
        now = memory.due
    assert spans == sorted(set(spans))
    failed = remember(memory, Recall.AGAIN, now)
    assert (failed.due - now).days < spans[-1]


def test_an_absence_does_not_punish_what_is_still_known():
    memory = remember(None, Recall.GOOD, NOW)
    in_time = remember(memory, Recall.GOOD, memory.due)
    late = remember(memory, Recall.GOOD, memory.due + timedelta(days=60))
    assert late.stability > in_time.stability


def test_a_read_told_late_counts_as_at_the_last_one():
    memory = remember(None, Recall.GOOD, NOW)
    assert remember(memory, Recall.GOOD, NOW - timedelta(days=9)).reviewed == NOW


def test_other_time_zones_are_the_same_moment():
    far = NOW.astimezone(timezone(timedelta(hours=9)))
    assert remember(None, Recall.GOOD, far) == remember(None, Recall.GOOD, NOW)


def test_the_most_forgotten_come_first():
    fresh = remember(None, Recall.EASY, NOW)
    forgotten = remember(None, Recall.AGAIN, NOW - timedelta(days=30))
    assert most_urgent([("a", fresh), ("b", forgotten)], NOW) == ["b", "a"]
    assert most_urgent([("a", fresh), ("b", fresh)], NOW) == ["a", "b"]


# ---- load and forecast

days = st.lists(st.integers(-400, 40).map(lambda n: TODAY + timedelta(days=n)), max_size=120)


@given(st.integers(0, 500), st.integers(0, 60))
def test_a_days_load_is_limited(due, done):
    assert 0 <= load_today(due, done) <= min(due, DAILY)
    assert load_today(due, DAILY) == 0


@given(days, st.integers(0, DAILY))
def test_the_forecast_loses_nothing_and_exceeds_no_limit(due, done):
    loads = forecast(due, TODAY, done=done)
    assert len(loads) == 14
    assert all(0 <= load <= DAILY for load in loads)
    assert loads[0] <= DAILY - done
    within = sum(day < TODAY + timedelta(days=14) for day in due)
    assert sum(loads) <= within
    if sum(loads) < within:  # the rest waits: then the last day is full
        assert loads[-1] == DAILY


@given(days)
def test_with_room_everything_comes_on_its_day(due):
    loads = forecast(due, TODAY, limit=1000)
    assert loads[0] == sum(day <= TODAY for day in due)
    for place in range(1, 14):
        assert loads[place] == due.count(TODAY + timedelta(days=place))


def test_after_a_long_absence_the_days_are_full_one_after_the_other():
    assert forecast([TODAY - timedelta(days=90)] * 50, TODAY)[:4] == (20, 20, 10, 0)
    assert forecast([TODAY] * 25, TODAY, done=15)[:3] == (5, 20, 0)


def test_the_next_day_with_something_due():
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=5)
    assert next_day([later, tomorrow, TODAY], TODAY) == tomorrow
    assert next_day([TODAY], TODAY) is None
    assert next_day([], date(2026, 1, 1)) is None


def test_a_memory_is_values():
    assert remember(None, Recall.GOOD, NOW) == remember(None, Recall.GOOD, NOW)
    assert isinstance(remember(None, Recall.GOOD, NOW), Memory)
