"""Taking a case out of the sessions without forgetting it, and opening it for editing again."""

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Case, CaseEvent, Stage, State
from cases.services.content import content_of, write
from cases.services.drafts import begun, current


@transaction.atomic
def retire(case: Case, user: User | None = None, reason: str = "") -> None:
    """Serve the case no more; its revisions and the attempts on them stay."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    _set(locked, State.RETIRED)
    case.state = locked.state
    CaseEvent.objects.create(
        case=locked, by=user, kind=CaseEvent.Kind.RETIRED, text=reason, revision=locked.revision
    )


@transaction.atomic
def to_draft(case: Case, user: User | None = None) -> None:
    """Open the case for editing; the next publication makes a new revision.

    What is published stays served as it is: the changes wait in a draft beside it.
    """
    locked, draft = begun(case)
    content = current(locked, draft)
    if locked.state == State.PUBLISHED:
        draft.content = content
    elif content != content_of(locked):
        write(locked, content)  # what was edited while it was retired
    if locked.state != State.PUBLISHED:
        _set(locked, State.DRAFT)
    draft.stage = Stage.DRAFT
    draft.approved_by, draft.approved_digest = None, ""
    draft.save()
    CaseEvent.objects.create(case=locked, by=user, kind=CaseEvent.Kind.REOPENED)
    case.refresh_from_db()


def _set(case: Case, state: State) -> None:
    case.state = state
    case.save(update_fields=["state", "updated_at"])
