"""Causes ranked by what was seen: a weighted count, not a probability.

    rank(observed: Observed, graph: Graph) -> tuple[Ranked, ...]

Each feature that was seen gives an entity the points of `SEEN` for how often it shows it; each
that was looked for and is not there gives those of `ABSENT`. What is unknown gives nothing, in
either direction, and is counted in `Ranked.unknown`. The score is the plain sum.

The numbers are drawing values, chosen so that the words keep their order, that one `never`
outweighs one `always`, and that every entity comes out first on its own always and usual features
(a test). They weigh no feature by how rare it is, know no prevalence and no dependence between
features, and so say nothing about how likely a cause is in a patient.

Order: score, then fewer reasons against, then more reasons for, then slug: always the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.reasoning.graph import Graph, Word

SEEN: dict[Word, float] = {
    "always": 1.0,
    "usual": 0.8,
    "sometimes": 0.4,
    "rare": 0.1,
    "contrary": -0.5,
    "never": -1.0,
}
ABSENT: dict[Word, float] = {
    "always": -1.0,
    "usual": -0.5,
    "sometimes": 0.0,
    "rare": 0.1,
    "contrary": 0.2,
    "never": 0.2,
}


@dataclass(frozen=True)
class Observed:
    """What was seen, and what was looked for and is not there; slugs of features."""

    seen: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    def within(self, graph: Graph) -> Observed:
        """Without repetitions and unknown slugs; what is said to be both counts as seen."""
        seen = tuple(dict.fromkeys(slug for slug in self.seen if slug in graph.features))
        absent = dict.fromkeys(slug for slug in self.absent if slug in graph.features)
        return Observed(seen, tuple(slug for slug in absent if slug not in seen))

    @property
    def count(self) -> int:
        """How many features were judged."""
        return len(self.seen) + len(self.absent)


@dataclass(frozen=True)
class Reason:
    """One line of the sum. `seen`: whether the feature was seen or found missing."""

    feature: str
    seen: bool
    word: Word
    points: float


@dataclass(frozen=True)
class Ranked:
    """One cause with its sum.

    reasons: every judged feature that the content knows of this entity, most points first.
    unknown: judged features of which it knows nothing. best: the score if all fitted perfectly.
    """

    entity: str
    score: float
    best: float
    reasons: tuple[Reason, ...]
    unknown: tuple[str, ...]

    @property
    def in_favor(self) -> tuple[Reason, ...]:
        """Reasons with points above zero."""
        return tuple(reason for reason in self.reasons if reason.points > 0)

    @property
    def against(self) -> tuple[Reason, ...]:
        """Reasons with points below zero, the heaviest first."""
        return tuple(reason for reason in reversed(self.reasons) if reason.points < 0)

    @property
    def known_share(self) -> float:
        """How complete the evidence is: the share of judged features that are known, 0 to 1."""
        judged = len(self.reasons) + len(self.unknown)
        return len(self.reasons) / judged if judged else 0.0


def rank(observed: Observed, graph: Graph) -> tuple[Ranked, ...]:
    """Every entity of `graph` with its sum, best first. Unknown slugs are ignored."""
    judged = observed.within(graph)
    ranked = [_ranked(entity, judged, graph) for entity in graph.words]
    return tuple(
        sorted(
            ranked,
            key=lambda item: (-item.score, len(item.against), -len(item.in_favor), item.entity),
        )
    )


def _ranked(entity: str, observed: Observed, graph: Graph) -> Ranked:
    reasons: list[Reason] = []
    unknown: list[str] = []
    for slugs, seen, table in ((observed.seen, True, SEEN), (observed.absent, False, ABSENT)):
        for slug in slugs:
            word = graph.word(entity, slug)
            if word is None:
                unknown.append(slug)
            else:
                reasons.append(Reason(slug, seen, word, table[word]))
    reasons.sort(key=lambda reason: (-reason.points, reason.feature))
    return Ranked(
        entity=entity,
        score=round(sum(reason.points for reason in reasons), 6) + 0.0,
        best=len(observed.seen) * max(SEEN.values()) + len(observed.absent) * max(ABSENT.values()),
        reasons=tuple(reasons),
        unknown=tuple(unknown),
    )
