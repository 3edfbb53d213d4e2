"""The life of a case: to review, changes asked for, approved, published, retired, opened again."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, CaseDraft, CaseEvent, CaseRevision, Stage, State
from cases.services.checklist import checklist, open_sentences
from cases.services.content import Content, digest, shown_digest, write
from cases.services.drafts import begun, current, served_apart
from cases.services.publish import PublishError, publish

Kind = CaseEvent.Kind


class NotAllowed(Exception):
    """The step does not fit where the case stands; the text is a sentence that says why."""


def review_needed() -> bool:
    """Whether somebody else has to approve a case before it is published (a setting)."""
    return bool(getattr(settings, "REVIEW_BY_ANOTHER", True))


@transaction.atomic
def send(case: Case, user: User, text: str = "") -> None:
    """Put the working copy before the reviewers, with a word to them."""
    locked, draft = begun(case)
    if draft.stage == Stage.IN_REVIEW:
        raise NotAllowed(_("The case is in review already."))
    if draft.stage == Stage.CLEAN:
        raise NotAllowed(_("Nothing has changed since the case was published."))
    draft.stage, draft.sent_by, draft.sent_at = Stage.IN_REVIEW, user, timezone.now()
    draft.save()
    _set_state(case, locked, State.IN_REVIEW)
    _note(case, user, Kind.SENT, text)


@transaction.atomic
def withdraw(case: Case, user: User) -> None:
    """Take the working copy back from review."""
    _leave_review(case, Stage.DRAFT)
    _note(case, user, Kind.WITHDRAWN)


@transaction.atomic
def ask_changes(case: Case, user: User, text: str) -> None:
    """Send the working copy back to its author with what should change."""
    if not text.strip():
        raise NotAllowed(_("Say what should change: the author reads it."))
    _leave_review(case, Stage.CHANGES)
    _note(case, user, Kind.CHANGES, text)


def comment(case: Case, user: User, text: str) -> None:
    """Say something about the case to whoever works on it."""
    if not text.strip():
        raise NotAllowed(_("The comment is empty."))
    _note(case, user, Kind.COMMENT, text)


@transaction.atomic
def approve(case: Case, user: User, text: str = "") -> None:
    """Say that this content may be published; a later change needs another look."""
    locked, draft = begun(case)
    if draft.stage != Stage.IN_REVIEW:
        raise NotAllowed(_("The case is not in review."))
    if review_needed() and user.pk in {draft.sent_by_id, draft.updated_by_id}:
        raise NotAllowed(_("Somebody else has to approve what you wrote or sent to review."))
    draft.approved_by = user
    draft.approved_digest = digest(current(locked, draft))
    draft.save()
    _note(case, user, Kind.APPROVED, text)


@transaction.atomic
def release(case: Case, user: User) -> CaseRevision:
    """Publish the working copy. Raises PublishError with every open line of the checklist."""
    locked, draft = begun(case)
    content = current(locked, draft)
    missing = open_sentences(checklist(locked, draft, content))
    if missing:
        raise PublishError(missing)
    if served_apart(locked, draft):
        write(locked, content)
    revision = publish(locked, user)
    draft.refresh_from_db()
    draft.stage, draft.content = Stage.CLEAN, {}
    draft.save()
    _note(locked, user, Kind.PUBLISHED, revision=revision.number)
    case.refresh_from_db()
    return revision


@transaction.atomic
def mark_previewed(case: Case, draft: CaseDraft | None, content: Content) -> None:
    """Note that somebody has seen this content as a learner will."""
    seen = shown_digest(content)
    if draft is None:
        _locked, draft = begun(case)
    if draft.previewed_digest != seen:
        CaseDraft.objects.filter(pk=draft.pk).update(previewed_digest=seen)


def _leave_review(case: Case, stage: Stage) -> None:
    locked, draft = begun(case)
    if draft.stage != Stage.IN_REVIEW:
        raise NotAllowed(_("The case is not in review."))
    draft.stage, draft.approved_by, draft.approved_digest = stage, None, ""
    draft.save()
    _set_state(case, locked, State.DRAFT)


def _set_state(case: Case, locked: Case, state: State) -> None:
    """Change the state of a case that is not served; a published one stays as it is."""
    if locked.state in {State.DRAFT, State.IN_REVIEW}:
        locked.state = state
        locked.save(update_fields=["state", "updated_at"])
    case.state = locked.state


def _note(
    case: Case, user: User | None, kind: Kind, text: str = "", revision: int | None = None
) -> None:
    CaseEvent.objects.create(case=case, by=user, kind=kind, text=text.strip(), revision=revision)
