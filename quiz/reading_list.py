"""After a session: what was taken for what, and three things to read next, from the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from knowledge.models import Entity
from knowledge.selectors import curated_pairs, relations
from quiz.grading.rubric import RUBRIC
from quiz.models import Reading, Session
from quiz.services.past import members

MOST = 3


@dataclass(frozen=True)
class Mixed:
    """One confusion of the session: what it was, what was put first, in which cases."""

    truth: str
    named: str
    orders: tuple[int, ...]


@dataclass(frozen=True)
class NextRead:
    """A page to read, and why just this one; `english` where the title is a name alone."""

    title: str
    url: str
    reason: str
    english: bool = False


@dataclass(frozen=True)
class Read:
    """One graded read of the session, as far as it matters here."""

    order: int
    diagnosis: str
    named: str
    right: bool
    total: float


def reads_in(session: Session) -> list[Read]:
    """Return the graded reads of a session that asked for a differential. One query."""
    rows = Reading.objects.filter(session=session, lo1__isnull=False, total__isnull=False)
    fields = ("response__item__order", "diagnosis", "named", "named_right", "total")
    ordered = rows.exclude(diagnosis="").order_by("response__item__order")
    return [Read(*row) for row in ordered.values_list(*fields)]


def mixed_up(reads: Iterable[Read], names: Mapping[str, str]) -> list[Mixed]:
    """Return the confusions, the frequent ones first; names for people."""
    orders: dict[tuple[str, str], list[int]] = {}
    for read in reads:
        if read.named and not read.right:
            orders.setdefault((read.diagnosis, read.named), []).append(read.order)
    ranked = sorted(orders.items(), key=lambda pair: -len(pair[1]))
    return [
        Mixed(names.get(truth, truth), names.get(named, named), tuple(cases))
        for (truth, named), cases in ranked
    ]


def next_reads(reads: list[Read]) -> list[NextRead]:
    """Return up to three pages: confusions, then weak reads, then look-alikes of what was read.

    A confusion leads to the page that compares both, where both have one; a group stands for the
    member that the knowledge sets beside the other side. Four queries.
    """
    graph = relations()
    pages = dict(Entity.objects.filter(withdrawn=False).values_list("slug", "short_name"))
    pairs = [tuple(sorted(pair.members)) for pair in curated_pairs()]
    found: dict[str, NextRead] = {}
    wrong = Counter((r.diagnosis, r.named) for r in reads if r.named and not r.right)
    for (truth, named), _count in wrong.most_common():
        other = _partner(truth, members(named, graph), pairs)
        _add(found, _of_pair(truth, other, named, pages, graph.names))
    for read in sorted(reads, key=lambda one: one.total):
        if read.total < RUBRIC.pass_mark:
            _add(found, _of_weak(read, pages))
    for read in reads:
        for one, other in pairs:
            if read.diagnosis in (one, other):
                beside = other if read.diagnosis == one else one
                _add(found, _of_look_alike(read.diagnosis, beside, pages))
    return list(found.values())[:MOST]


def _partner(truth: str, side: frozenset[str], pairs: list[tuple[str, ...]]) -> str:
    """Return the one of the named side that is written about together with the truth."""
    for pair in pairs:
        if truth in pair and (side & set(pair)) - {truth}:
            return next(iter((side & set(pair)) - {truth}))
    return min(side)


def _add(found: dict[str, NextRead], page: NextRead | None) -> None:
    if page is not None:
        found.setdefault(page.url, page)


def _of_pair(
    truth: str, other: str, named: str, pages: Mapping[str, str], names: Mapping[str, str]
) -> NextRead | None:
    if truth not in pages:
        return _entity(other, pages, _("You saw it where nothing was."))
    reason = _("You put %(named)s first, and it was %(truth)s.") % {
        "named": names.get(named, named),
        "truth": pages[truth],
    }
    if other in pages:
        url = reverse("learn:compare", args=[truth, other])
        title = _("%(one)s beside %(other)s") % {"one": pages[truth], "other": pages[other]}
        return NextRead(title, url, reason)
    return _entity(truth, pages, reason)


def _of_weak(read: Read, pages: Mapping[str, str]) -> NextRead | None:
    reason = _("Case %(order)d did not pass.") % {"order": read.order}
    return _entity(read.diagnosis, pages, reason)


def _of_look_alike(read: str, beside: str, pages: Mapping[str, str]) -> NextRead | None:
    if read not in pages:
        return None
    reason = _("It looks like %(name)s, which you read.") % {"name": pages[read]}
    return _entity(beside, pages, reason)


def _entity(slug: str, pages: Mapping[str, str], reason: str) -> NextRead | None:
    if slug not in pages:
        return None
    return NextRead(pages[slug], reverse("knowledge:entity", args=[slug]), reason, True)
