"""From collections to draft cases: what was read is kept, shown, and made cases once chosen.

    <intake's folder>/decks/0/deck.json     slides as values
                             /0001-00       pictures, by slide and place on it
                             /plan.json     what was chosen, once it was

The cases of a deck and their studies are written before their pictures go through ingest, so that
what is held for letters finds its case; a second run after an interruption finds the same ones.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from cases.answerkey import codec
from cases.answerkey.records import RecordError, decode, encode
from cases.dicom import uids
from cases.dicom.errors import Refused
from cases.intake.deck import Deck, read_deck
from cases.intake.folder import Folder
from cases.intake.grouping import Group, grouped
from cases.models import HeldFile, HeldState, Intake, Study
from cases.services import settings
from cases.services.content import empty_key
from cases.services.ingest import Progress, ingest
from cases.services.intake import Source
from cases.services.newcase import blank_case
from cases.services.report import FileRow, IngestReport


def decks_of(folder: Folder) -> list[Deck]:
    """Return the collections of an intake that were read and not yet made cases."""
    return [deck for _place, deck in _kept(folder)]


def _kept(folder: Folder) -> list[tuple[Path, Deck]]:
    found = []
    for place in sorted(folder.decks.glob("*/deck.json")):
        try:
            found.append((place.parent, decode(Deck, json.loads(place.read_text()))))
        except (OSError, ValueError, RecordError):
            continue
    return found


def picture_path(folder: Folder, deck: int, name: str) -> Path | None:
    """Return where a picture of a collection lies, None if there is none of this name."""
    kept = _kept(folder)
    if not 0 <= deck < len(kept):
        return None
    place, read = kept[deck]
    known = {picture for slide in read.slides for picture in slide.pictures}
    return place / name if name in known else None


def read_all(folder: Folder, given: Sequence[Source]) -> list[FileRow]:
    """Read the collections among the files; returns a row for each."""
    rows = []
    for number, source in enumerate(given):
        assert source.path is not None  # noqa: S101  (only files that arrived)
        place = folder.decks / f"{number:03d}"
        try:
            deck = read_deck(source.path, source.name, place)
        except Refused as refusal:
            rows.append(FileRow(source.name, "quarantined", str(refusal)))
            continue
        if not deck.pictures:
            rows.append(FileRow(source.name, "quarantined", _without(deck)))
            continue
        (place / "deck.json").write_text(json.dumps(encode(deck)))
        sentence = (
            f"{len(deck.slides)} slides, {deck.pictures} pictures: choose what makes a case."
        )
        rows.append(FileRow(source.name, "read", sentence))
    return rows


def _without(deck: Deck) -> str:
    remarks = list(dict.fromkeys(one for slide in deck.slides for one in slide.remarks))
    return " ".join(["There is no picture in this collection that could be taken.", *remarks[:3]])


def keep_plan(folder: Folder, choices: Sequence[Sequence[str]]) -> None:
    """Keep what was chosen for every collection, whole or not at all."""
    part = folder.plan.with_suffix(".part")
    part.write_text(json.dumps([list(one) for one in choices]))
    part.replace(folder.plan)


def planned(folder: Folder) -> list[list[str]] | None:
    """Return what was chosen, None while nothing was."""
    try:
        found: list[list[str]] = json.loads(folder.plan.read_text())
    except (OSError, ValueError):
        return None
    return found


def make_cases(
    folder: Folder, choices: Sequence[Sequence[str]], intake: Intake, tell: Progress, scratch: Path
) -> IngestReport:
    """Make the draft cases that were chosen and bring their pictures in. May be repeated."""
    sources: list[Source] = []
    studies: list[Study] = []
    for number, ((place, deck), chosen) in enumerate(zip(_kept(folder), choices, strict=True)):
        for group in grouped(deck, chosen):
            study = _study_for(group, intake, number)
            studies.append(study)
            sources += _sources(place, deck, group, study.study_instance_uid)
    report = ingest(sources, user=intake.owner, intake=intake, scratch=scratch, progress=tell)
    empty = [study.case for study in studies if not _has_images(study)]
    for case in empty:  # every picture was there already or turned away: the report says so
        case.delete()
    gone = {case.slug for case in empty}
    slugs = [study.case.slug for study in studies if study.case.slug not in gone]
    report.cases = list(dict.fromkeys([*slugs, *report.cases]))
    return report


def _study_for(group: Group, intake: Intake, deck: int) -> Study:
    """Return the study of a group; its draft case is made with it the first time."""
    told = f"{intake.public_id}:{deck}:{group.slides[0].number}"
    uid = uids.remap(f"collection:{told}", settings.secret())
    found = Study.objects.filter(study_instance_uid=uid).select_related("case").first()
    if found is not None:
        return found
    with transaction.atomic():
        case = blank_case(group.title)
        case.answer_key = codec.to_json(replace(empty_key(), discussion=group.discussion))
        case.save()
        return Study.objects.create(case=case, study_instance_uid=uid)


def _sources(place: Path, deck: Deck, group: Group, study: str) -> list[Source]:
    return [
        Source(
            _("%(file)s, slide %(number)s") % {"file": deck.name, "number": slide.number},
            place / name,
            near=study,
            study=study,
            stack=name,
        )
        for slide in group.slides
        for name in slide.pictures
    ]


def _has_images(study: Study) -> bool:
    waits = HeldFile.objects.filter(study=study.study_instance_uid, state=HeldState.WAITING)
    return study.series.exists() or waits.exists()
