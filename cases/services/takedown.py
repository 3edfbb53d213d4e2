"""Taking a case down in which patient data was found: everything goes, a record stays.

Files go before rows, so that an interruption leaves images that cannot be shown rather than
files that nobody knows of; doing it again completes it. What browsers of those who were shown
the case keep cannot be reached from here, which is why the record lists them.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import transaction
from django.db.models import Q

from cases.dicom import files
from cases.models import (
    Arrival,
    Case,
    CaseDraft,
    Frame,
    HeldFile,
    HeldState,
    Instance,
    Picture,
    Series,
    Showing,
    State,
    Takedown,
)
from cases.services import store
from cases.services.held import path_of

logger = logging.getLogger("cases.takedown")

#: What is left of a revision: the keys that readers of revisions ask for, empty.
EMPTIED = {
    "version": 1, "withdrawn": True, "history": "", "answer_key": {}, "discussion": "",
    "series": [], "key_view": None,
}  # fmt: skip


@dataclass(frozen=True)
class Receiver:
    """Somebody who was shown the case: a name or "Guest", the account's number, when (ISO)."""

    who: str
    user: int | None
    at: str


#: Other apps say here who was shown a case, and remove what they keep of its text.
RECEIVERS: list[Callable[[Case], list[Receiver]]] = []
SCRUBBERS: list[Callable[[Case], None]] = []


@dataclass
class Removed:
    """What was deleted from the store."""

    files: int = 0
    bytes: int = 0
    shared: int = 0


def receivers(case: Case) -> list[Receiver]:
    """Return everybody who was shown the case, the first time each."""
    return [one for ask in RECEIVERS for one in ask(case)]


def take_down(case: Case, user: User, reason: str) -> Takedown:
    """Remove images, previews, texts and cached copies of the case; return the record."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=case.pk)
        received = [asdict(one) for one in receivers(locked)]
        removed = remove_files(locked)
        remove_held(locked)
        _remove_rows(locked)
        for scrub in SCRUBBERS:
            scrub(locked)
        record = Takedown.objects.create(
            case=locked,
            by=user,
            reason=reason,
            files=removed.files,
            bytes=removed.bytes,
            shared=removed.shared,
            received=received,
        )
    for name in ("default", "shared"):
        caches[name].clear()
    logger.warning(
        "Case %s was taken down: %s files deleted, shown to %s before.",
        locked.public_id, removed.files, len(received),
    )  # fmt: skip
    case.refresh_from_db()
    return record


def remove_files(case: Case) -> Removed:
    """Delete the case's files from the store, but those that another case shows too."""
    removed = Removed()
    own = Q(series__study__case=case)
    instances = Instance.objects.filter(own).values_list("file", flat=True)
    elsewhere = set(
        Instance.objects.filter(file__in=instances).exclude(own).values_list("file", flat=True)
    )
    for name in set(instances):
        _unlink(store.root() / name, name in elsewhere, removed)
    for kind, model in (("frames", Frame), ("pictures", Picture)):
        digests = model.objects.filter(own).values_list("digest", flat=True)
        others = model.objects.filter(digest__in=digests).exclude(own)
        kept = set(others.values_list("digest", flat=True))
        for digest in set(digests):
            _unlink(_path(kind, digest), digest in kept, removed)
    previews = Series.objects.filter(study__case=case).values_list("preview_digest", flat=True)
    others_too = Series.objects.filter(preview_digest__in=previews).exclude(study__case=case)
    kept = set(others_too.values_list("preview_digest", flat=True))
    for digest in filter(None, set(previews)):
        _unlink(_path("previews", digest), digest in kept, removed)
    return removed


def _path(kind: str, digest: str) -> Path:
    return store.root() / files.relative_path(kind, digest)


def _unlink(path: Path, shared: bool, removed: Removed) -> None:
    if shared:
        removed.shared += 1
        return
    try:
        size = path.stat().st_size
        path.unlink()
    except FileNotFoundError:
        return
    removed.files += 1
    removed.bytes += size


def remove_held(case: Case) -> None:
    """Delete the files of its studies that wait for a look."""
    studies = case.studies.values("study_instance_uid")
    for held in HeldFile.objects.filter(study__in=studies):
        path_of(held).unlink(missing_ok=True)
    HeldFile.objects.filter(study__in=studies).update(
        state=HeldState.DISCARDED, label="", boxes=[], study="", series=""
    )


def _remove_rows(case: Case) -> None:
    case.studies.all().delete()
    Showing.objects.filter(case=case).delete()
    case.revisions.update(snapshot=EMPTIED)
    case.events.update(text="")
    CaseDraft.objects.filter(case=case).delete()
    Arrival.objects.filter(case=case).delete()
    case.slug = f"withdrawn-{case.public_id}"
    case.title = case.history = case.source_text = case.credit = ""
    case.answer_key, case.recipe = {}, None
    case.state = State.RETIRED
    case.save()
    case.records.all().delete()
