"""Item statistics against published values, second implementations, and known populations."""

import numpy as np
import pytest
from scipy import stats

from quiz.psychometrics import items
from quiz.psychometrics.items import ENOUGH, alpha, correlation, difference, matrix

#: Three questions, ten people; alpha .773 with Feldt's interval .336 to .939 is what the package
#: pingouin 0.5 gives for them.
SURVEY = np.array(
    [
        [1, 2, 2, 3, 2, 2, 3, 3, 2, 3],
        [1, 1, 1, 2, 3, 3, 2, 3, 3, 3],
        [1, 1, 2, 1, 2, 3, 3, 3, 2, 3],
    ],
    float,
).T


def test_alpha_and_its_interval_as_another_package_gives_them():
    found = alpha(SURVEY)
    assert found.value == pytest.approx(0.7734375)
    assert found.interval == pytest.approx((0.336, 0.939), abs=5e-4)


def test_alpha_of_a_given_covariance():
    """The example of Julia's StatsBase: this covariance has alpha 0.8136."""
    wanted = np.full((4, 4), 6.0) + np.diag([4.0, 5.0, 6.0, 7.0])
    raw = np.random.default_rng(3).normal(size=(50, 4))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw.T))).T
    assert alpha(white @ np.linalg.cholesky(wanted).T).value == pytest.approx(0.8136, abs=5e-5)


def hoyt(scores):
    """Hoyt 1941: the same reliability from the mean squares of learners and of the residue."""
    n, k = scores.shape
    grand = scores.mean()
    persons = k * ((scores.mean(axis=1) - grand) ** 2).sum()
    columns = n * ((scores.mean(axis=0) - grand) ** 2).sum()
    rest = ((scores - grand) ** 2).sum() - persons - columns
    return 1 - (rest / ((n - 1) * (k - 1))) / (persons / (n - 1))


def kuder_richardson(right):
    """KR-20 as it was written in 1937: p times q of each item over the variance of the totals."""
    k = right.shape[1]
    p = right.mean(axis=0)
    return k / (k - 1) * (1 - (p * (1 - p)).sum() / right.sum(axis=1).var())


@pytest.mark.parametrize("seed", range(10))
def test_alpha_agrees_with_two_other_ways_to_compute_it(seed):
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(30, 1))
    scores = 1 / (1 + np.exp(-(ability + rng.normal(size=(30, 8)))))
    assert alpha(scores).value == pytest.approx(hoyt(scores))
    right = (scores > 0.5).astype(float)
    assert alpha(right).value == pytest.approx(kuder_richardson(right))


def test_the_interval_of_alpha_holds_the_truth_as_often_as_it_says():
    """Parallel items: the reliability of k of them is k r / (1 + (k - 1) r)."""
    k, r, runs = 10, 0.2, 600
    truth = k * r / (1 + (k - 1) * r)
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(runs):
        shared = rng.normal(size=(40, 1)) * np.sqrt(r)
        low, high = alpha(shared + rng.normal(size=(40, k)) * np.sqrt(1 - r)).interval
        held += low <= truth <= high
    assert abs(held / runs - 0.95) < 3 * np.sqrt(0.95 * 0.05 / runs)


@pytest.mark.parametrize("seed", range(5))
def test_the_correlation_is_the_point_biserial_with_its_interval(seed):
    rng = np.random.default_rng(seed)
    right, rest = (rng.random(40) < 0.6).astype(float), rng.random(40)
    found = correlation(right, rest)
    assert found.value == pytest.approx(stats.pointbiserialr(right, rest).statistic)
    other = stats.pearsonr(right, rest).confidence_interval(0.95)
    assert found.interval == pytest.approx((other.low, other.high))


@pytest.mark.parametrize(
    ("a", "m", "b", "n", "interval"),
    [
        (56, 70, 48, 80, (0.0524, 0.3339)),
        (9, 10, 3, 10, (0.1705, 0.8090)),
        (5, 56, 0, 29, (-0.0381, 0.1926)),
        (10, 10, 0, 10, (0.6075, 1.0)),
    ],
)
def test_the_difference_of_shares_as_published(a, m, b, n, interval):
    """Newcombe, Statistics in Medicine 1998;17:873, table II, method 10."""
    found = difference(
        np.array([1.0] * a + [0.0] * (m - a)), np.array([1.0] * b + [0.0] * (n - b))
    )
    assert found.value == pytest.approx(a / m - b / n)
    assert found.interval == pytest.approx(interval, abs=5e-5)


def population(rng, learners=200, k=12):
    """Answers of learners of known ability to items of known difficulty; one key is wrong."""
    ability = rng.normal(size=(learners, 1))
    chance = 1 / (1 + np.exp(-1.6 * (ability - np.linspace(-1.5, 1.5, k))))
    chance[:, -1] = 1 - chance[:, -1]
    return (rng.random((learners, k)) < chance).astype(float), chance


def test_the_figures_of_a_known_population():
    right, chance = population(np.random.default_rng(5))
    found = items.item_statistics(right, right)
    truth = chance.mean(axis=0)
    held = [
        low <= p <= high
        for p, (low, high) in zip(truth, (i.facility.interval for i in found), strict=True)
    ]
    assert sum(held) >= 10
    assert all(item.discrimination.value > 0.3 for item in found[:-1])
    assert found[-1].discrimination.value < 0
    assert found[-1].correlation.interval[1] < 0
    assert found[0].group == 54


def test_a_wrong_key_is_suspected_and_the_others_are_not():
    right, _ = population(np.random.default_rng(6))
    total = right.sum(axis=1)
    suspected = []
    for place in range(right.shape[1]):
        column = right[:, place].astype(bool)
        named = ["key" if hit else "another" if n % 2 else "third" for n, hit in enumerate(column)]
        found = items.suspicion(column.tolist(), named, (total - right[:, place]).tolist())
        if found:
            suspected.append((place, found))
    assert [place for place, _ in suspected] == [11]
    assert suspected[0][1].against


def test_able_learners_who_agree_on_another_diagnosis_are_heard():
    rest = list(range(30))
    right = [n < 12 for n in range(30)]
    named = ["key" if hit else "rival" for hit in right]
    found = items.suspicion(right, named, rest)
    assert (found.able, found.right, found.rival, found.rivals) == (10, 0, "rival", 10)


def test_nothing_is_said_of_few_learners():
    few = np.ones((ENOUGH - 1, 5))
    assert items.item_statistics(few, few) == ()
    assert items.reliability(few, few) is None
    assert items.suspicion([False] * 9, ["x"] * 9, list(range(9))) is None


def test_what_does_not_vary_has_no_figure_instead_of_an_error():
    same = np.ones((12, 3))
    assert alpha(same).value is None
    assert alpha(same[:, :1]).value is None
    found = items.item_statistics(same, same)[0]
    assert found.facility.value == 1
    assert found.correlation.value is None
    assert found.discrimination.value == 0


def test_ragged_rows_are_refused():
    with pytest.raises(ValueError):
        matrix([[1, 0], [1]])
