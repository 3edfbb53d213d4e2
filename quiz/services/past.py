"""What is known of a reader before a case is chosen: bounded, however much was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q, QuerySet
from django.utils import timezone

from knowledge.schema.relations import Relations
from quiz.models import MemoryCard, Reading, SeenCase, Session, SessionItem
from quiz.scheduling.review import most_urgent
from quiz.selectors import Reader, untold
from quiz.services.ledger import memory_of, pair_of

#: A guest's sessions, and the cases in them, that are looked at: the newest.
GUEST_SESSIONS = 20
GUEST_CASES = 200
#: After so many right reads in a row a pair counts as told apart, until it is due again.
TOLD_APART = 2

#: A pair told apart so often in a row rests until it is mixed up again; entities never rest.
RESTS_AFTER = 3
RESTING = Q(streak__gte=RESTS_AFTER) & ~Q(other="")

Pair = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True)
class Past:
    """What selection asks of the past; see `quiz.scheduling.selection.Situation`.

    seen: case → how often it was shown.
    """

    recent: tuple[tuple[int, str], ...] = ()
    seen: Mapping[int, int] = field(default_factory=dict)
    due: tuple[str, ...] = ()
    confused: tuple[Pair, ...] = ()
    record: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def past_of(session: Session, *, graph: Relations, now: datetime) -> Past:
    """Return the past of the session's reader. Two queries for an account, one for a guest."""
    if session.user is None:
        return _of_guest(session, graph)
    shown = SeenCase.objects.filter(user=session.user)
    rows = list(shown.values_list("case_id", "case__diagnosis_slug", "times"))
    cards = list(cards_of(session.user))
    tonight = end_of_day(now)
    due = [(card, memory_of(card)) for card in cards if not card.other and card.due < tonight]
    pairs = [c for c in cards if c.other and (c.streak < TOLD_APART or c.due < tonight)]
    pairs.sort(key=lambda card: card.reviewed, reverse=True)
    return Past(
        recent=tuple((pk, diagnosis) for pk, diagnosis, _ in rows),
        seen={pk: times for pk, _, times in rows},
        due=tuple(card.entity for card in most_urgent(due, now)),
        confused=tuple(_sides(card.entity, card.other, graph) for card in pairs),
        record={card.entity: (card.right, card.reads) for card in cards if not card.other},
    )


def cards_of(user: User) -> QuerySet[MemoryCard]:
    """Return what may be asked of the account again: without pairs that rest.

    Nor what was last changed by a read whose result is not told yet: its date would tell it.
    """
    silent = Reading.objects.filter(session__in=untold(Reader(user)))
    cards = MemoryCard.objects.filter(user=user).exclude(RESTING)
    return cards.exclude(reviewed__in=silent.values("committed_at"))


def end_of_day(now: datetime) -> datetime:
    """Return the midnight that ends the day of `now`, where the reader's day is the site's."""
    local = timezone.localtime(now) + timedelta(days=1)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _of_guest(session: Session, graph: Relations) -> Past:
    """A guest's own newest reads are all there is: nothing is due, the rest follows from them."""
    mine = Session.objects.owned_by(user=AnonymousUser(), guest_token=session.guest_token)
    newest = mine.order_by("-started_at", "-pk")[:GUEST_SESSIONS]
    items = SessionItem.objects.filter(session__in=newest.values("pk"))
    rows = list(
        items.order_by("-created_at", "-pk").values_list(
            "case_id",
            "case__diagnosis_slug",
            "response__reading__named",
            "response__reading__named_right",
            "response__reading__lo1",
            "response__reading__diagnosis",
        )[:GUEST_CASES]
    )
    record: dict[str, tuple[int, int]] = {}
    pairs: dict[tuple[str, str], int] = {}
    for _, _, named, right, told, diagnosis in reversed(rows):
        if told is None or not diagnosis:
            continue
        before = record.get(diagnosis, (0, 0))
        record[diagnosis] = (before[0] + bool(right), before[1] + 1)
        if not right and (pair := pair_of(diagnosis, named or "", graph)):
            pairs.pop(pair, None)
            pairs[pair] = 0
        elif right:
            _told_apart(pairs, diagnosis, graph)
    open_pairs = [pair for pair, streak in reversed(pairs.items()) if streak < TOLD_APART]
    return Past(
        recent=tuple(dict.fromkeys((pk, diagnosis) for pk, diagnosis, *_ in rows)),
        seen=Counter(pk for pk, *_ in rows),
        confused=tuple(_sides(*pair, graph) for pair in open_pairs),
        record=record,
    )


def _told_apart(pairs: dict[tuple[str, str], int], diagnosis: str, graph: Relations) -> None:
    for pair in _with(pairs, diagnosis, graph):
        pairs[pair] += 1


def _with(pairs: Iterable[tuple[str, str]], slug: str, graph: Relations) -> list[tuple[str, str]]:
    return [pair for pair in pairs if any(slug in side for side in _sides(*pair, graph))]


def _sides(entity: str, other: str, graph: Relations) -> Pair:
    """Return the entities on both sides of a pair; a group stands for all below it."""
    return members(entity, graph), members(other, graph)


def members(slug: str, graph: Relations) -> frozenset[str]:
    """Return the entity itself, or everything below a group."""
    below = graph.narrower(slug)
    return frozenset({slug}).union(*(members(one, graph) for one in below))
