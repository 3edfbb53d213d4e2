"""A shared zip on its way in: everything in it is judged as if a stranger had sent it.

The images go through the one ingest service, with de-identification and the search for text; what
is said of them becomes a draft that nobody has approved here. A case comes in whole or not at all;
images that are held back follow once a person has looked at them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from cases.answerkey import codec
from cases.answerkey.codec import KeyFormatError
from cases.dicom.deidentify import is_simulated
from cases.dicom.errors import Refused
from cases.dicom.read import read
from cases.models import Arrival, Case, CaseEvent, Intake, Proof, State, Study, Takedown
from cases.services.ingest import Progress, ingest
from cases.services.intake import Source
from cases.services.report import FileRow, IngestReport
from cases.services.takedown import remove_files, remove_held
from cases.share.fit import columns_of, fit, images_in, images_of
from cases.share.licence import not_to_pass_on
from cases.share.manifest import Entry, Manifest
from cases.share.zipped import opened

#: Other apps take what is theirs out of the list: given the list, the cases that are here by
#: their ids, and who brought it, they return what to say about it.
TAKERS: list[Callable[[Manifest, dict[str, Case], Intake], list[FileRow]]] = []


@dataclass(frozen=True)
class Shared:
    """One zip: its name for its owner, and where it lies."""

    name: str
    path: Path


def take_shared(
    zipped: Shared, intake: Intake, scratch: Path, progress: Progress | None = None
) -> IngestReport:
    """Take the zip's cases in as drafts and return what became of each."""
    try:
        manifest, files = opened(zipped.path, scratch)
    except Refused as refusal:
        return IngestReport([FileRow(zipped.name, "quarantined", str(refusal))])
    report = IngestReport()
    for entry in manifest["cases"]:
        _Taking(zipped.name, entry, files, intake, progress).into(report)
    here = Case.objects.filter(public_id__in=[one["id"] for one in manifest["cases"]])
    by_id = {case.public_id: case for case in here}
    for take in TAKERS:
        report.rows += take(manifest, by_id, intake)
    return report


