"""A guest's reads move to the account when the guest signs up or logs in."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from quiz.models import Session
from quiz.services.memory import adopt
from quiz.services.notices import claim_notices

#: Where the browser session keeps the guest's token.
TOKEN_KEY = "quiz_guest"  # noqa: S105 (the name of a slot, not a secret)


def claim_guest_progress(*, user: User, guest_token: str) -> int:
    """Give the guest's sessions to the account; return how many moved. Doing it twice is safe."""
    if not guest_token:
        return 0
    theirs = Session.objects.filter(user=None, guest_token=guest_token)
    with transaction.atomic():
        ids = list(theirs.values_list("pk", flat=True))
        moved = theirs.filter(pk__in=ids).update(user=user, guest_token="")
        if moved:
            adopt(user=user, session_ids=ids)
            claim_notices(user=user, guest_token=guest_token)
    return moved


@receiver(user_logged_in, dispatch_uid="quiz.claim_guest_progress")
def _claim_at_login(request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Signing up logs in as well, so this one place covers both."""
    token = request.session.pop(TOKEN_KEY, "") if request and hasattr(request, "session") else ""
    if token:
        claim_guest_progress(user=user, guest_token=token)
