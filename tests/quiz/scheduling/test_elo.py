"""Ratings: recovered from simulated readers of known ability and cases of known difficulty."""

import math
import random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.scheduling.elo import (
    DRIFT_PER_DAY,
    LEAST_CASE_DEVIATION,
    LEAST_READER_DEVIATION,
    NEW_CASE,
    NEW_READER,
    Rating,
    after_read,
    average_chance,
    expected,
    rested,
)

ratings = st.builds(Rating, st.floats(-4, 4), st.floats(0.25, 1.5))


def simulate(seed, *, readers=60, cases=80, reads=60, spread=0.8):
    """Readers and cases as they are, and as the ratings see them after the reads."""
    rng = random.Random(seed)
    ability = [rng.gauss(0, spread) for _ in range(readers)]
    difficulty = [rng.gauss(0, spread) for _ in range(cases)]
    seen_reader, seen_case = [NEW_READER] * readers, [NEW_CASE["typical"]] * cases
    rounds = [(reader, rng.randrange(cases)) for reader in range(readers) for _ in range(reads)]
    rng.shuffle(rounds)
    for reader, case in rounds:
        chance = 1 / (1 + math.exp(difficulty[case] - ability[reader]))
        seen_reader[reader], seen_case[case] = after_read(
            seen_reader[reader], seen_case[case], right=rng.random() < chance
        )
    return ability, difficulty, seen_reader, seen_case


def covered(true, rated):
    return mean(
        low <= t <= high for t, (low, high) in zip(true, (r.interval for r in rated), strict=True)
    )


def correlation(true, rated):
    a, b = mean(true), mean(r.value for r in rated)
    top = sum((t - a) * (r.value - b) for t, r in zip(true, rated, strict=True))
    return top / math.sqrt(
        sum((t - a) ** 2 for t in true) * sum((r.value - b) ** 2 for r in rated)
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_known_abilities_and_difficulties_are_recovered(seed):
    """The intervals of 95 % hold what they promise within the noise of so few; order is kept."""
    ability, difficulty, readers, cases = simulate(seed)
    assert covered(ability, readers) >= 0.85
    assert covered(difficulty, cases) >= 0.85
    assert correlation(ability, readers) > 0.85
    assert correlation(difficulty, cases) > 0.85
    error = mean(abs(a - r.value) for a, r in zip(ability, readers, strict=True))
    assert error < 0.5 * mean(abs(a) for a in ability), "better than knowing nothing"


def test_more_reads_make_the_intervals_narrower_and_the_error_smaller():
    errors, widths = [], []
    for reads in (10, 40, 160):
        ability, _, readers, _ = simulate(5, reads=reads)
        errors.append(mean(abs(a - r.value) for a, r in zip(ability, readers, strict=True)))
        widths.append(mean(r.deviation for r in readers))
    assert errors == sorted(errors, reverse=True)
    assert widths == sorted(widths, reverse=True)


def test_a_wrong_belief_of_the_maker_is_corrected():
    """A case called hard that everybody names ends below one called easy that nobody does."""
    called_hard, called_easy = NEW_CASE["hard"], NEW_CASE["easy"]
    for _ in range(40):
        _, called_hard = after_read(Rating(0, 0.3), called_hard, right=True)
        _, called_easy = after_read(Rating(0, 0.3), called_easy, right=False)
    assert called_hard.interval[1] < called_easy.interval[0]


@given(ratings, ratings, st.booleans())
def test_a_right_read_raises_the_reader_and_lowers_the_case(reader, case, right):
    new_reader, new_case = after_read(reader, case, right=right)
    assert (new_reader.value > reader.value) == right
    assert (new_case.value < case.value) == right
    assert new_reader.deviation <= reader.deviation
    assert new_case.deviation <= case.deviation


@given(ratings, ratings)
def test_the_less_is_known_the_larger_the_step(reader, case):
    surer = Rating(reader.value, reader.deviation / 2)
    step = abs(after_read(reader, case, right=True)[0].value - reader.value)
    smaller = abs(after_read(surer, case, right=True)[0].value - surer.value)
    assert smaller <= step + 1e-12


@given(ratings, ratings)
def test_chances_are_chances_and_uncertainty_pulls_them_to_one_half(reader, case):
    chance = expected(reader, case)
    assert 0 < chance < 1
    sure = expected(Rating(reader.value, 0.01), Rating(case.value, 0.01))
    assert abs(chance - 0.5) <= abs(sure - 0.5) + 1e-12
    low, middle, high = average_chance(case)
    assert 0 <= low <= middle <= high <= 1


def test_deviations_have_floors():
    reader, case = Rating(0, 0.3), Rating(0, 0.3)
    for number in range(3000):
        reader, case = after_read(reader, case, right=number % 2 == 0)
    assert reader.deviation == LEAST_READER_DEVIATION
    assert case.deviation == LEAST_CASE_DEVIATION


@given(st.builds(Rating, st.floats(-4, 4), st.floats(0.2, 1.0)), st.floats(0, 3000))
def test_a_rest_makes_less_certain_never_more_than_of_a_newcomer(reader, days):
    after = rested(reader, days)
    assert after.value == reader.value
    assert reader.deviation - 1e-12 <= after.deviation <= NEW_READER.deviation
    assert rested(reader, -5).deviation == pytest.approx(reader.deviation)


def test_the_drift_is_the_one_stated():
    assert rested(Rating(0, 0.2), 10).deviation ** 2 == pytest.approx(0.04 + 10 * DRIFT_PER_DAY)


def test_extremes_do_not_overflow():
    assert expected(Rating(-2000, 0.1), Rating(2000, 0.1)) == 0.0
    assert average_chance(Rating(2000, 0.1))[2] == 0.0
