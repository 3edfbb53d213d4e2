"""Ranking causes: sane for every entity, for any input, in a stable order, with its sum shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.reasoning import Observed, build_graph, rank
from knowledge.reasoning.graph import Feature, Graph, contradicts
from knowledge.reasoning.rank import ABSENT, SEEN
from knowledge.schema.loader import load

LIBRARY = load().library
GRAPH = build_graph(LIBRARY.entities, LIBRARY.findings, LIBRARY.clues)
SLUGS = sorted(GRAPH.features)
ENTITIES = sorted(GRAPH.words)
RULE = ("always", "usual")
features = st.lists(st.sampled_from([*SLUGS, "no-such-feature", ""]), max_size=40)


def keys_of(entity, *, clues=False):
    told = {**entity.findings, **(entity.clues if clues else {})}
    return tuple(slug for slug, word in told.items() if word in RULE)


@pytest.mark.parametrize("clues", [False, True], ids=["findings", "findings and clues"])
@pytest.mark.parametrize("entity", LIBRARY.entities, ids=lambda entity: entity.slug)
def test_its_own_key_features_rank_an_entity_alone_first(entity, clues):
    first, second, *_ = rank(Observed(keys_of(entity, clues=clues)), GRAPH)
    assert first.entity == entity.slug
    assert first.score > second.score
    assert first.known_share == 1.0 and not first.against


@pytest.mark.parametrize("entity", LIBRARY.entities, ids=lambda entity: entity.slug)
def test_its_key_features_without_one_still_rank_it_among_the_first(entity):
    keys = keys_of(entity)
    for left_out in keys:
        ranked = rank(Observed(tuple(slug for slug in keys if slug != left_out)), GRAPH)
        own = next(item.score for item in ranked if item.entity == entity.slug)
        assert sum(item.score > own for item in ranked) <= 3, left_out


@given(features, features)
@settings(max_examples=150)
def test_no_input_crashes_and_everybody_is_ranked_once(seen, absent):
    ranked = rank(Observed(tuple(seen), tuple(absent)), GRAPH)
    assert sorted(item.entity for item in ranked) == ENTITIES
    scores = [item.score for item in ranked]
    assert scores == sorted(scores, reverse=True)


@given(features, features, st.randoms())
@settings(max_examples=80)
def test_the_order_of_ticking_changes_nothing(seen, absent, random):
    shuffled_seen, shuffled_absent = list(seen), list(absent)
    random.shuffle(shuffled_seen)
    random.shuffle(shuffled_absent)
    one = rank(Observed(tuple(seen), tuple(absent)), GRAPH)
    two = rank(Observed(tuple(shuffled_seen), tuple(shuffled_absent)), GRAPH)
    assert [(item.entity, item.score) for item in one] == [
        (item.entity, item.score) for item in two
    ]


@given(features, features)
@settings(max_examples=100)
def test_the_sum_is_the_sum_of_the_reasons_and_nothing_else(seen, absent):
    observed = Observed(tuple(seen), tuple(absent))
    judged = observed.within(GRAPH)
    for item in rank(observed, GRAPH):
        assert item.score == pytest.approx(sum(reason.points for reason in item.reasons))
        assert len(item.reasons) + len(item.unknown) == judged.count
        for reason in item.reasons:
            table = SEEN if reason.seen else ABSENT
            assert reason.points == table[reason.word]
        assert item.score <= item.best + 1e-9


@given(features)
@settings(max_examples=60)
def test_an_unknown_feature_moves_nobody(seen):
    before = rank(Observed(tuple(seen)), GRAPH)
    after = rank(Observed((*seen, "no-such-feature"), ("nor-this",)), GRAPH)
    assert before == after


@given(features, st.sampled_from(SLUGS))
@settings(max_examples=100)
def test_seeing_what_an_entity_always_shows_never_lowers_it(seen, extra):
    before = {item.entity: item.score for item in rank(Observed(tuple(seen)), GRAPH)}
    after = {item.entity: item.score for item in rank(Observed((*seen, extra)), GRAPH)}
    for entity in ENTITIES:
        word = GRAPH.word(entity, extra)
        if word in ("never", "contrary"):
            assert after[entity] <= before[entity]
        else:
            assert after[entity] >= before[entity]


def test_words_keep_their_order():
    words = ["always", "usual", "sometimes", "rare", "contrary", "never"]
    seen, absent = [SEEN[word] for word in words], [ABSENT[word] for word in words]
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == len(seen)
    assert absent == sorted(absent)
    assert SEEN["never"] + SEEN["always"] <= 0


def test_what_is_seen_and_absent_counts_as_seen():
    judged = Observed(("t1-low", "t1-low"), ("t1-low", "t2-low", "t2-low")).within(GRAPH)
    assert judged == Observed(("t1-low",), ("t2-low",))


def test_nothing_observed_ranks_nobody_above_another():
    assert {item.score for item in rank(Observed(), GRAPH)} == {0.0}


def test_fewer_reasons_against_and_then_the_name_break_a_tie():
    graph = Graph(
        features={slug: Feature(slug, slug, "sign") for slug in ("x", "y", "z")},
        words={
            "b": {"x": "sometimes"},
            "c": {"x": "sometimes", "y": "rare", "z": "rare"},
            "a": {"x": "sometimes"},
            "d": {"x": "usual", "y": "sometimes", "z": "contrary"},
        },
    )
    ranked = rank(Observed(("x", "y", "z")), graph)
    assert [item.entity for item in ranked] == ["d", "c", "a", "b"]
    ranked = rank(Observed(("x",), ("y",)), graph)
    assert [item.entity for item in ranked] == ["d", "c", "a", "b"]


# ---- the graph


def test_the_table_contradicts_what_it_names_otherwise():
    entity = {item.slug: item for item in LIBRARY.entities}
    finding = {item.slug: item for item in LIBRARY.findings}
    assert contradicts(entity["lytic-metastases"], finding["t1-high"])
    assert not contradicts(entity["lytic-metastases"], finding["t1-low"])
    assert not contradicts(entity["lytic-metastases"], finding["t2-high"]), "T2 is variable"
    assert contradicts(entity["lytic-metastases"], finding["opposed-phase-drop"])
    assert contradicts(entity["bone-islands"], finding["ct-lucent"])
    assert not contradicts(entity["lytic-metastases"], finding["ct-mixed"]), "an alternative"
    assert contradicts(entity["bone-islands"], finding["diffuse"])
    assert not contradicts(entity["bone-islands"], finding["polka-dot"])


def test_what_the_content_says_wins_over_the_table():
    for entity in LIBRARY.entities:
        for slug, word in {**entity.findings, **entity.clues}.items():
            assert GRAPH.word(entity.slug, slug) == word


def test_unknown_stays_unknown():
    assert GRAPH.word("bone-islands", "polka-dot") is None
    words = {word for row in GRAPH.words.values() for word in row.values()}
    assert words <= set(SEEN)
