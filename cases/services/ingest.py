"""The one way in for images: files, folders, zips and uploads; command, form, simulator.

Every object is judged, de-identified, converted and written on this path and no other. One
study is one transaction: a crash leaves the whole study or nothing of it, and the same files
again complete what was interrupted. What cannot be taken is turned away with a sentence, nothing
of it is kept, and the rest goes on.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.contrib.auth.models import User
from django.db import DataError, transaction

from cases.dicom.convert import Converted, Order
from cases.dicom.errors import Held, Refused
from cases.dicom.header import Header
from cases.dicom.stacks import Stack, build, common_rescale, geometry_json
from cases.dicom.workers import UNEXPECTED, Look, Workers, convert_into, scan_file
from cases.models import Case, Instance, Intake, Provenance, Series, State, Study
from cases.services import settings, store
from cases.services.filing import Pending, content_digest, file_stack, matching
from cases.services.held import hold
from cases.services.intake import Given, Source, sources
from cases.services.newcase import case_for
from cases.services.opening import opening_window
from cases.services.report import FileRow, IngestReport
from cases.services.segments import take_segmentation
from cases.services.stills import converted as with_stills
from cases.services.stills import joined

#: Told after every step: how many of how many, and of what ("reading", "converting").
Progress = Callable[[int, int, str], None]

PUBLISHED = (
    "The case is published and its images no longer change. Take it back to draft first, or "
    "import into another case."
)


def ingest(
    given: Iterable[Given],
    *,
    case: Case | None = None,
    user: User | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
    intake: Intake | None = None,
    scratch: Path | None = None,
) -> IngestReport:
    """Bring images into the library and return what became of every file.

    `processes`: on how many cores files are decoded; the settings decide where it is left out.
    `scratch`: where archives are unpacked, a throw-away folder if left out. `intake` is noted
    with every object; what the same intake took before it was interrupted counts as taken.

    Without `case`, a study that the library knows goes to its case, and a new one makes a draft
    case of its own. Running it again with the same files changes nothing.
    """
    with (
        _room(scratch) as room,
        Workers(processes or settings.processes()) as workers,
    ):
        tell = progress or (lambda done, total, step: None)
        found = with_stills(sources(given, room), room / "stills", workers, tell)
        work = _Import(found, workers, case, tell, intake)
        work.run()
    return work.report


@contextmanager
def _room(scratch: Path | None) -> Iterator[Path]:
    if scratch is not None:
        yield scratch
        return
    with tempfile.TemporaryDirectory(prefix="ingest-") as made:
        yield Path(made)


class _Import:
    """One import while it runs."""

    def __init__(
        self,
        found: Sequence[Source],
        workers: Workers,
        case: Case | None,
        progress: Progress,
        intake: Intake | None = None,
    ):
        self.found = found
        self.workers = workers
        self.case = case
        self.progress = progress
        self.intake = intake
        self.rows: dict[int, FileRow] = {}
        self.report = IngestReport()
        self.done = 0
        self.fresh: set[str] = set()  # content digests of the series of this import
        self.untaken: set[str] = set()  # objects written before they were known for duplicates

    def run(self) -> None:
        headers = self._scan()
        images = {file: one for file, one in headers.items() if not one.segmentation}
        for study in self._by_study(images):
            self._take_study(study)
        for file, header in headers.items():
            if header.segmentation:
                self._take_segmentation(file, header)
        store.drop_unnamed(self.untaken)
        self.report.rows = [self.rows[file] for file in sorted(self.rows)]

    # Reading -------------------------------------------------------------------------------

    def _scan(self) -> dict[int, Header]:
        jobs, numbers = [], []
        for file, source in enumerate(self.found):
            if source.path is None or source.refused:
                self._refuse(file, source.refused)
            else:
                # letters in a picture are looked for when it is converted, as in all others
                cleared = source.clearance is not None or source.picture
                jobs.append(Look(source.path, source.near, cleared, source.shared))
                numbers.append(file)
        headers: dict[int, Header] = {}
        read = self.workers.run(partial(scan_file, settings.secret()), jobs)
        for done, (number, result) in enumerate(read):
            self.progress(done + 1, len(jobs), "reading")
            if isinstance(result, Refused):
                self._turn_away(numbers[number], result)
            else:
                headers[numbers[number]] = result
        return joined(self.found, dict(sorted(headers.items())))

    def _by_study(self, headers: dict[int, Header]) -> list[list[dict[int, Header]]]:
        """Group by study and series and drop repeats of one object within this import."""
        groups: dict[str, dict[str, dict[int, Header]]] = defaultdict(lambda: defaultdict(dict))
        seen: set[str] = set()
        self.total = len(headers)
        for file, header in headers.items():
            if header.sop in seen:
                self._duplicate(file, "The same object is already among the files given.")
                continue
            seen.add(header.sop)
            groups[header.study][header.series][file] = header
        return [list(series.values()) for series in groups.values()]

    # Taking --------------------------------------------------------------------------------

    def _take_study(self, study: list[dict[int, Header]]) -> None:
        target = self._target(next(iter(study[0].values())))
        pending = []
        for series in study:
            fresh = self._fresh(series)
            if fresh and target is not None and target.state == State.PUBLISHED:
                for file in fresh:
                    self._refuse(file, PUBLISHED)
                continue
            for stack in build(fresh.items()):
                one = self._prepare(stack, target)
                if one is not None:
                    pending.append(one)
        if not pending:
            return
        try:
            with transaction.atomic():
                case = target or case_for(pending[0].stack.header)
                filed = [file_stack(case=case, pending=one, intake=self.intake) for one in pending]
        except (OverflowError, DataError):  # numbers that no database holds
            for piece in (piece for one in pending for piece in one.stack.pieces):
                self._refuse(piece.file, UNEXPECTED)
            return
        for series_row, one in zip(filed, pending, strict=True):
            self._taken(case, series_row, one.stack)

    def _fresh(self, headers: dict[int, Header]) -> dict[int, Header]:
        """Return the files whose objects the study has not yet. One query a series."""
        study = next(iter(headers.values())).study
        rows = Instance.objects.filter(
            series__study__study_instance_uid=study,
            sop_instance_uid__in=[one.sop for one in headers.values()],
        )
        if self.case is not None:
            rows = rows.filter(series__study__case=self.case)
        known = {row[0]: row[1:] for row in rows.values_list(
            "sop_instance_uid", "intake_id", "series__label", "series__study__case__slug"
        )}  # fmt: skip
        for file, one in headers.items():
            if one.sop in known:
                self._known(file, *known[one.sop])
        return {file: one for file, one in headers.items() if one.sop not in known}

    def _known(self, file: int, intake: int | None, label: str, slug: str) -> None:
        if self.intake is None or intake != self.intake.pk:
            self._duplicate(file, "This object is already in the library.", slug)
            return
        self._note(slug)
        name = self.found[file].name
        self.rows[file] = FileRow(name, "taken", f"{label} of case {slug}.", slug)

    def _target(self, header: Header) -> Case | None:
        """Return the case that the study goes to; None makes a new one once pixels are fine."""
        if self.case is not None:
            return self.case
        study = (
            Study.objects.filter(study_instance_uid=header.study).select_related("case").first()
        )
        return study.case if study else None

    def _prepare(self, stack: Stack, target: Case | None) -> Pending | None:
        """Decode, de-identify and store the stack's objects; None if nothing new is left of it."""
        study = target and target.studies.filter(study_instance_uid=stack.header.study).first()
        continued = matching(study or None, stack)
        rescale = common_rescale(stack)
        paths = {file: source.path for file, source in enumerate(self.found)}
        try:
            opening = opening_window(stack, paths, rescale, continued)
        except Refused:
            opening = ("Auto", 127.5, 255.0)  # the frames themselves will say what is wrong
        if continued is not None:
            rescale = (continued.pixels["slope"], continued.pixels["intercept"])
        converted = self._convert(stack, rescale, opening)
        stack.pieces = [piece for piece in stack.pieces if piece.file in converted]
        if not stack.pieces or (continued is None and self._seen_pixels(stack, converted)):
            return None
        return Pending(stack=stack, converted=converted, opening=opening, rescale=rescale)

    def _convert(
        self, stack: Stack, rescale: tuple[float, float], opening: tuple[str, float, float]
    ) -> dict[int, Converted]:
        headers = {piece.file: piece.header for piece in stack.pieces}
        orders = [
            Order(
                path=self.found[file].path or Path(),
                header=header,
                rescale=rescale,
                window=opening[1:],
                secret=settings.secret(),
                options=settings.options(),
                clearance=self.found[file].clearance,
            )
            for file, header in headers.items()
        ]
        numbers = list(headers)
        converted: dict[int, Converted] = {}
        for number, result in self.workers.run(partial(convert_into, store.root()), orders):
            self.done += 1
            self.progress(min(self.done, self.total), self.total, "converting")
            if isinstance(result, Refused):
                self._turn_away(numbers[number], result)
            else:
                converted[numbers[number]] = result
                self.report.actions.update(result.actions)
                self.report.elements.update(result.elements)
        return converted

    def _seen_pixels(self, stack: Stack, converted: dict[int, Converted]) -> bool:
        """Whether a whole series of the same pixels at the same places is in the library.

        Simulated cases may show the same images with other histories, so they are not compared.
        """
        fewest = 1 if stack.header.still else 2
        if stack.header.simulated or len(stack.pieces) < fewest:
            return False
        digests = [converted[p.file].frames[p.number].digest for p in stack.pieces]
        content = content_digest(digests, geometry_json(stack))
        slug, sentence = "", "A series of the same images is already among the files given."
        if content not in self.fresh:
            self.fresh.add(content)
            same = Series.objects.filter(content_digest=content)
            same = same.exclude(study__case__provenance=Provenance.SIMULATED)
            twin = same.select_related("study__case").first()
            if twin is None:
                return False
            slug = twin.study.case.slug
            sentence = f"A series of the same images is in the library already (case {slug})."
        for piece in stack.pieces:
            self._duplicate(piece.file, sentence, slug)
        self.untaken |= {converted[piece.file].digest for piece in stack.pieces}
        return True

    def _take_segmentation(self, file: int, header: Header) -> None:
        path = self.found[file].path
        assert path is not None  # noqa: S101  (only files that were read have a header)
        try:
            case, added = take_segmentation(path, header, self.case)
        except Refused as refusal:
            self._refuse(file, str(refusal))
            return
        if added:
            self._note(case.slug)
            sentence = f"{added} lesion regions of case {case.slug}."
            self.rows[file] = FileRow(self.found[file].name, "taken", sentence, case.slug)
        else:
            sentence = f"Its regions are in the key of case {case.slug} already."
            self._duplicate(file, sentence, case.slug)

    # Telling -------------------------------------------------------------------------------

    def _taken(self, case: Case, series: Series, stack: Stack) -> None:
        self._note(case.slug)
        self.report.series.append(series.label)
        sentence = f"{series.label} of case {case.slug}."
        for piece in stack.pieces:
            name = self.found[piece.file].name
            self.rows[piece.file] = FileRow(name, "taken", sentence, case.slug)

    def _note(self, slug: str) -> None:
        if slug not in self.report.cases:
            self.report.cases.append(slug)

    def _turn_away(self, file: int, refusal: Refused) -> None:
        path = self.found[file].path
        if isinstance(refusal, Held) and self.intake is not None and path is not None:
            hold(self.intake, path, refusal)
            name = self.found[file].name
            self.rows.setdefault(file, FileRow(name, "held", str(refusal)))
        else:
            self._refuse(file, str(refusal))

    def _refuse(self, file: int, sentence: str) -> None:
        self.rows.setdefault(file, FileRow(self.found[file].name, "quarantined", sentence))

    def _duplicate(self, file: int, sentence: str, slug: str = "") -> None:
        self.rows.setdefault(file, FileRow(self.found[file].name, "duplicate", sentence, slug))
