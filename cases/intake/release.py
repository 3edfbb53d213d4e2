"""Taking held files in once a person has decided: through the one ingest service."""

from django.db.models import F

from cases.dicom.blank import Clearance
from cases.dicom.text import Box
from cases.intake.folder import Folder
from cases.models import Case, HeldFile, HeldState, Intake, Study
from cases.services.held import path_of
from cases.services.ingest import ingest
from cases.services.intake import Source
from cases.share.fit import arrivals_of, fit


def take_released(public_id: str) -> str:
    """Take every file of the intake that was released; may be repeated. Returns a word.

    Whoever finds another worker at it leaves: that one looks again before it ends, so that files
    released meanwhile are taken, too.
    """
    released = HeldFile.objects.filter(
        intake__public_id=public_id, state=HeldState.RELEASING
    ).select_related("intake__owner")
    outcome = "nothing to do"
    while released.exists():
        with Folder(public_id).locked() as ours:
            if not ours:
                return "busy"
            _take(list(released.all()))
        outcome = "done"
    return outcome


def _take(files: list[HeldFile]) -> None:
    if not files:
        return
    intake = files[0].intake
    arrivals = list(arrivals_of(intake.pk, {held.study for held in files}))
    cases = [one.case_id for one in arrivals]
    shared = set(Study.objects.filter(case__in=cases).values_list("study_instance_uid", flat=True))
    sources = [_source(held, intake.public_id, held.study in shared) for held in files]
    report = ingest(sources, user=intake.owner, intake=intake)
    for one in arrivals:
        fit(one)
    for held, row in zip(files, report.rows, strict=True):
        _note(held, row.status in {"taken", "duplicate"}, row.sentence)
    intake.cases.add(*Case.objects.filter(slug__in=report.cases))
    Intake.objects.filter(pk=intake.pk).update(taken=F("taken") + report.taken)


def _source(held: HeldFile, public_id: str, shared: bool) -> Source:
    boxes = tuple(Box(*box) for box in held.blanked.get("boxes", []))
    clearance = Clearance(boxes, tuple(held.blanked.get("frames", [])))
    return Source(
        str(held),
        path_of(held),
        f"{public_id}:held",
        clearance=clearance,
        study=held.study,
        shared=shared,
    )


def _note(held: HeldFile, taken: bool, sentence: str) -> None:
    if taken:
        held.state = HeldState.TAKEN
    else:
        held.state, held.reason = HeldState.WAITING, sentence
    held.save(update_fields=["state", "reason"])
    if taken:  # last: whoever is stopped in between leaves a file, not a state without one
        path_of(held).unlink(missing_ok=True)
