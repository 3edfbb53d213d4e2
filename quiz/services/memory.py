"""Keeping in mind what an account has read: at each commit, when a guest signs up, and anew.

Guests have no cards and no rating: what their browser's sessions hold is enough to choose by, and
nothing of them is kept beyond it. When they sign up, their reads count as if read signed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from cases.models import Case
from config.lib.prepared import Prepared
from knowledge.schema.relations import Relations
from knowledge.selectors import relations
from quiz.models import (
    CaseRating,
    MemoryCard,
    ReaderRating,
    Reading,
    Response,
    SeenCase,
    Session,
    SessionItem,
)
from quiz.services.ledger import Ledger, Read, side_of

#: A guest's reads that count at sign-up, the newest ones.
MOST_CLAIMED = 500

ROW = (
    "session__user_id",
    "case_id",
    "case__difficulty",
    "diagnosis",
    "named",
    "named_right",
    "total",
    "committed_at",
    "session__settings__narrowed",
)
#: Reads that say something of an entity: graded, of a case with a diagnosis, with a differential.
TELLING = Q(total__isnull=False, lo1__isnull=False) & ~Q(diagnosis="")


_cards_about = Prepared(
    lambda user, diagnosis, side: MemoryCard.objects.filter(
        Q(entity=diagnosis) | Q(entity=side) | Q(other=side), user=user
    ).order_by()
)
_reader_rating = Prepared(lambda user: ReaderRating.objects.filter(user=user))
#: Locked: between reading and writing it, nobody else's read of the case may come and be lost.
_case_rating = Prepared(lambda case: CaseRating.objects.select_for_update().filter(case=case))


def note_read(*, response: Response, graph: Relations) -> None:
    """Count a response that was committed just now. At most six queries, however much was read.

    The response's item, session and reading are there already. Inside a transaction.
    """
    item, reading = response.item, response.reading
    session = item.session
    telling = None not in (reading.total, reading.lo1) and reading.diagnosis
    if session.user_id is None or not telling:
        return
    ledger = Ledger(graph)
    side = side_of(reading.diagnosis, graph)
    ledger.take(_cards_about(session.user_id, reading.diagnosis, side))
    if (reader := _reader_rating.first(session.user_id)) is not None:
        ledger.readers[session.user_id] = reader
    if (case := _case_rating.first(item.case_id)) is not None:
        ledger.cases[item.case_id] = case
    values = (
        session.user_id,
        item.case_id,
        item.case.difficulty,
        reading.diagnosis,
        reading.named,
        reading.named_right,
        reading.total,
        response.committed_at,
        session.settings.get("narrowed"),
    )
    ledger.add(_read(values))
    ledger.save()


def note_shown(*, session: Session, cases: Iterable[Case]) -> None:
    """Count that these cases are put before the session's account. Two queries; guests none."""
    if session.user_id is None:
        return
    now = timezone.now()
    ids = [case.pk for case in cases]
    SeenCase.objects.bulk_create(
        [SeenCase(user_id=session.user_id, case_id=pk, shown_at=now) for pk in ids],
        ignore_conflicts=True,
    )
    SeenCase.objects.filter(user_id=session.user_id, case_id__in=ids).update(
        times=F("times") + 1, shown_at=now
    )


def lock_ratings(cases: Iterable[int]) -> dict[int, CaseRating]:
    """Return the ratings of these cases by case, locked until the transaction ends. One query.

    Whoever writes several takes them in one order, so that two never wait for each other.
    """
    rows = CaseRating.objects.select_for_update().filter(case__in=set(cases)).order_by("pk")
    return {row.case_id: row for row in rows}


@transaction.atomic
def adopt(*, user: User, session_ids: list[int]) -> None:
    """Count the reads of a guest's sessions that have become this account's. Nine queries."""
    items = SessionItem.objects.filter(session__in=session_ids)
    newest = Reading.objects.filter(TELLING, session__in=session_ids)
    rows = list(newest.order_by("-committed_at", "-pk").values_list(*ROW)[:MOST_CLAIMED])
    ledger = Ledger(relations())
    ledger.take(MemoryCard.objects.filter(user=user))
    ledger.readers = {row.user_id: row for row in ReaderRating.objects.filter(user=user)}
    ledger.cases = lock_ratings({row[1] for row in rows})
    for row in reversed(rows):
        ledger.add(_read(row))
    ledger.save()
    _see_again(user, items)


def _see_again(user: User, items: Any) -> None:
    """Add what a guest was shown to what the account was."""
    kept = {row.case_id: row for row in SeenCase.objects.filter(user=user)}
    for shown in _shown(items):
        before = kept.get(shown.case_id)
        shown.user_id = user.pk
        if before:
            shown.times += before.times
            shown.shown_at = max(shown.shown_at, before.shown_at)
        kept[shown.case_id] = shown
    SeenCase.objects.bulk_create(
        kept.values(),
        update_conflicts=True,
        unique_fields=["user", "case"],
        update_fields=["times", "shown_at"],
    )


def _shown(items: Any) -> Iterator[SeenCase]:
    """Return one row for each account and case of these items."""
    rows = items.order_by().values_list("session__user_id", "case_id")
    for user, case, times, last in rows.annotate(times=Count("pk"), last=Max("created_at")):
        yield SeenCase(user_id=user, case_id=case, times=times, shown_at=last)


@transaction.atomic
def rebuild() -> int:
    """Write all cards, ratings and showings anew from what was read; return how many reads.

    As after changed keys or rubrics: regrading writes only the cards anew (`recall_anew`).
    """
    for model in (MemoryCard, ReaderRating, CaseRating, SeenCase):
        model.objects.all().delete()
    ledger = Ledger(relations())
    count = 0
    for read in _reads(Q(session__user__isnull=False)):
        ledger.add(read)
        count += 1
    ledger.save()
    items = SessionItem.objects.filter(session__user__isnull=False)
    SeenCase.objects.bulk_create(_shown(items), batch_size=500)
    return count


@transaction.atomic
def recall_anew(users: Iterable[int]) -> None:
    """Write the cards of these accounts anew, after reads of theirs were graded again.

    As many reads as the accounts have, in a fixed number of queries. Ratings stay as they are:
    each hangs on those of all readers, so `rebuild` alone writes them anew.
    """
    ids = set(users)
    ledger = Ledger(relations())
    for read in _reads(Q(session__user__in=ids)):
        ledger.add(replace(read, rated=False))
    MemoryCard.objects.filter(user__in=ids).delete()
    ledger.save()


def _reads(which: Q) -> Iterator[Read]:
    """The reads to replay, in the order in which they were committed."""
    rows = Reading.objects.filter(TELLING, which).order_by("committed_at", "pk")
    return map(_read, rows.values_list(*ROW).iterator(chunk_size=2000))


def _read(row: tuple[Any, ...]) -> Read:
    """Return the values of a row of `ROW`."""
    user, case, made, diagnosis, named, right, total, at, narrowed = row
    return Read(user, case, made, diagnosis, named, right, total, at, rated=not narrowed)
