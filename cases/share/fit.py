"""Giving images that came in the labels, order, windows and key view that their list states."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cases.models import Arrival, Case, Frame, Study
from cases.services.content import COLUMNS, SERIES_FIELDS, content_of, write
from cases.share.manifest import Entry

Image = tuple[str, int]


def images_of(case: Case) -> dict[int, list[Image]]:
    """Return by series (id) its images in reading order: SOP Instance UID, frame. One query."""
    rows = (
        Frame.objects.filter(series__study__case=case)
        .order_by("series", "index")
        .values_list("series", "instance__sop_instance_uid", "number")
    )
    found: dict[int, list[Image]] = defaultdict(list)
    for series, sop, number in rows:
        found[series].append((sop, number))
    return found


def images_in(entry: Entry) -> list[list[Image]]:
    """Return the images of every series of the list."""
    return [[(sop, number) for sop, number in one["images"]] for one in entry["series"]]


@transaction.atomic
def fit(arrival: Arrival) -> None:
    """Take over what the list says of the series that are new since the last time.

    Images that were held back come later, one series after the other; what an educator has
    changed in the meantime stays as it is. Six queries.
    """
    case = Case.objects.select_for_update().get(pk=arrival.case_id)
    there = images_of(case)
    place = {
        image: number for number, images in enumerate(images_in(arrival.entry)) for image in images
    }
    content = content_of(case)
    ids = dict(case.studies.values_list("series__token", "series"))
    fresh = []
    for one in content["series"]:
        images = there.get(ids[one["token"]], [])
        number = place.get(images[0]) if images else None
        if number is None or ids[one["token"]] in arrival.fitted:
            continue
        fresh.append(ids[one["token"]])
        told = arrival.entry["series"][number]
        one.update({name: told[name] for name in SERIES_FIELDS})
    tokens = {pk: token for token, pk in ids.items()}
    if content["key_view"] is None:
        content["key_view"] = _key_view(arrival.entry, there, tokens)
    write(case, content)
    arrival.fitted = [*arrival.fitted, *fresh]
    arrival.save(update_fields=["fitted"])


def _key_view(
    entry: Entry, there: dict[int, list[Image]], tokens: dict[int, str]
) -> dict[str, Any] | None:
    view = entry["key_view"]
    wanted = tuple(view["image"]) if view else None
    for series, images in there.items():
        if view and wanted in images:
            at = {name: view[name] for name in ("center", "width", "zoom", "at")}
            return {"series": tokens[series], "slice": images.index(wanted), **at}
    return None


def columns_of(entry: Entry) -> dict[str, Any]:
    """Return what a new case's columns hold besides its key."""
    return {name: entry[name] for name in (*COLUMNS, "provenance", "recipe")}


def arrivals_of(intake_id: int, studies: set[str]) -> QuerySet[Arrival]:
    """Return the cases from elsewhere that these studies of the intake belong to."""
    cases = Study.objects.filter(study_instance_uid__in=studies).values("case")
    return Arrival.objects.filter(intake=intake_id, case__in=cases)
