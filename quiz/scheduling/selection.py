"""Which case comes next in practice, as a rule over values: no database, no clock.

In this order, each within what the floors and the cap leave over:

1. what is due by the memory model (`review`), the most forgotten first;
2. a confused pair, its two sides close together: where one of them was among the last few cases,
   the other one comes now (contrast);
3. an entity that this reader has never read;
4. an entity that is often named wrong, in proportion to how often;
5. anything.

In every block of ten cases of a session at least two are malignant, at least two normal or
physiologic marrow, and at most three hard, where the library allows. The places of the floors in
a block are random (a case of a missing kind is drawn with probability missing / places left), so
that nobody can count out what must come. A case comes again after 20 others, in a library of up
to 20 after half of them; of an entity's cases the one seen least comes first. Cases without a
proven diagnosis come when there is nothing else.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["malignant", "normal", "mimic"]
Reason = Literal["due", "pair", "unseen", "weak", "random"]

BLOCK = 10
FLOORS: Mapping[Kind, int] = {"malignant": 2, "normal": 2}
MOST_HARD = 3
#: The same case does not come again within so many.
APART = 20
#: How many cases back the other side of a pair may lie to count as close.
CLOSE = 4
#: Below this share of right reads an entity is weak.
WEAK = 0.7
#: How many cases of one group come in a row when they are blocked by group.
BLOCKED = 5


@dataclass(frozen=True)
class Candidate:
    """A case that may come. Kind "normal" includes physiologic marrow; `seen`: showings."""

    id: int
    diagnosis: str
    kind: Kind
    hard: bool = False
    proven: bool = True
    seen: int = 0
    group: str = ""


@dataclass(frozen=True)
class Situation:
    """What is known of the reader.

    recent: cases shown last, newest first, with their diagnoses, over all sessions.
    block: the cases of this session's running block of ten, oldest first.
    due: entities that are due, the most urgent first. confused: pairs not yet told apart.
    record: entity → (right, read). opening: nothing was shown in this session so far.
    """

    recent: tuple[tuple[int, str], ...] = ()
    block: tuple[Candidate, ...] = ()
    due: tuple[str, ...] = ()
    confused: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    record: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    opening: bool = False


@dataclass(frozen=True)
class Choice:
    """The case and the rule that brought it."""

    id: int
    reason: Reason


Rule = Callable[[Sequence[Candidate], Situation, random.Random], Candidate | None]


def choose(
    candidates: Iterable[Candidate],
    situation: Situation,
    rng: random.Random,
    *,
    balanced: bool = True,
) -> Choice | None:
    """Return the next case; None where there is none but the one just shown in this session.

    Without `balanced` the floors and the cap are left out: for a reader who asked for one kind.
    """
    pool = _fresh(list(candidates), situation)
    if balanced:
        pool = _within_cap(pool, situation)
        pool = _within_floors(pool, situation, rng)
    for reason, rule in RULES:
        found = rule(pool, situation, rng)
        if found is not None:
            return Choice(found.id, reason)
    return None


def same_group(candidates: Sequence[Candidate], block: Sequence[str]) -> list[Candidate]:
    """Return the candidates of the group that is being read, when blocked by group.

    `block` are the groups of this session's cases, oldest first. After `BLOCKED` of one group,
    or where it has nothing left, every other group may follow.
    """
    if not block:
        return list(candidates)
    group, run = block[-1], 0
    for one in reversed(block):
        if one != group:
            break
        run += 1
    same = [one for one in candidates if one.group == group]
    other = [one for one in candidates if one.group != group]
    return (other or same) if run >= BLOCKED else (same or other)


def least_seen(candidates: Sequence[Candidate], rng: random.Random) -> Candidate | None:
    """Return one of those that were seen least often, or None of none."""
    if not candidates:
        return None
    least = min(one.seen for one in candidates)
    return rng.choice([one for one in candidates if one.seen == least])


def _fresh(candidates: list[Candidate], situation: Situation) -> list[Candidate]:
    """Leave out what was shown lately, and the unproven where anything else is left."""
    proven = [one for one in candidates if one.proven]
    unproven = [one for one in candidates if not one.proven]
    for group in (proven, unproven):
        apart = APART if len(group) > APART else max(1, len(group) // 2)
        shown = {pk for pk, _ in situation.recent[:apart]}
        left = [one for one in group if one.id not in shown]
        if left:
            return left
    return (proven or unproven) if situation.opening else []


def _within_cap(pool: list[Candidate], situation: Situation) -> list[Candidate]:
    if sum(one.hard for one in situation.block) < MOST_HARD:
        return pool
    return [one for one in pool if not one.hard] or pool


def _within_floors(
    pool: list[Candidate], situation: Situation, rng: random.Random
) -> list[Candidate]:
    had = Counter(one.kind for one in situation.block)
    missing = {kind: max(0, floor - had[kind]) for kind, floor in FLOORS.items()}
    places = BLOCK - len(situation.block)
    if rng.random() * places >= sum(missing.values()):
        return pool
    wanted = rng.choices(list(missing), weights=list(missing.values()))[0]
    others = [kind for kind, count in missing.items() if count and kind != wanted]
    for kind in (wanted, *others):
        of_kind = [one for one in pool if one.kind == kind]
        if of_kind:
            return of_kind
    return pool


def _due(pool: Sequence[Candidate], situation: Situation, rng: random.Random) -> Candidate | None:
    for entity in situation.due:
        found = least_seen([one for one in pool if one.diagnosis == entity], rng)
        if found is not None:
            return found
    return None


def _pair(pool: Sequence[Candidate], situation: Situation, rng: random.Random) -> Candidate | None:
    """Complete a pair that was begun, else begin one; one read as a whole just now may rest."""
    close = {diagnosis for _, diagnosis in situation.recent[:CLOSE]}
    begun = [pair for pair in situation.confused if bool(pair[0] & close) != bool(pair[1] & close)]
    for pair in begun:
        missing = pair[1] if pair[0] & close else pair[0]
        found = least_seen([one for one in pool if one.diagnosis in missing], rng)
        if found is not None:
            return found
    lately = {diagnosis for _, diagnosis in situation.recent[: 2 * CLOSE]}
    for first, second in situation.confused:
        if (first | second) & lately:
            continue
        for side in rng.sample([first, second], 2):
            found = least_seen([one for one in pool if one.diagnosis in side], rng)
            if found is not None:
                return found
    return None


def _unseen(
    pool: Sequence[Candidate], situation: Situation, rng: random.Random
) -> Candidate | None:
    new = sorted({one.diagnosis for one in pool if one.proven} - set(situation.record))
    if not new:
        return None
    entity = rng.choice(new)
    return least_seen([one for one in pool if one.diagnosis == entity], rng)


def _weak(pool: Sequence[Candidate], situation: Situation, rng: random.Random) -> Candidate | None:
    there = {one.diagnosis for one in pool}
    last = situation.recent[0][1] if situation.recent else ""
    weights = {
        entity: 1 - share
        for entity, (right, read) in sorted(situation.record.items())
        if (share := (right + 1) / (read + 2)) < WEAK and entity in there and entity != last
    }
    if not weights:
        return None
    entity = rng.choices(list(weights), weights=list(weights.values()))[0]
    return least_seen([one for one in pool if one.diagnosis == entity], rng)


def _any(pool: Sequence[Candidate], situation: Situation, rng: random.Random) -> Candidate | None:
    return least_seen(pool, rng)


RULES: tuple[tuple[Reason, Rule], ...] = (
    ("due", _due),
    ("pair", _pair),
    ("unseen", _unseen),
    ("weak", _weak),
    ("random", _any),
)
