"""LO1: the score of a ranked differential against the key (GRADING.md, "LO1").

    D = clamp(.75·T + .25·C − W − M − S, 0, 1); nothing named scores 0

Where the formula leaves room, this module reads it so (each needed by, or neutral to, the laws):
- Ruling out a group rules out what lies below it, except what the key wants.
- A must-not-miss counts as covered by itself, by a form of it, or by a group above it.
- "Unrelated" is an entry that matches nothing and covers no alternative and no must-not-miss;
  so an entry that the key wants is never charged as wrong.
- S needs a first entry whose side is known: unrecognised names and other conditions have none.
- Entries beyond the fifth count for nothing, neither for nor against. Law 2 (moving the
  diagnosis up never lowers D) therefore speaks of lists within the limit.
- On an exam an ambiguous abbreviation is read as the candidate that fits best, whatever else is
  on the list; in practice the learner was asked, so one left open names nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cases.answerkey.model import (
    LIST_LIMIT,
    Wanted,
    alternatives,
    exclusion_of,
    is_or_narrower,
    model_answer,
    owed,
)
from cases.answerkey.types import AnswerKey, Exclusion
from quiz.grading.rubric import Rubric
from quiz.grading.types import Breakdown, DifferentialEntry, Mode, RelationsLike

Match = Literal[
    "same", "accepted", "narrower", "other-form", "one-above", "two-above", "sibling", "none"
]
Dropped = Literal["", "negated", "repeat", "beyond"]


@dataclass(frozen=True)
class Read:
    """One entry as the engine read it; `rank` is 0 where it was dropped."""

    entry: DifferentialEntry
    slug: str | None
    rank: int = 0
    dropped: Dropped = ""
    repeats: int = 0  # the rank that it repeats
    match: Match = "none"
    match_credit: float = 0.0
    exclusion: Exclusion | None = None
    covers: tuple[tuple[Wanted, float], ...] = ()
    covers_must_not_miss: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether the entry takes part in the score."""
        return self.rank > 0

    @property
    def related(self) -> bool:
        """Whether the key has any use for the entry."""
        return bool(self.match_credit > 0 or self.covers or self.covers_must_not_miss)

    @property
    def names_diagnosis(self) -> bool:
        """Whether the entry is the diagnosis, or accepted as it."""
        return self.match in ("same", "accepted")

    @property
    def guessed(self) -> bool:
        """Whether an ambiguous abbreviation was read as its best candidate."""
        return self.slug is not None and self.entry.slug is None


@dataclass(frozen=True)
class DifferentialScore:
    """The score with everything that feedback needs to explain it."""

    breakdown: Breakdown
    reads: tuple[Read, ...]
    owed_missed: tuple[Wanted, ...]
    must_not_missed: tuple[str, ...]


def score_differential(
    entries: Sequence[DifferentialEntry],
    key: AnswerKey,
    relations: RelationsLike,
    *,
    rubric: Rubric,
    mode: Mode = "practice",
) -> DifferentialScore:
    """Grade a list of resolved entries; never fails, whatever the list or the valid key."""
    reads = _rank([_read(entry, key, relations, rubric, mode) for entry in entries])
    counted = [read for read in reads if read.counts]
    missed = tuple(
        slug
        for slug in key.must_not_miss
        if not any(slug in read.covers_must_not_miss for read in counted)
    )
    target = max((r.match_credit * rubric.rank(r.rank) for r in counted), default=0.0)
    coverage = _coverage(counted, key, rubric)
    wrong = rubric.wrong_entry * sum(not read.related for read in counted)
    lost = min(rubric.must_not_miss * len(missed), rubric.must_not_miss_limit)
    side = rubric.wrong_side if counted and on_wrong_side(counted[0], key, relations) else 0.0
    score = rubric.target * target + rubric.coverage * coverage - wrong - lost - side
    score = min(1.0, max(0.0, score)) if counted else 0.0
    breakdown = Breakdown(target, coverage, wrong, lost, side, round(score, 6))
    return DifferentialScore(breakdown, reads, _owed_missed(counted, key, coverage), missed)


def _read(
    entry: DifferentialEntry, key: AnswerKey, relations: RelationsLike, rubric: Rubric, mode: Mode
) -> Read:
    """Read one entry on its own: the rest of the list has no say in it."""
    if entry.status == "negated":
        return Read(entry, entry.slug, dropped="negated")
    if entry.slug is None and entry.status == "ambiguous" and mode == "exam" and entry.candidates:
        readings = [
            _read_slug(entry, slug, key, relations, rubric) for slug in sorted(entry.candidates)
        ]
        return max(readings, key=lambda read: _fit(read, key, relations, rubric))
    return _read_slug(entry, entry.slug, key, relations, rubric)


