"""Taking a case out of the sessions without forgetting it."""

from django.db import transaction

from cases.models import Case, State


@transaction.atomic
def retire(case: Case) -> None:
    """Serve the case no more; its revisions and the attempts on them stay."""
    _change(case, State.RETIRED)


@transaction.atomic
def to_draft(case: Case) -> None:
    """Open the case for editing again; the next publication makes a new revision."""
    _change(case, State.DRAFT)


def _change(case: Case, state: State) -> None:
    locked = Case.objects.select_for_update().get(pk=case.pk)
    locked.state = state
    locked.save(update_fields=["state", "updated_at"])
    case.state = state
