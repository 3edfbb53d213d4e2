"""Who was shown a case, and what is kept of its text in sessions: for cases taken down."""

from cases.models import Case
from cases.services.takedown import Receiver
from quiz.models import SessionItem


def received(case: Case) -> list[Receiver]:
    """Return every account and guest that a session showed the case to. One query."""
    shown = SessionItem.objects.filter(case=case, shown_at__isnull=False)
    found: dict[tuple[str, int | None], Receiver] = {}
    for item in shown.select_related("session__user").order_by("shown_at"):
        user = item.session.user
        who = user.get_username() if user else "Guest"
        key = (who if user else item.session.public_id, user.pk if user else None)
        if item.shown_at is not None:
            found.setdefault(
                key, Receiver(who, user.pk if user else None, item.shown_at.isoformat())
            )
    return list(found.values())


def scrub(case: Case) -> None:
    """Empty the texts of the case that were frozen into sessions; grades and answers stay."""
    items = list(SessionItem.objects.filter(case=case).only("answer_key", "history"))
    for item in items:
        item.history = ""
        item.answer_key = {**item.answer_key, "discussion": ""} if item.answer_key else {}
    SessionItem.objects.bulk_update(items, ["history", "answer_key"], batch_size=500)
