"""Segmentation objects become lesion regions of the answer key."""

from dataclasses import replace
from pathlib import Path

from django.db import transaction

from cases.answerkey import codec
from cases.answerkey.types import AnswerKey, Lesion
from cases.dicom import segmentation
from cases.dicom.errors import Refused
from cases.dicom.header import Header
from cases.models import Case, Series, State
from cases.selectors import key_of


def take_segmentation(path: Path, header: Header, case: Case | None) -> tuple[Case, int]:
    """Add the object's segments to the key of the case whose images it belongs to.

    Returns the case and how many regions are new. Raises Refused if no case shares its frame of
    reference, or the case is published.
    """
    owner = _owner(header, case)
    if owner.state == State.PUBLISHED:
        raise Refused("The case of this segmentation is published; its key no longer changes.")
    found = segmentation.lesions(path, header)
    if not found:
        raise Refused("This segmentation marks nothing: all its masks are empty.")
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=owner.pk)
        key = key_of(locked)
        new = _new_lesions(key, found)
        if new:
            locked.answer_key = codec.to_json(replace(key, lesions=(*key.lesions, *new)))
            locked.save(update_fields=["answer_key", "updated_at"])
    if new:
        owner.answer_key = locked.answer_key
    return owner, len(new)


def _owner(header: Header, case: Case | None) -> Case:
    if not header.frame_of_reference:
        raise Refused("This segmentation does not say to which images it belongs.")
    series = Series.objects.filter(frame_of_reference=header.frame_of_reference)
    if case is not None:
        series = series.filter(study__case=case)
    first = series.select_related("study__case").first()
    if first is None:
        raise Refused(
            "This segmentation belongs to images that are not in the library. Import them first."
        )
    return first.study.case if case is None else case


def _new_lesions(key: AnswerKey, found: list[Lesion]) -> list[Lesion]:
    """Return the lesions whose place is not in the key yet, under free names."""
    places = [(one.region.normal, one.region.slabs) for one in key.lesions]
    names = {one.name for one in key.lesions}
    new = []
    for lesion in found:
        if (lesion.region.normal, lesion.region.slabs) in places:
            continue
        tries = [lesion.name, *(f"lesion {number}" for number in range(1, 1000))]
        name = next(one for one in tries if one not in names)
        names.add(name)
        new.append(replace(lesion, name=name, region=replace(lesion.region, name=name)))
    return new