def _read_slug(
    entry: DifferentialEntry,
    slug: str | None,
    key: AnswerKey,
    relations: RelationsLike,
    rubric: Rubric,
) -> Read:
    if slug is None:
        return Read(entry, None)
    exclusion = exclusion_of(slug, key, relations)
    if exclusion is not None:
        return Read(entry, slug, exclusion=exclusion)
    match, credit = match_of(slug, key, relations, rubric)
    covers = tuple(
        (wanted, cover)
        for wanted in alternatives(key)
        if (cover := cover_of(slug, wanted.entity, relations, rubric)) > 0
    )
    must = tuple(s for s in key.must_not_miss if cover_of(slug, s, relations, rubric) > 0)
    return Read(
        entry,
        slug,
        match=match,
        match_credit=credit,
        covers=covers,
        covers_must_not_miss=must,
    )


def _fit(
    read: Read, key: AnswerKey, relations: RelationsLike, rubric: Rubric
) -> tuple[float, ...]:
    """How well a candidate reading fits the case; equals are settled by the slugs' order."""
    return (
        read.match_credit,
        max((rubric.plausibility(w.standing) * c for w, c in read.covers), default=0.0),
        len(read.covers_must_not_miss),
        read.exclusion is None,
        not on_wrong_side(read, key, relations),
    )


def match_of(
    slug: str, key: AnswerKey, relations: RelationsLike, rubric: Rubric
) -> tuple[Match, float]:
    """Return how a name that is not excluded stands to the diagnosis, and its credit."""
    diagnosis = key.diagnosis
    if slug == diagnosis:
        return "same", rubric.same
    if slug in key.also_exact:
        return "accepted", rubric.same
    if relations.is_narrower(slug, diagnosis):
        return "narrower", rubric.narrower
    if any(relations.is_narrower(slug, accepted) for accepted in key.also_exact):
        return "other-form", rubric.narrower
    steps = relations.steps_above(diagnosis, slug)
    if steps == 1:
        return "one-above", rubric.one_above
    if relations.siblings(slug, diagnosis):
        return "sibling", rubric.sibling
    if steps == 2:
        return "two-above", rubric.two_above
    return "none", 0.0


def cover_of(slug: str, wanted: str, relations: RelationsLike, rubric: Rubric) -> float:
    """Return how far a name that is not excluded covers another: 1, from above .5, or 0."""
    if is_or_narrower(slug, wanted, relations):
        return 1.0
    return rubric.cover_from_above if relations.is_narrower(wanted, slug) else 0.0


def on_wrong_side(read: Read, key: AnswerKey, relations: RelationsLike) -> bool:
    """Whether, put first, this entry is malignant for benign or the reverse, without excuse.

    The excuse is that it covers an alternative that is at least likely.
    """
    if read.slug is None or read.slug not in relations.names or key.malignant is None:
        return False
    if (read.slug in relations.malignant) == key.malignant:
        return False
    return not any(wanted.standing in ("coexisting", "likely") for wanted, _ in read.covers)


def _identity(read: Read) -> str:
    """What makes two entries the same: the slug, else the name or text as it was read."""
    if read.slug is not None:
        return read.slug
    text = read.entry.name or read.entry.text
    return "text:" + " ".join(text.casefold().split())


def _rank(reads: Sequence[Read]) -> tuple[Read, ...]:
    """Drop negated and repeated entries and those beyond the limit; close the ranks up."""
    ranks: dict[str, int] = {}
    ranked: list[Read] = []
    for read in reads:
        identity = _identity(read)
        if read.dropped:
            ranked.append(read)
        elif identity in ranks:
            ranked.append(replace(read, dropped="repeat", repeats=ranks[identity]))
        elif len(ranks) == LIST_LIMIT:
            ranked.append(replace(read, dropped="beyond"))
        else:
            ranks[identity] = len(ranks) + 1
            ranked.append(replace(read, rank=ranks[identity]))
    return tuple(ranked)


def best_cover(reads: Sequence[Read], wanted: Wanted) -> float:
    """Return how far the entries cover an alternative, at best."""
    return max((c for read in reads for w, c in read.covers if w == wanted), default=0.0)


def _coverage(counted: Sequence[Read], key: AnswerKey, rubric: Rubric) -> float:
    """C: how much of what the key wants beside the diagnosis is on the list."""
    due = math.fsum(rubric.plausibility(wanted.standing) for wanted in owed(key))
    if due <= 0.0:
        return max((read.match_credit for read in counted), default=0.0)
    # fsum rounds once, so one more alternative can never lower the sum
    covered = math.fsum(
        rubric.plausibility(wanted.standing) * best_cover(counted, wanted)
        for wanted in alternatives(key)
    )
    return min(1.0, covered / due)


def _owed_missed(counted: Sequence[Read], key: AnswerKey, coverage: float) -> tuple[Wanted, ...]:
    """Return the owed alternatives that cost credit: not named, or only by a wider name."""
    if coverage >= 1.0:
        return ()
    return tuple(wanted for wanted in owed(key) if best_cover(counted, wanted) < 1.0)


__all__ = [
    "DifferentialScore",
    "Read",
    "cover_of",
    "match_of",
    "model_answer",
    "on_wrong_side",
    "score_differential",
]
