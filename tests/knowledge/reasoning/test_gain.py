"""The next best feature: its bits are what the formula says, and it asks what separates."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.reasoning import Observed, build_graph, next_features, rank
from knowledge.reasoning.gain import BEHIND, LEADERS, entropy, leaders, weights
from knowledge.reasoning.graph import Feature, Graph
from knowledge.schema.loader import load

LIBRARY = load().library
GRAPH = build_graph(LIBRARY.entities, LIBRARY.findings, LIBRARY.clues)
features = st.lists(st.sampled_from(sorted(GRAPH.features)), max_size=12)


def small(**words):
    slugs = sorted({slug for row in words.values() for slug in row})
    return Graph({slug: Feature(slug, slug, "sign") for slug in slugs}, words)


def test_entropy_of_known_shares():
    assert entropy([1.0]) == 0
    assert entropy([0.5, 0.5]) == pytest.approx(1.0)
    assert entropy([0.25] * 4) == pytest.approx(2.0)
    assert entropy([0.0, 1.0]) == 0


def test_a_point_more_counts_three_times():
    graph = small(a={"x": "always"}, b={"x": "rare"})
    ranked = rank(Observed(("x",)), graph)
    one, two = weights(ranked)
    assert one + two == pytest.approx(1.0)
    assert math.log(one / two, 3) == pytest.approx(0.9)
    assert weights(()) == ()


def test_the_bits_of_two_causes_by_hand():
    """Even weights, shares .8 and .03: by hand .525 bits."""
    graph = small(a={"x": "usual"}, b={"x": "never"})
    (gain,) = next_features(Observed(), graph)

    def h(*shares):
        return -sum(share * math.log2(share) for share in shares)

    seen = 0.5 * 0.8 + 0.5 * 0.03
    by_hand = (
        1
        - seen * h(0.4 / seen, 0.015 / seen)
        - (1 - seen) * h(0.1 / (1 - seen), 0.485 / (1 - seen))
    )
    assert gain.bits == pytest.approx(by_hand) and gain.bits == pytest.approx(0.52, abs=0.02)
    assert gain.chance == pytest.approx(seen) and gain.known == 1.0
    assert (gain.if_seen, gain.if_absent) == ("a", "b")


def test_what_all_show_alike_is_not_asked():
    graph = small(a={"x": "usual", "y": "usual"}, b={"x": "usual", "y": "never"})
    assert [gain.feature for gain in next_features(Observed(), graph)] == ["y"]


def test_what_most_do_not_know_is_not_asked():
    graph = small(a={"x": "usual"}, b={}, c={})
    assert next_features(Observed(), graph) == ()


def test_one_cause_alone_needs_no_question():
    graph = small(a={"x": "usual", "z": "always"}, b={"x": "never", "z": "never"})
    far = Observed(("z", *(f"w{i}" for i in range(5))))
    many = Graph(
        {**graph.features, **{f"w{i}": Feature(f"w{i}", "", "sign") for i in range(5)}},
        {
            "a": {**graph.words["a"], **{f"w{i}": "always" for i in range(5)}},
            "b": graph.words["b"],
        },
    )
    assert next_features(far, many) == ()
    assert next_features(Observed(), Graph({}, {})) == ()


@given(features, features)
@settings(max_examples=60)
def test_gains_are_sane_for_any_input(seen, absent):
    observed = Observed(tuple(seen), tuple(absent))
    first = leaders(rank(observed, GRAPH))
    bound = math.log2(max(1, len(first)))
    gains = next_features(observed, GRAPH)
    assert [gain.bits for gain in gains] == sorted((g.bits for g in gains), reverse=True)
    for gain in gains:
        assert gain.feature not in {*seen, *absent}
        assert 0 < gain.bits <= min(1.0, bound) + 1e-9
        assert 0 < gain.chance < 1 and 0.5 <= gain.known <= 1 + 1e-9
        assert {gain.if_seen, gain.if_absent} <= {item.entity for item in first}
    assert gains == next_features(observed, GRAPH)


def test_leaders_are_few_and_near():
    ranked = rank(Observed(("t1-low", "ct-lucent", "stir-high")), GRAPH)
    first = leaders(ranked)
    assert 2 <= len(first) <= LEADERS
    assert all(item.score >= ranked[0].score - BEHIND for item in first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("vertebral-hemangioma", "lytic-metastases"),
        ("red-marrow-hyperplasia", "diffuse-marrow-infiltration-metastases"),
        ("bone-islands", "sclerotic-metastases"),
    ],
)
def test_between_two_the_question_is_one_on_which_they_differ(one, other):
    graph = Graph(GRAPH.features, {slug: GRAPH.words[slug] for slug in (one, other)})
    gains = next_features(Observed(), graph)
    assert gains
    for gain in gains:
        words = dict(gain.words)
        assert words[one] != words[other]
