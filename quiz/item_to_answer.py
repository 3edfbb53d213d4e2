"""What a commit reads of the database before it writes: as little as it needs, by prepared SQL."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from cases.models import Case
from config.lib.prepared import Prepared
from quiz.models import CaseRating, Session, SessionItem
from quiz.selectors import Reader

_account_session = Prepared(
    lambda name, user: Session.objects.filter(public_id=name, user_id=user)
)
_guest_session = Prepared(
    lambda name, token: Session.objects.filter(public_id=name, user=None, guest_token=token)
)
#: With what a commit asks of the tables beside it, as columns of the item.
_item_to_answer = Prepared(
    lambda session, order: SessionItem.objects.filter(session=session, order=order).annotate(
        difficulty=F("case__difficulty"),
        rated=F("case__rating__pk"),
        rating=F("case__rating__value"),
        deviation=F("case__rating__deviation"),
        reads=F("case__rating__reads"),
        answered=F("response__pk"),
    )
)


def _session(reader: Reader, public_id: str) -> Session | None:
    if reader.user.pk is not None:
        return _account_session.first(public_id, reader.user.pk)
    return _guest_session.first(public_id, reader.guest_token) if reader.guest_token else None


def find_item_to_answer(*, reader: Reader, public_id: str, order: int) -> SessionItem | None:
    """Return one item with what its commit needs, or None. Two queries.

    That is its session, whether it has a response, and of the case difficulty and rating; all
    else is asked for when it is used.
    """
    session = _session(reader, public_id)
    found: Any = _item_to_answer.first(session.pk, order) if session else None
    if session is None or found is None:
        return None
    item: SessionItem = found
    item.session = session
    item.case = Case.from_db(
        item._state.db, ["id", "difficulty"], [item.case_id, found.difficulty]
    )
    rating = (
        None
        if found.rated is None
        else CaseRating(
            case=item.case, value=found.rating, deviation=found.deviation, reads=found.reads
        )
    )
    item.case._state.fields_cache["rating"] = rating
    if found.answered is None:
        item._state.fields_cache["response"] = None
    return item
