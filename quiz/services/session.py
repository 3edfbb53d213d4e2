"""Starting, continuing and ending a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.crypto import get_random_string

from cases.answerkey import codec
from cases.answerkey.types import NOT_PROVEN, AnswerKey
from cases.models import Case, CaseRevision, Pool
from knowledge.selectors import content_revision
from quiz.grading.rubric import RUBRIC
from quiz.grading.types import Ask
from quiz.models import Session, SessionItem
from quiz.selectors import Reader, playable
from quiz.services.asking import ask_of, without_telling_findings
from quiz.services.filters import Filters, restrict
from quiz.services.memory import note_shown
from quiz.services.selection import choose_case

#: Lengths of a practice session that are offered; any other is taken, too.
LENGTHS = (5, 10, 20)
DEFAULT_LENGTH = 10


class NoCases(Exception):
    """There is no published case to practise on."""


def new_guest_token() -> str:
    """Return a token that ties a guest's sessions to one browser: 32 random characters."""
    return get_random_string(32)


def start_practice(
    *,
    user: User | AnonymousUser,
    guest_token: str = "",
    length: int | None = DEFAULT_LENGTH,
    filters: Filters | None = None,
) -> Session:
    """Open a practice session of at most as many cases as there are; raises `NoCases`."""
    asked = filters or Filters()
    available = restrict(playable(user), asked).count()
    if not available:
        raise NoCases
    agreed = None if length is None else max(1, min(length, available))
    reader = Reader(user, guest_token)
    return open_session(reader, Session.Mode.PRACTICE, length=agreed, **asked.to_settings())


def open_session(reader: Reader, mode: Session.Mode, **settings: Any) -> Session:
    """Write the session of an account, or of a guest's browser. One query."""
    owner: dict[str, Any] = (
        {"user": reader.user}
        if isinstance(reader.user, User)
        else {"guest_token": reader.guest_token}
    )
    return Session.objects.create(mode=mode, settings=settings, **owner)


#: Their cases were chosen when they started.
CHOSEN_AT_START = (Session.Mode.RAPID, Session.Mode.EXAM, Session.Mode.ASSIGNED)


@transaction.atomic
def next_item(*, session: Session) -> SessionItem | None:
    """Return the item to read now: the open one, else a new one, else None at the end.

    What was skipped comes back when there is nothing new, in the order in which it was skipped.
    Whoever asks twice gets the same item: the session's row is locked while a new one is made.
    """
    sessions = Session.objects.select_for_update(of=("self",))
    locked = sessions.select_related("user__reader_rating").get(pk=session.pk)
    if locked.finished_at:
        return None
    skipped = skipped_in(locked)
    items = locked.items.select_related("response", "session", "case").filter(response=None)
    first_open = items.exclude(order__in=skipped).order_by("order").first()
    if first_open is not None:
        return first_open
    new = None if locked.mode in CHOSEN_AT_START else _new_item(locked)
    if new is not None or not skipped:
        return new
    waiting = {item.order: item for item in items.filter(order__in=skipped)}
    return next((waiting[order] for order in skipped if order in waiting), None)


def _new_item(session: Session) -> SessionItem | None:
    """Choose and freeze the next case, or None where the length or the library ends."""
    order = (session.items.aggregate(last=Max("order"))["last"] or 0) + 1
    if session.length is not None and order > session.length:
        return None
    case = choose_case(session=session)
    return None if case is None else freeze(session=session, order=order, case=case)


def skipped_in(session: Session) -> list[int]:
    """Return the orders of the skipped cases, the one skipped first at the head."""
    return list(session.settings.get("skipped", ()))


@transaction.atomic
def skip(*, item: SessionItem) -> None:
    """Put an open case off to the end; skipping it again puts it behind the other skipped ones."""
    session = Session.objects.select_for_update().get(pk=item.session_id)
    if session.finished_at or session.mode in CHOSEN_AT_START or item.committed is not None:
        return
    waiting = [order for order in skipped_in(session) if order != item.order]
    session.settings["skipped"] = [*waiting, item.order]
    session.save(update_fields=["settings"])
    item.session.settings = session.settings


def freeze(*, session: Session, order: int, case: Case) -> SessionItem:
    """Write the item with all that grading needs, as it was published."""
    return freeze_set(session=session, cases=[case], first=order)[0]


def freeze_set(
    *, session: Session, cases: Sequence[Case], first: int = 1, ask: Ask | None = None
) -> list[SessionItem]:
    """Write an item for each case, in order from `first` on; `ask` instead of what each offers.

    Three queries for all, two more for an account's, and one or two a case to look for findings
    that tell its diagnosis, where findings are asked. Raises ValueError for an exhibit: self-study
    shows its diagnosis.
    """
    if any(case.pool == Pool.EXHIBIT for case in cases):
        raise ValueError("A case that self-study shows with its diagnosis is never asked.")
    note_shown(session=session, cases=cases)
    revisions = CaseRevision.objects.filter(case__in=cases, number=F("case__revision"))
    snapshots = {revision.case_id: revision.snapshot for revision in revisions}
    content = content_revision()
    return SessionItem.objects.bulk_create(
        SessionItem(
            session=session,
            order=order,
            case=case,
            case_revision=case.revision,
            content_revision=content,
            rubric_version=RUBRIC.version,
            **_frozen(case, snapshots.get(case.pk, {}), ask),
        )
        for order, case in enumerate(cases, start=first)
    )


def _frozen(case: Case, snapshot: dict[str, Any], ask: Ask | None) -> dict[str, Any]:
    """Return the fields that come from the published revision."""
    key = key_from(snapshot.get("answer_key", case.answer_key))
    if ask is None or "findings" in ask:
        key = without_telling_findings(key)
    return {
        "answer_key": codec.to_json(key),
        "history": snapshot.get("history", case.history),
        "proof": snapshot.get("proof", case.proof),
        "ask": sorted(ask_of(key) if ask is None else ask),
    }


def key_from(data: dict[str, Any]) -> AnswerKey:
    """Return the frozen key; an empty one stands for a diagnosis that was never proven."""
    if not data:
        return AnswerKey(diagnosis=NOT_PROVEN, malignant=None)
    return codec.from_json(data)


def mark_shown(*, item: SessionItem) -> None:
    """Note when the case was first put before the learner; later showings change nothing."""
    if item.shown_at is None:
        item.shown_at = timezone.now()
        SessionItem.objects.filter(pk=item.pk, shown_at=None).update(shown_at=item.shown_at)


def finish(*, session: Session) -> None:
    """End the session; ending twice keeps the first time."""
    now = timezone.now()
    if Session.objects.filter(pk=session.pk, finished_at=None).update(finished_at=now):
        session.finished_at = now


def finish_if_complete(*, session: Session) -> None:
    """Hand in an assigned quiz with feedback after each case once its last case is committed."""
    if session.mode != Session.Mode.ASSIGNED or session.like_exam:
        return
    if not session.items.filter(response=None).exists():
        finish(session=session)
