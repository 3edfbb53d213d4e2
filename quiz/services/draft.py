"""Keeping what is typed, as it is typed."""

from django.db import transaction

from quiz.models import Draft, SessionItem
from quiz.submission import Submission


def save_draft(*, item: SessionItem, submission: Submission, edited: int) -> bool:
    """Keep the form as it stands; return False where it came too late to count.

    Too late means: the answer is committed, or a newer save is there already (saves overtake
    each other on bad lines; `edited` is the browser's clock in milliseconds).
    """
    with transaction.atomic():
        SessionItem.objects.select_for_update().get(pk=item.pk)
        if SessionItem.objects.filter(pk=item.pk, response__isnull=False).exists():
            return False
        if Draft.objects.filter(item=item, edited__gt=edited).exists():
            return False
        Draft.objects.update_or_create(
            item=item, defaults={"payload": submission.to_json(), "edited": edited}
        )
    return True
