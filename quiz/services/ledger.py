"""From reads to cards and ratings: the same bookkeeping for one commit and for a whole rebuild."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from knowledge.schema.relations import Relations
from quiz.grading.rubric import RUBRIC
from quiz.models import CaseRating, MemoryCard, ReaderRating
from quiz.scheduling.elo import NEW_CASE, NEW_READER, Rating, after_read, rested
from quiz.scheduling.review import Memory, Recall, rate, remember

CardKey = tuple[int, str, str]
CARD_FIELDS = ["stability", "difficulty", "due", "reviewed", "reads", "right", "streak"]


@dataclass(frozen=True)
class Read:
    """One read of an account that asked for a differential and could be graded.

    `rated` is False where the reader knew more than the images tell (a filter that narrows the
    differential): it trains the memory, but measures neither reader nor case.
    """

    user: int
    case: int
    made: str
    diagnosis: str
    named: str
    right: bool
    total: float
    at: datetime
    rated: bool = True


def side_of(slug: str, graph: Relations) -> str:
    """Return what stands for the entity in a pair: malignant ones go by their group.

    Taking Paget disease for lytic or for sclerotic metastases is one confusion, not two.
    """
    above = graph.broader.get(slug, ())
    return (
        above[0] if above and graph.is_malignant(slug) and graph.is_malignant(above[0]) else slug
    )


def pair_of(diagnosis: str, named: str, graph: Relations) -> tuple[str, str] | None:
    """Return the two sides of a confusion in alphabetical order, or None where it is none.

    A name above or below the diagnosis is imprecise, not confused.
    """
    if not named or named == diagnosis:
        return None
    if graph.is_narrower(diagnosis, than=named) or graph.is_narrower(named, than=diagnosis):
        return None
    one, other = sorted((side_of(diagnosis, graph), side_of(named, graph)))
    return None if one == other else (one, other)


@dataclass
class Ledger:
    """Cards and ratings in memory, and which of them a read has changed."""

    graph: Relations
    cards: dict[CardKey, MemoryCard] = field(default_factory=dict)
    readers: dict[int, ReaderRating] = field(default_factory=dict)
    cases: dict[int, CaseRating] = field(default_factory=dict)
    sides: dict[tuple[int, str], set[CardKey]] = field(default_factory=dict)
    changed: set[CardKey] = field(default_factory=set)
    rated: set[tuple[int, int]] = field(default_factory=set)

    def take(self, cards: Iterable[MemoryCard]) -> None:
        """Take cards as they are kept."""
        for card in cards:
            self._file((card.user_id, card.entity, card.other), card)

    def add(self, read: Read) -> None:
        """Count a read; reads come in the order in which they were committed."""
        passed = round(read.total, 2) >= RUBRIC.pass_mark
        rating = rate(named_first=read.right, total=read.total, passed=passed)
        if rating is None:
            return
        self._recall((read.user, read.diagnosis, ""), rating, read)
        if read.right:
            side = side_of(read.diagnosis, self.graph)
            for key in sorted(self.sides.get((read.user, side), ())):
                self._recall(key, rating, read)
        elif pair := pair_of(read.diagnosis, read.named, self.graph):
            self._recall((read.user, *pair), Recall.AGAIN, read)
        if read.rated:
            self._rate(read)

    def save(self) -> None:
        """Write what has changed: at most one query each for cards, readers and cases."""
        if self.changed:
            MemoryCard.objects.bulk_create(
                [self.cards[key] for key in sorted(self.changed)],
                batch_size=500,
                update_conflicts=True,
                unique_fields=["user", "entity", "other"],
                update_fields=CARD_FIELDS,
            )
        if self.rated:
            ReaderRating.objects.bulk_create(
                [self.readers[user] for user in sorted({user for user, _ in self.rated})],
                batch_size=500,
                update_conflicts=True,
                unique_fields=["user"],
                update_fields=["value", "deviation", "reads", "read_at"],
            )
            CaseRating.objects.bulk_create(
                [self.cases[case] for case in sorted({case for _, case in self.rated})],
                batch_size=500,
                update_conflicts=True,
                unique_fields=["case"],
                update_fields=["value", "deviation", "reads"],
            )

    def _file(self, key: CardKey, card: MemoryCard) -> None:
        self.cards[key] = card
        if card.other:
            for side in (card.entity, card.other):
                self.sides.setdefault((card.user_id, side), set()).add(key)

    def _recall(self, key: CardKey, rating: Recall, read: Read) -> None:
        card = self.cards.get(key)
        memory = memory_of(card) if card else None
        after = remember(memory, rating, read.at)
        if card is None:
            card = MemoryCard(user_id=key[0], entity=key[1], other=key[2])
            self._file(key, card)
        card.stability, card.difficulty = after.stability, after.difficulty
        card.due, card.reviewed = after.due, after.reviewed
        card.reads += 1
        card.right += read.right
        card.streak = card.streak + 1 if read.right else 0
        self.changed.add(key)

    def _rate(self, read: Read) -> None:
        reader = self.readers.get(read.user)
        case = self.cases.get(read.case)
        if reader is None:
            new = NEW_READER
            reader = ReaderRating(user_id=read.user, value=new.value, deviation=new.deviation)
            reader.read_at = read.at
            self.readers[read.user] = reader
        if case is None:
            start = NEW_CASE.get(read.made, NEW_CASE["typical"])
            case = CaseRating(case_id=read.case, value=start.value, deviation=start.deviation)
            self.cases[read.case] = case
        days = (read.at - reader.read_at).total_seconds() / 86400
        able = rested(Rating(reader.value, reader.deviation), days)
        able, hard = after_read(able, Rating(case.value, case.deviation), right=read.right)
        reader.value, reader.deviation = able.value, able.deviation
        case.value, case.deviation = hard.value, hard.deviation
        reader.read_at = max(reader.read_at, read.at)
        reader.reads += 1
        case.reads += 1
        self.rated.add((read.user, read.case))


def memory_of(card: MemoryCard) -> Memory:
    """Return the card as the scheduler reads it."""
    return Memory(card.stability, card.difficulty, card.due, card.reviewed)