class _Taking:
    """One case of a zip while it comes in."""

    def __init__(
        self,
        zip_name: str,
        entry: Entry,
        files: dict[str, Path],
        intake: Intake,
        progress: Progress | None,
    ):
        self.name = f"{zip_name} › {entry['slug']}"
        self.entry = entry
        self.files = files
        self.intake = intake
        self.progress = progress

    def into(self, report: IngestReport) -> None:
        """Take the case in and add what became of it to the report."""
        try:
            case = self._begun()
        except Refused as refusal:
            report.rows.append(FileRow(self.name, "quarantined", str(refusal)))
            return
        if isinstance(case, FileRow):
            report.rows.append(case)
            return
        taken = ingest(self._sources(), case=case, intake=self.intake, progress=self.progress)
        problem = self._incomplete(case, taken)
        if problem:
            _remove(case)
            report.rows.append(FileRow(self.name, "quarantined", problem))
            return
        fit(case.arrival)
        Arrival.objects.filter(case=case).update(whole=True)
        report.add(taken)
        report.cases += [case.slug] if case.slug not in report.cases else []

    def _begun(self) -> Case | FileRow:
        """Return the draft for this case, or what to say where it is here already."""
        if reason := not_to_pass_on(self.entry["licence"]):
            raise Refused(reason)
        found = Case.objects.filter(public_id=self.entry["id"]).first()
        if found is not None:
            if Takedown.objects.filter(case=found).exists():
                raise Refused(_("This case was taken down here and is not taken in again."))
            ours = Arrival.objects.filter(case=found, intake=self.intake).exists()
            return found if ours else self._there(found)  # ours: what was interrupted goes on
        if twin := self._twin():
            return self._there(twin)
        self._check_images()
        try:
            return self._draft()
        except KeyFormatError as error:
            raise Refused(str(error)) from error

    def _there(self, case: Case) -> FileRow:
        sentence = _(
            "This case is here already (%(slug)s). It stays as it is; nothing was changed."
        )
        return FileRow(self.name, "duplicate", sentence % {"slug": case.slug}, case.slug)

    def _twin(self) -> Case | None:
        """Return another case here that shows these very objects.

        Simulated cases share images among them, so that only one of the same recipe counts.
        """
        sops = {sop for images in images_in(self.entry) for sop, _number in images}
        found = Case.objects.filter(
            studies__series__instances__sop_instance_uid__in=list(sops)[:500]
        ).distinct()
        simulated = self.entry["provenance"] == "simulated"
        same = (case for case in found if not simulated or case.recipe == self.entry["recipe"])
        return next(same, None)

    def _check_images(self) -> None:
        """Raise Refused where the list says that images are simulated and they are not, or vice
        versa: every page says so of them, and text is not looked for in simulated ones."""
        simulated = self.entry["provenance"] == "simulated"
        for file in self.entry["files"]:
            if is_simulated(read(self.files[file["path"]], pixels=False)) != simulated:
                raise Refused(_("The list does not say rightly whether the images are simulated."))

    @transaction.atomic
    def _draft(self) -> Case:
        entry = self.entry
        key = codec.from_json(entry["answer_key"])
        case = Case.objects.create(
            public_id=entry["id"],
            slug=_free_slug(entry["slug"]),
            state=State.DRAFT,
            answer_key=entry["answer_key"],
            diagnosis_slug=key.diagnosis[:80],
            malignant=bool(key.malignant),
            **columns_of(entry),
        )
        for study in dict.fromkeys(one["study"] for one in entry["series"]):
            Study.objects.create(case=case, study_instance_uid=study)
        Arrival.objects.create(case=case, intake=self.intake, entry=entry)
        CaseEvent.objects.create(
            case=case, by=self.intake.owner, kind=CaseEvent.Kind.ARRIVED, text=_story(entry)
        )
        return case

    def _sources(self) -> list[Source]:
        near = f"{self.intake.public_id}:{self.entry['id']}"
        return [
            Source(f"{self.name} › {Path(one['path']).name}", self.files[one["path"]], near,
                   shared=True)
            for one in self.entry["files"]
        ]  # fmt: skip

    def _incomplete(self, case: Case, taken: IngestReport) -> str:
        """Return why the case cannot be taken in after its images were read; empty if it can."""
        for row in taken.rows:
            if row.status == "quarantined":
                return row.sentence
            if row.status == "duplicate":
                return row.sentence + " " + _("The case is not taken a second time.")
        listed = {image for images in images_in(self.entry) for image in images}
        there = {image for images in images_of(case).values() for image in images}
        if there - listed or (listed - there and not taken.held):
            return _("The images in this zip are not those of its list. Nothing is taken.")
        return ""


def drop_half(intake: Intake) -> None:
    """Leave nothing of cases whose coming in was interrupted for good."""
    for arrival in Arrival.objects.filter(intake=intake, whole=False).select_related("case"):
        _remove(arrival.case)


def _free_slug(slug: str) -> str:
    taken = set(Case.objects.filter(slug__startswith=slug[:110]).values_list("slug", flat=True))
    tries = [slug, *(f"{slug[:110]}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in tries if one not in taken)


def _story(entry: Entry) -> str:
    """Return what was said of the case where it comes from. Nothing of it counts as done here."""
    origin = entry["origin"]
    told = {"approved": _("approved on %(day)s"), "published": _("published on %(day)s")}
    lines = [
        _("It comes from %(place)s.") % {"place": origin["from"] or _("another installation")},
        _("Proof of the diagnosis as stated there: %(proof)s.")
        % {"proof": Proof(entry["proof"]).label},
    ]
    reviews = ", ".join(told[one["what"]] % {"day": one["on"]} for one in origin["reviews"])
    if reviews:
        lines.append(_("There it was %(reviews)s.") % {"reviews": reviews})
    lines.append(_("Here nobody has reviewed it yet."))
    return "\n".join(lines)


def _remove(case: Case) -> None:
    """Leave nothing of a case that could not be taken in whole."""
    remove_held(case)
    remove_files(case)
    case.delete()
