"""What a commit reads of the database before it writes: as little as it needs, by prepared SQL."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from cases.models import Case
from config.lib.prepared import Prepared
from quiz.models import SessionItem
from quiz.selectors import Reader


def _asked(**session: Any) -> QuerySet[SessionItem]:
    """The item with what a commit asks of the tables beside it, as columns of its row."""
    return SessionItem.objects.filter(**session).annotate(
        difficulty=F("case__difficulty"), answered=F("response__pk")
    )


_of_account = Prepared(
    lambda name, order, user: _asked(session__public_id=name, order=order, session__user_id=user),
    join=("session",),
)
_of_guest = Prepared(
    lambda name, order, token: _asked(
        session__public_id=name, order=order, session__user=None, session__guest_token=token
    ),
    join=("session",),
)


def _item(reader: Reader, public_id: str, order: int) -> SessionItem | None:
    if reader.user.pk is not None:
        return _of_account.first(public_id, order, reader.user.pk)
    return _of_guest.first(public_id, order, reader.guest_token) if reader.guest_token else None


def find_item_to_answer(*, reader: Reader, public_id: str, order: int) -> SessionItem | None:
    """Return one item with what its commit needs, or None. One query.

    That is its session, whether it has a response, and the case's difficulty; all else is asked
    for when it is used.
    """
    found: Any = _item(reader, public_id, order)
    if found is None:
        return None
    item: SessionItem = found
    item.case = Case.from_db(
        item._state.db, ["id", "difficulty"], [item.case_id, found.difficulty]
    )
    if found.answered is None:
        item._state.fields_cache["response"] = None
    return item
