"""Saving the working copy of a case: versions for undo, and nobody overwrites anybody unseen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from cases.models import Case, CaseDraft, CaseEvent, CaseRevision, DraftVersion, Stage, State
from cases.services.content import Content, content_of, content_of_revision, write
from cases.services.merging import merge

#: Versions that are kept for undo; older ones are dropped, published revisions never.
MOST_VERSIONS = 200


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    `version` is the draft's now. `theirs` are the fields that somebody else had changed in the
    meantime (taken along), `conflicts` those where both had: then nothing of mine was taken,
    `other` says who was first, and my text lies aside among the versions.
    """

    version: int
    changed: bool
    theirs: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    other: str = ""
    content: Content | None = None


def draft_of(case: Case) -> CaseDraft | None:
    """Return the case's working draft, None where nobody has edited it yet. One query."""
    return CaseDraft.objects.select_related("updated_by").filter(case=case).first()


def served_apart(case: Case, draft: CaseDraft | None) -> bool:
    """Whether the working copy lies beside the case's own rows."""
    apart = case.state in {State.PUBLISHED, State.RETIRED}
    return apart and draft is not None and draft.stage != Stage.CLEAN


def current(case: Case, draft: CaseDraft | None) -> Content:
    """Return the working copy: the draft's beside a published case, else what the rows hold."""
    if draft is not None and served_apart(case, draft):
        return _with_all_series(dict(draft.content), content_of(case))
    return content_of(case)


def _with_all_series(content: Content, rows: Content) -> Content:
    """Series that came after the draft was begun belong to it, those that went do not."""
    known = {one["token"]: one for one in content["series"]}
    content["series"] = [known.get(one["token"], one) for one in rows["series"]]
    return content


@transaction.atomic
def save(case: Case, user: User, content: Content, base: int) -> Saved:
    """Keep `content`, which was made from version `base` of the working copy."""
    locked, draft = _locked(case)
    before = current(locked, draft)
    theirs: tuple[str, ...] = ()
    if base != draft.version:
        kept = draft.versions.filter(number=base, aside=False).first()
        merged = merge(kept.content if kept else None, content, before)
        if merged.conflicts:
            _note(draft, user, content, aside=True)
            other = draft.updated_by.get_username() if draft.updated_by else ""
            return Saved(draft.version, False, merged.theirs, merged.conflicts, other, before)
        content, theirs = merged.content, merged.theirs
    if content == before:
        return Saved(draft.version, False, theirs)
    _put(locked, draft, user, content)
    _refresh(case, locked)
    return Saved(draft.version, True, theirs)


def put(case: Case, user: User, values: dict[str, Any]) -> Saved:
    """Set some of the columns of the working copy, whatever its version; an editor is told."""
    draft = draft_of(case)
    return save(case, user, {**current(case, draft), **values}, draft.version if draft else 0)


@transaction.atomic
def undo(case: Case, user: User) -> int | None:
    """Go back to the content before the newest version; return the new version or None."""
    locked, draft = _locked(case)
    rows = draft.versions.filter(aside=False)
    newest = rows.first()
    if newest is None:
        return None
    origin = newest.number if newest.restores is None else newest.restores
    target = rows.filter(number__lt=origin).first()
    if target is None:
        return None
    reached = target.number if target.restores is None else target.restores
    _put(locked, draft, user, target.content, restores=reached)
    _refresh(case, locked)
    return draft.version


@transaction.atomic
def restore_version(case: Case, user: User, pk: int) -> int | None:
    """Take over the content of a kept version, set aside or not; None if there is none."""
    locked, draft = _locked(case)
    target = draft.versions.filter(pk=pk).first()
    if target is None:
        return None
    _put(locked, draft, user, target.content)
    CaseEvent.objects.create(case=locked, by=user, kind=CaseEvent.Kind.RESTORED)
    _refresh(case, locked)
    return draft.version


@transaction.atomic
def restore_revision(case: Case, user: User, revision: CaseRevision) -> int:
    """Make the working copy what was published as `revision`; what is served stays."""
    locked, draft = _locked(case)
    _put(locked, draft, user, content_of_revision(locked, revision))
    CaseEvent.objects.create(
        case=locked, by=user, kind=CaseEvent.Kind.RESTORED, revision=revision.number
    )
    _refresh(case, locked)
    return draft.version


def begun(case: Case) -> tuple[Case, CaseDraft]:
    """Return case and working draft as they are now, kept from others until the transaction ends.

    A draft is made where there is none.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    draft = draft_of(locked)
    if draft is None:
        clean = locked.state in {State.PUBLISHED, State.RETIRED}
        stage = Stage.CLEAN if clean else Stage.DRAFT
        stage = Stage.IN_REVIEW if locked.state == State.IN_REVIEW else stage
        draft = CaseDraft.objects.create(case=locked, stage=stage)
    return locked, draft


def _locked(case: Case) -> tuple[Case, CaseDraft]:
    """Return what `begun` does; the first version is what the rows hold."""
    locked, draft = begun(case)
    if not draft.versions.filter(aside=False).exists():
        _note(draft, None, current(locked, draft))
    return locked, draft


def _put(
    case: Case, draft: CaseDraft, user: User, content: Content, *, restores: int | None = None
) -> None:
    """Write the content as the next version, into the rows too while nothing is served."""
    if draft.stage == Stage.CLEAN:
        draft.stage = Stage.DRAFT
    draft.version += 1
    draft.content, draft.updated_by = content, user
    draft.save()
    if case.state not in {State.PUBLISHED, State.RETIRED}:
        unrecorded: Any = case
        unrecorded.skip_history_when_saving = True  # versions keep what was typed
        write(case, content)
        del unrecorded.skip_history_when_saving
    _note(draft, user, content, restores=restores)
    old = draft.versions.order_by("-pk").values_list("pk", flat=True)[MOST_VERSIONS:]
    if stale := list(old):
        DraftVersion.objects.filter(pk__in=stale).delete()


def _note(draft: CaseDraft, user: User | None, content: Content, **fields: Any) -> None:
    DraftVersion.objects.create(
        draft=draft, number=draft.version, content=content, by=user, **fields
    )


def _refresh(case: Case, locked: Case) -> None:
    """Let the caller's case say what the written one says."""
    if case is not locked:
        case.refresh_from_db()
