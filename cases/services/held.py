"""Files held back: kept in private storage, looked at by a person, then taken or thrown away."""

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import ngettext

from cases.dicom.errors import Held
from cases.dicom.files import digest_of
from cases.dicom.text import Box
from cases.models import Case, HeldFile, HeldState, Intake, Study


def path_of(held: HeldFile) -> Path:
    """Return where the file lies."""
    return Path(settings.PRIVATE_ROOT) / "held" / held.token


def hold(intake: Intake, path: Path, refusal: Held) -> HeldFile:
    """Keep the file for a person; the same file of the same intake is kept once."""
    header = refusal.header
    digest = digest_of(path.read_bytes())
    held, made = HeldFile.objects.get_or_create(
        intake=intake,
        digest=digest,
        defaults={
            "study": header.study,
            "series": header.series,
            "label": header.label,
            "number": header.number,
            "frames": len(header.frames),
            "rows": header.rows,
            "cols": header.cols,
            "reason": str(refusal),
            "boxes": [list(box) for box in refusal.boxes],
        },
    )
    if held.state == HeldState.WAITING and (made or not path_of(held).exists()):
        target = path_of(held)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        shutil.copyfile(path, part)
        part.chmod(0o600)
        part.replace(target)
    return held


def kin(held: HeldFile) -> QuerySet[HeldFile]:
    """Return the files that wait and are of the same series and size, this one too."""
    return HeldFile.objects.filter(
        intake=held.intake_id,
        series=held.series,
        rows=held.rows,
        cols=held.cols,
        state=HeldState.WAITING,
    )


def release(
    files: QuerySet[HeldFile], user: User, boxes: Sequence[Box], frames: Sequence[int] = ()
) -> int:
    """Decide that the files are taken with these rectangles blanked; returns how many."""
    return files.filter(state=HeldState.WAITING).update(
        state=HeldState.RELEASING,
        decided_by=user,
        decided_at=timezone.now(),
        blanked={
            "boxes": [[one.x, one.y, one.width, one.height] for one in boxes],
            "frames": list(frames),
        },
    )


def discard(files: QuerySet[HeldFile], user: User | None) -> int:
    """Throw the files away; returns how many. `user` is None where time decided."""
    found = list(files.filter(state=HeldState.WAITING))
    HeldFile.objects.filter(pk__in=[held.pk for held in found]).update(
        state=HeldState.DISCARDED, decided_by=user, decided_at=timezone.now()
    )
    for held in found:
        path_of(held).unlink(missing_ok=True)
    return len(found)


def waiting_of(case: Case) -> list[str]:
    """Return a sentence if files of the case's studies still wait for a look (a publish gate)."""
    return waiting_sentence(waiting_among([case])[case.pk])


def waiting_among(cases: Sequence[Case]) -> Counter[int]:
    """Return how many files of each case, by its id, still wait for a look. One query."""
    waits = HeldFile.objects.filter(
        study=OuterRef("study_instance_uid"), state__in=(HeldState.WAITING, HeldState.RELEASING)
    )
    number = waits.order_by().values("study").annotate(n=Count("pk")).values("n")
    rows = Study.objects.filter(case__in=cases).annotate(n=Subquery(number))
    counted: Counter[int] = Counter()
    for case_id, held in rows.exclude(n=None).values_list("case", "n"):
        counted[case_id] += held
    return counted


def waiting_sentence(count: int) -> list[str]:
    """Say how many files are held back; nothing where there is none."""
    if not count:
        return []
    return [
        ngettext(
            "%(count)s image of this study is held back because text may stand in it: look at it.",
            "%(count)s images of this study are held back because text may stand in them: "
            "look at them.",
            count,
        )
        % {"count": count}
    ]
