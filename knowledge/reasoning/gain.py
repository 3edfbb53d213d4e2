"""The next best feature: the observation that would now separate the leading causes best.

    next_features(observed: Observed, graph: Graph, *, ranked=None, limit=3) -> tuple[Gain, ...]

The scores of `rank` are turned into weights that sum to one, over the leaders alone: one point
more counts `BASE` times as much. With those weights and the share that each word stands for
(`CHANCE`), a feature that is not yet judged has an expected information gain in bits,

    H(weights) − P(seen) · H(weights | seen) − P(absent) · H(weights | absent).

Of an entity that does not know the feature, the share is taken as the weighted mean of those that
do: it is moved neither way. A feature that fewer than half of the weight knows is not offered, for
what would be learned could not be told.

The weights are no probabilities of disease (see `rank`); the gain only orders the questions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.reasoning.graph import Graph, Word
from knowledge.reasoning.rank import Observed, Ranked, rank

#: How many causes count as leaders, and how far behind the first they may lie, in points.
LEADERS = 8
BEHIND = 3.0
#: One point of score more counts this many times as much.
BASE = 3.0
#: How often a word means that the feature is there, as a share. Never 0 or 1: content errs.
CHANCE: dict[Word, float] = {
    "always": 0.95,
    "usual": 0.8,
    "sometimes": 0.4,
    "rare": 0.1,
    "contrary": 0.1,
    "never": 0.03,
}
#: The share of weight that has to know a feature before it is offered.
KNOWN = 0.5
#: Less than this many bits is no separation.
LEAST = 0.01


@dataclass(frozen=True)
class Gain:
    """One feature that is not judged yet.

    bits: expected information gain. chance: how often it would be there under the weights.
    known: share of the weight that knows it. words: each leader with what it says, or None.
    if_seen, if_absent: the leader that would then be first.
    """

    feature: str
    bits: float
    chance: float
    known: float
    words: tuple[tuple[str, Word | None], ...]
    if_seen: str
    if_absent: str


def leaders(ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """The first causes: at most `LEADERS`, none more than `BEHIND` points after the first."""
    return tuple(item for item in ranked[:LEADERS] if item.score >= ranked[0].score - BEHIND)


def weights(items: Sequence[Ranked]) -> tuple[float, ...]:
    """Weights that sum to one, `BASE` times as much for a point more."""
    if not items:
        return ()
    top = max(item.score for item in items)
    raw = [BASE ** (item.score - top) for item in items]
    total = sum(raw)
    return tuple(value / total for value in raw)


def entropy(shares: Sequence[float]) -> float:
    """Shannon entropy in bits of shares that sum to one."""
    return -sum(share * math.log2(share) for share in shares if share > 0)


def next_features(
    observed: Observed,
    graph: Graph,
    *,
    ranked: Sequence[Ranked] | None = None,
    limit: int = 3,
) -> tuple[Gain, ...]:
    """The features with the highest gain, best first; empty where nothing separates."""
    judged = observed.within(graph)
    first = leaders(rank(judged, graph) if ranked is None else ranked)
    prior = weights(first)
    if len(first) < 2:
        return ()
    done = {*judged.seen, *judged.absent}
    gains = [
        gain
        for slug in graph.features
        if slug not in done and (gain := _gain(slug, first, prior, graph)) is not None
    ]
    gains.sort(key=lambda gain: (-gain.bits, gain.feature))
    return tuple(gain for gain in gains[:limit] if gain.bits >= LEAST)


def _gain(slug: str, first: Sequence[Ranked], prior: Sequence[float], graph: Graph) -> Gain | None:
    words = tuple((item.entity, graph.word(item.entity, slug)) for item in first)
    known = sum(share for (_, word), share in zip(words, prior, strict=True) if word)
    if known < KNOWN:
        return None
    pairs = [(CHANCE[word], share) for (_, word), share in zip(words, prior, strict=True) if word]
    mean = sum(chance * share for chance, share in pairs) / known
    chances = [CHANCE[word] if word else mean for _, word in words]
    seen = [share * chance for share, chance in zip(prior, chances, strict=True)]
    absent = [share * (1 - chance) for share, chance in zip(prior, chances, strict=True)]
    p_seen = sum(seen)
    after = p_seen * entropy([value / p_seen for value in seen])
    after += (1 - p_seen) * entropy([value / (1 - p_seen) for value in absent])
    return Gain(
        feature=slug,
        bits=round(max(0.0, entropy(prior) - after), 9),
        chance=p_seen,
        known=known,
        words=words,
        if_seen=_leader(first, seen),
        if_absent=_leader(first, absent),
    )


def _leader(first: Sequence[Ranked], values: Sequence[float]) -> str:
    best = max(range(len(values)), key=lambda index: (values[index], -index))
    return first[best].entity
