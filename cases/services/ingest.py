"""The one way in for images: files, folders, zips and uploads; command, form, simulator.

Every object is judged, de-identified, converted and written on this path and no other. One
series is one transaction: a crash leaves whole series or none of it. What cannot be taken is
turned away with a sentence, nothing of it is kept, and the rest goes on.
"""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import IO

from django.contrib.auth.models import User

from cases.dicom.convert import Converted, Order
from cases.dicom.errors import Refused
from cases.dicom.header import Header
from cases.dicom.stacks import Stack, build, common_rescale
from cases.dicom.workers import Workers, convert_into, scan_file
from cases.models import Case, Instance, Provenance, Series, State, Study
from cases.services import settings, store
from cases.services.filing import content_digest, file_stack, matching
from cases.services.intake import Source, sources
from cases.services.newcase import case_for
from cases.services.opening import opening_window
from cases.services.report import FileRow, IngestReport
from cases.services.segments import take_segmentation

#: Told after every step: how many of how many, and of what ("reading", "converting").
Progress = Callable[[int, int, str], None]

PUBLISHED = (
    "The case is published and its images no longer change. Take it back to draft first, or "
    "import into another case."
)


def ingest(
    given: Iterable[Path | str | IO[bytes]],
    *,
    case: Case | None = None,
    user: User | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> IngestReport:
    """Bring images into the library and return what became of every file.

    `processes`: on how many cores files are decoded; the settings decide where it is left out.

    Without `case`, a study that the library knows goes to its case, and a new one makes a draft
    case of its own. Running it again with the same files changes nothing.
    """
    with (
        tempfile.TemporaryDirectory(prefix="ingest-") as scratch,
        Workers(processes or settings.processes()) as workers,
    ):
        found = list(sources(given, Path(scratch)))
        work = _Import(found, workers, case, progress or (lambda done, total, step: None))
        work.run()
    return work.report


class _Import:
    """One import while it runs."""

    def __init__(
        self, found: Sequence[Source], workers: Workers, case: Case | None, progress: Progress
    ):
        self.found = found
        self.workers = workers
        self.case = case
        self.progress = progress
        self.rows: dict[int, FileRow] = {}
        self.report = IngestReport()
        self.done = 0

    def run(self) -> None:
        headers = self._scan()
        images = {file: one for file, one in headers.items() if not one.segmentation}
        for series in self._by_series(images):
            self._take_series(series)
        for file, header in headers.items():
            if header.segmentation:
                self._take_segmentation(file, header)
        self.report.rows = [self.rows[file] for file in sorted(self.rows)]

    # Reading -------------------------------------------------------------------------------

    def _scan(self) -> dict[int, Header]:
        jobs, numbers = [], []
        for file, source in enumerate(self.found):
            if source.path is None or source.refused:
                self._refuse(file, source.refused)
            else:
                jobs.append((source.path, source.near))
                numbers.append(file)
        headers: dict[int, Header] = {}
        read = self.workers.run(partial(scan_file, settings.secret()), jobs)
        for done, (number, result) in enumerate(read):
            self.progress(done + 1, len(jobs), "reading")
            if isinstance(result, Refused):
                self._refuse(numbers[number], str(result))
            else:
                headers[numbers[number]] = result
        return dict(sorted(headers.items()))

    def _by_series(self, headers: dict[int, Header]) -> list[dict[int, Header]]:
        """Group by series and drop repeats of one object within this import."""
        groups: dict[tuple[str, str], dict[int, Header]] = defaultdict(dict)
        seen: set[str] = set()
        self.total = len(headers)
        for file, header in headers.items():
            if header.sop in seen:
                self._duplicate(file, "The same object is already among the files given.")
                continue
            seen.add(header.sop)
            groups[(header.study, header.series)][file] = header
        return [groups[key] for key in sorted(groups, key=lambda key: min(groups[key]))]

    # Taking --------------------------------------------------------------------------------

    def _take_series(self, headers: dict[int, Header]) -> None:
        known = self._known(headers)
        for file in known:
            self._duplicate(file, "This object is already in the library.")
        fresh = {file: one for file, one in headers.items() if file not in known}
        if not fresh:
            return
        target = self._target(next(iter(fresh.values())))
        if target is not None and target.state == State.PUBLISHED:
            for file in fresh:
                self._refuse(file, PUBLISHED)
            return
        for stack in build(fresh.items()):
            target = self._take_stack(stack, target)

    def _known(self, headers: dict[int, Header]) -> set[int]:
        """Return the files whose objects the study has already. One query a series."""
        study = next(iter(headers.values())).study
        rows = Instance.objects.filter(
            series__study__study_instance_uid=study,
            sop_instance_uid__in=[one.sop for one in headers.values()],
        )
        if self.case is not None:
            rows = rows.filter(series__study__case=self.case)
        uids = set(rows.values_list("sop_instance_uid", flat=True))
        return {file for file, one in headers.items() if one.sop in uids}

    def _target(self, header: Header) -> Case | None:
        """Return the case that the study goes to; None makes a new one once pixels are fine."""
        if self.case is not None:
            return self.case
        study = (
            Study.objects.filter(study_instance_uid=header.study).select_related("case").first()
        )
        return study.case if study else None

    def _take_stack(self, stack: Stack, target: Case | None) -> Case | None:
        rescale = common_rescale(stack)
        study = target and target.studies.filter(study_instance_uid=stack.header.study).first()
        continued = matching(study or None, stack)
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
            return target
        target = target or case_for(stack.header)
        series = file_stack(
            case=target, stack=stack, converted=converted, opening=opening, rescale=rescale
        )
        self._taken(target, series, stack)
        return target

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
            )
            for file, header in headers.items()
        ]
        numbers = list(headers)
        converted: dict[int, Converted] = {}
        for number, result in self.workers.run(partial(convert_into, store.root()), orders):
            self.done += 1
            self.progress(min(self.done, self.total), self.total, "converting")
            if isinstance(result, Refused):
                self._refuse(numbers[number], str(result))
            else:
                converted[numbers[number]] = result
                self.report.actions.update(result.actions)
        return converted

    def _seen_pixels(self, stack: Stack, converted: dict[int, Converted]) -> bool:
        """Whether a whole series of the same pixels at the same places is in the library.

        Simulated cases may show the same images with other histories, so they are not compared.
        """
        if stack.header.simulated or len(stack.pieces) < 2:
            return False
        from cases.dicom.stacks import geometry_json

        digests = [converted[p.file].frames[p.number].digest for p in stack.pieces]
        same = Series.objects.filter(
            content_digest=content_digest(digests, geometry_json(stack))
        ).exclude(study__case__provenance=Provenance.SIMULATED)
        twin = same.select_related("study__case").first()
        if twin is None:
            return False
        sentence = (
            f"A series of the same images is in the library already (case {twin.study.case.slug})."
        )
        for piece in stack.pieces:
            self._duplicate(piece.file, sentence)
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
            self._note(case)
            self.rows[file] = FileRow(
                self.found[file].name, "taken", f"{added} lesion regions of case {case.slug}."
            )
        else:
            self._duplicate(file, f"Its regions are in the key of case {case.slug} already.")

    # Telling -------------------------------------------------------------------------------

    def _taken(self, case: Case, series: Series, stack: Stack) -> None:
        self._note(case)
        self.report.series.append(series.label)
        for piece in stack.pieces:
            self.rows[piece.file] = FileRow(
                self.found[piece.file].name, "taken", f"{series.label} of case {case.slug}."
            )

    def _note(self, case: Case) -> None:
        if case.slug not in self.report.cases:
            self.report.cases.append(case.slug)

    def _refuse(self, file: int, sentence: str) -> None:
        self.rows.setdefault(file, FileRow(self.found[file].name, "quarantined", sentence))

    def _duplicate(self, file: int, sentence: str) -> None:
        self.rows.setdefault(file, FileRow(self.found[file].name, "duplicate", sentence))
