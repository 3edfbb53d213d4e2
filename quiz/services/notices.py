"""What a learner or guest is told of a regrading: listed, put away, taken along to an account."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from quiz.models import RegradeNotice
from quiz.selectors import Reader


def notices_for(reader: Reader) -> QuerySet[RegradeNotice]:
    """Return what the learner or guest has not put away yet. One query, none without a token."""
    if isinstance(reader.user, User):
        rows = RegradeNotice.objects.filter(user=reader.user)
    elif reader.guest_token:
        rows = RegradeNotice.objects.filter(user=None, guest_token=reader.guest_token)
    else:
        rows = RegradeNotice.objects.none()
    return rows.filter(dismissed_at=None).select_related("regrading")


def dismiss(*, reader: Reader, notice_id: int) -> None:
    """Put a notice away; somebody else's stays."""
    notices_for(reader).filter(pk=notice_id).update(dismissed_at=timezone.now())


def claim_notices(*, user: User, guest_token: str) -> None:
    """Let what a guest was to be told be told to the account.

    Where the account is told of the same regrading already, its notice counts both.
    """
    theirs = RegradeNotice.objects.filter(user=None, guest_token=guest_token)
    own = {
        notice.regrading_id: notice
        for notice in RegradeNotice.objects.filter(
            user=user, regrading__in=theirs.values("regrading")
        )
    }
    for notice in theirs.filter(regrading__in=own):
        kept = own[notice.regrading_id]
        kept.gained += notice.gained
        kept.lost += notice.lost
        kept.save(update_fields=["gained", "lost"])
        notice.delete()
    theirs.update(user=user, guest_token="")
