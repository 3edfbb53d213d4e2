"""Beginning, filling, starting, working off and giving up an intake."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.dicom.archive import is_deck
from cases.intake import collect, fetching
from cases.intake.folder import Folder, Upload, root
from cases.models import Case, HeldFile, Intake, IntakeState, Series
from cases.models.intake import MOVING
from cases.services.held import discard
from cases.services.ingest import ingest
from cases.services.intake import Source
from cases.services.report import FileRow, IngestReport
from cases.share.take import Shared, drop_half, take_shared
from cases.share.zipped import is_shared

#: The work is begun so often; then something in the files ends the worker every time.
MOST_ATTEMPTS = 3
#: Seconds between two notes of the progress in the database.
NOTE_EVERY = 0.7
#: Fates of files that the intake counts.
COUNTED = ("taken", "duplicates", "quarantined", "held")
CHUNK = 1 << 18


class Full(Exception):
    """More than may be brought in at once; the message is a sentence."""


def begin(user: User) -> Intake:
    """Return a new intake that waits for its files."""
    return Intake.objects.create(owner=user)


def limits() -> str:
    """Return what may be brought in at once, in words."""
    gigabytes = settings.INTAKE_MAX_BYTES / 1024**3
    return _("Up to %(size)s GB and %(files)s files at once.") % {
        "size": f"{gigabytes:.3g}",
        "files": f"{settings.INTAKE_MAX_FILES:,}",
    }


def announce(intake: Intake, path: str, size: int, modified: str = "") -> Upload:
    """Note a file that is going to be sent. Raises Full beyond the limits."""
    folder = Folder(intake.public_id)
    upload, new = folder.announce(path, size, modified)
    if not new:
        return upload
    room = Intake.objects.filter(
        pk=intake.pk,
        files__lt=settings.INTAKE_MAX_FILES,
        bytes__lte=settings.INTAKE_MAX_BYTES - size,
    )
    if not room.update(files=F("files") + 1, bytes=F("bytes") + size):
        folder.forget(upload.key)
        raise Full(_("This is more than can be brought in at once.") + " " + limits())
    return upload


def append(intake: Intake, upload: Upload, source: Any) -> Upload | None:
    """Write what `source.read` gives to the end of the upload; None while somebody else does.

    A connection that breaks leaves what has arrived; bytes beyond the announced size are refused.
    """
    folder = Folder(intake.public_id)
    try:
        with folder.appending(upload.key) as sink:
            if sink.tell() != upload.offset:
                return None
            left = upload.size - upload.offset
            while chunk := source.read(CHUNK):
                if len(chunk) > left:
                    raise Full(_("More bytes were sent than were announced."))
                sink.write(chunk)
                left -= len(chunk)
    except BlockingIOError:
        return None
    return folder.upload(upload.key)


def add_files(intake: Intake, files: Iterable[IO[bytes]]) -> None:
    """Take whole files, as a plain form sends them. Raises Full."""
    for number, file in enumerate(files):
        name, size = str(file.name), int(getattr(file, "size", 0))
        upload = announce(intake, name, size, f"form {number}")
        append(intake, upload, file)


def remove_upload(intake: Intake, upload: Upload) -> None:
    """Take an announced file back."""
    Folder(intake.public_id).forget(upload.key)
    Intake.objects.filter(pk=intake.pk, files__gt=0, bytes__gte=upload.size).update(
        files=F("files") - 1, bytes=F("bytes") - upload.size
    )


def start(intake: Intake) -> bool:
    """Hand the files over to the worker; False if that has happened already."""
    waiting = Intake.objects.filter(pk=intake.pk, state=IntakeState.RECEIVING)
    started = bool(waiting.update(state=IntakeState.WAITING))
    intake.refresh_from_db()
    return started


def cancel(intake: Intake) -> bool:
    """Give an intake up that has not been worked off; its files are thrown away."""
    states = (IntakeState.RECEIVING, IntakeState.WAITING, IntakeState.FAILED)
    open_ones = Intake.objects.filter(pk=intake.pk, state__in=states)
    done = bool(open_ones.update(state=IntakeState.CANCELLED, finished_at=timezone.now()))
    if done:
        Folder(intake.public_id).remove()
    intake.refresh_from_db()
    return done


def is_abandoned(intake: Intake) -> bool:
    """Whether nobody works on an intake that should be worked on: its worker was killed."""
    if not intake.moving:
        return False
    with Folder(intake.public_id).locked() as free:
        return free


def work_off(public_id: str) -> str:
    """Bring the intake's files into the library; may be repeated after any interruption.

    Returns what it did in a word, for the log. A study is filed whole or not at all, and knows
    the intake that brought it, so that a second run ends where the first would have.
    """
    folder = Folder(public_id)
    with folder.locked() as ours:
        if not ours:
            return "busy"
        intake = _claimed(public_id)
        if intake is None:
            return "nothing to do"
        if intake.attempts > MOST_ATTEMPTS:
            drop_half(intake)
            Intake.objects.filter(pk=intake.pk).update(
                state=IntakeState.FAILED, finished_at=timezone.now()
            )
            return "given up"
        _work(intake, folder)
        return "done"


def _claimed(public_id: str) -> Intake | None:
    open_ones = Intake.objects.filter(
        public_id=public_id, state__in=(IntakeState.WAITING, IntakeState.RUNNING)
    )
    claimed = open_ones.update(
        state=IntakeState.RUNNING, attempts=F("attempts") + 1, step="", done=0, total=0
    )
    return Intake.objects.get(public_id=public_id) if claimed else None


def _work(intake: Intake, folder: Folder) -> None:
    choices = collect.planned(folder)
    if choices is not None:
        _make_cases(intake, folder, choices)
        return
    scratch = folder.fresh_scratch()
    given = [_source(folder, one) for one in folder.uploads()]
    fetched, told = fetching.fetched(folder, scratch, _Notes(intake))
    decks = [one for one in given if one.path is not None and is_deck(one.path)]
    shared = [one for one in given if one.path is not None and is_shared(one.path)]
    report = ingest(
        [*(one for one in given if one not in decks and one not in shared), *fetched],
        user=intake.owner,
        intake=intake,
        scratch=scratch,
        progress=_Notes(intake),
    )
    report.rows += [*told, *collect.read_all(folder, decks)]
    _take_shared(intake, scratch, shared, report)
    folder.write_report(_as_json(report, intake))
    with transaction.atomic():
        intake.cases.set(Case.objects.filter(slug__in=report.cases))
        _close(intake, {name: getattr(report, name) for name in COUNTED})
    folder.empty()


def _make_cases(intake: Intake, folder: Folder, choices: list[list[str]]) -> None:
    """Make draft cases of collections; what the intake took before stays counted and told."""
    scratch = folder.fresh_scratch()
    before = rows_of(folder.report() or {})
    report = collect.make_cases(folder, choices, intake, _Notes(intake), scratch)
    counts = {name: F(name) + getattr(report, name) for name in COUNTED}
    report.rows = [*(row for row in before if row.status != "read"), *report.rows]
    folder.write_report(_as_json(report, intake))
    with transaction.atomic():
        intake.cases.add(*Case.objects.filter(slug__in=report.cases))
        _close(intake, counts)
    folder.empty_decks()
    folder.empty()


def _close(intake: Intake, counts: dict[str, Any]) -> None:
    Intake.objects.filter(pk=intake.pk).update(
        state=IntakeState.DONE, finished_at=timezone.now(), **counts
    )


def order(user: User, server: str, study: str, images: int) -> Intake:
    """Return a new intake that fetches one study from an archive once a worker takes it."""
    intake = Intake.objects.create(owner=user, state=IntakeState.WAITING, files=images)
    fetching.keep_order(Folder(intake.public_id), server, study, images)
    return intake


def make_collections(intake: Intake, choices: Sequence[Sequence[str]]) -> bool:
    """Hand the collections over to the worker as they were chosen; False if somebody has."""
    collect.keep_plan(Folder(intake.public_id), choices)
    done = Intake.objects.filter(pk=intake.pk, state=IntakeState.DONE)
    return bool(done.update(state=IntakeState.WAITING, attempts=0))


def _take_shared(
    intake: Intake, scratch: Path, shared: list[Source], report: IngestReport
) -> None:
    """Take the zips that other installations have shared and add what became of them."""
    for number, one in enumerate(shared):
        assert one.path is not None  # noqa: S101  (a zip that was recognized is there)
        zipped = Shared(one.name, one.path)
        report.add(take_shared(zipped, intake, scratch / f"shared-{number}", _Notes(intake)))


def _source(folder: Folder, upload: Upload) -> Source:
    near = f"{folder.path.name}:{upload.path.rpartition('/')[0]}"
    if upload.whole:
        return Source(upload.path, folder.files / upload.key, near)
    refused = _("This file did not arrive whole. Bring it in again.")
    return Source(upload.path, None, near, refused)


class _Notes:
    """Writes the progress to the row now and then, for whoever looks at the page."""

    def __init__(self, intake: Intake):
        self.intake = intake
        self.last = 0.0

    def __call__(self, done: int, total: int, step: str) -> None:
        now = time.monotonic()
        if now - self.last < NOTE_EVERY and done < total:
            return
        self.last = now
        Intake.objects.filter(pk=self.intake.pk).update(done=done, total=total, step=step)


def _as_json(report: IngestReport, intake: Intake) -> dict[str, Any]:
    elements: Counter[str] = Counter()
    touched = Series.objects.filter(instances__intake=intake).distinct()
    for counted in touched.values_list("deidentified", flat=True):
        elements.update(counted)
    return {
        "rows": [[row.name, row.status, row.sentence, row.case] for row in report.rows],
        "elements": dict(elements),
    }


def rows_of(report: dict[str, Any]) -> list[FileRow]:
    """Return the rows of a report that was kept."""
    return [FileRow(*row) for row in report.get("rows", [])]


def empty_finished() -> int:
    """Remove files that a worker sent to its end had no time to remove; returns of how many.

    They hold patient data, and everything in them has been taken.
    """
    there = [path.parent.name for path in root().glob("*/files")]
    done = Intake.objects.filter(public_id__in=there, state=IntakeState.DONE)
    names = list(done.values_list("public_id", flat=True))
    for public_id in names:
        Folder(public_id).empty()
    return len(names)


def throw_away(before: datetime) -> int:
    """Remove the files and reports of intakes begun before a moment; returns how many.

    Part of every start: what was removed before is not looked at again.
    """
    old = Intake.objects.filter(created_at__lt=before).exclude(state__in=MOVING)
    there = [path.name for path in root().glob("*")]
    thrown = list(old.filter(public_id__in=there).values_list("public_id", flat=True))
    for public_id in thrown:
        Folder(public_id).remove()
    discard(HeldFile.objects.filter(intake__in=old), None)
    old.filter(state=IntakeState.RECEIVING).update(state=IntakeState.CANCELLED)
    return len(thrown)
