"""What other apps read of a case. Nothing here tells a learner more than it says it does."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse

from cases.answerkey import codec
from cases.answerkey.regions import STILLS_FROM
from cases.answerkey.types import NOT_PROVEN, AnswerKey, Region
from cases.dicom.outline import Polygon, Slice, cut
from cases.dicom.still import plane_of
from cases.models import Case, Series

#: Version of the manifest that the viewer reads.
MANIFEST_VERSION = 1
PIXEL_FIELDS = ("bits", "signed", "kind", "slope", "intercept", "unit", "inverted")
GEOMETRY_FIELDS = ("pixelSpacing", "orientation", "positions", "thickness", "still")


def key_of(case: Case) -> AnswerKey:
    """Return the case's key as values; an empty one says that the diagnosis is not proven."""
    if not case.answer_key:
        return AnswerKey(diagnosis=NOT_PROVEN, malignant=None)
    return codec.from_json(case.answer_key)


def series_of(case: Case) -> QuerySet[Series]:
    """Return the case's series that are ready to be shown, in the educator's order. One query."""
    return Series.objects.filter(study__case=case, frames_ready=True).order_by("order", "pk")


def manifest(case: Case, series: Iterable[Series] | None = None) -> dict[str, Any]:
    """Return the viewer's manifest: a whitelist, no description, date, UID or file name.

    `series` instead of what is served, for the working copy of an educator.
    """
    frames_of_reference: dict[str, str] = {}
    listed = series_of(case) if series is None else [one for one in series if one.frames_ready]
    shown = [_series_manifest(one, frames_of_reference) for one in listed]
    return {"version": MANIFEST_VERSION, "simulated": case.simulated, "series": shown}


@lru_cache(maxsize=1)
def _folder() -> str:
    """Return the address of a series' images with TOKEN for its token."""
    return reverse("cases:frame", args=["TOKEN", "0"]).removesuffix("0.bin")


def _series_manifest(series: Series, frames_of_reference: dict[str, str]) -> dict[str, Any]:
    pixels: Mapping[str, Any] = series.pixels
    geometry = geometry_of(series)
    short = ""
    if series.frame_of_reference:
        count = len(frames_of_reference) + 1
        short = frames_of_reference.setdefault(series.frame_of_reference, f"f{count}")
    prefix = _folder().replace("TOKEN", series.token)
    return {
        "id": series.token,
        "label": series.label,
        "modality": series.modality,
        "plane": series.plane,
        "frameOfReference": short,
        "rows": geometry["rows"],
        "cols": geometry["cols"],
        **{name: pixels[name] for name in PIXEL_FIELDS},
        **{name: geometry.get(name) for name in GEOMETRY_FIELDS},
        "windows": series.windows,
        "frames": [f"{prefix}{digest}.bin" for digest in series.frame_digests],
        "preview": {
            "url": f"{prefix}preview-{series.preview_digest}.bin",
            "offsets": series.preview_offsets,
            "type": "image/webp",
        },
    }


def geometry_of(series: Series) -> Mapping[str, Any]:
    """Return the series' geometry; stills get planes of their own, where regions may lie."""
    stored: Mapping[str, Any] = series.geometry
    if not stored.get("still"):
        return stored
    places = [[0.0, 0.0, plane_of(digest)] for digest in series.frame_digests]
    return {**stored, "orientation": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0], "positions": places}


#: State, pool and public id of the case that an image belongs to.
Owner = tuple[str, str, str]

#: Asked for every image: written out, because building it costs the ORM six times the query.
FRAME_OWNER = """
    SELECT c.state, c.pool, c.public_id FROM cases_frame f
    JOIN cases_series s ON s.id = f.series_id JOIN cases_study t ON t.id = s.study_id
    JOIN cases_case c ON c.id = t.case_id
    WHERE s.token = %s AND f.digest = %s LIMIT 1
"""
PREVIEW_OWNER = """
    SELECT c.state, c.pool, c.public_id FROM cases_series s
    JOIN cases_study t ON t.id = s.study_id JOIN cases_case c ON c.id = t.case_id
    WHERE s.token = %s AND s.preview_digest = %s LIMIT 1
"""


PICTURE_OWNER = """
    SELECT c.state, c.pool, c.public_id FROM cases_picture p
    JOIN cases_series s ON s.id = p.series_id JOIN cases_study t ON t.id = s.study_id
    JOIN cases_case c ON c.id = t.case_id
    WHERE s.token = %s AND p.digest = %s LIMIT 1
"""


def owner_of_frame(token: str, digest: str) -> Owner | None:
    """Return the case of a frame by the address' series token and digest. One query."""
    return _owner(FRAME_OWNER, token, digest)


def owner_of_preview(token: str, digest: str) -> Owner | None:
    """Return the case of a preview pack by the address' series token and digest. One query."""
    return _owner(PREVIEW_OWNER, token, digest)


def owner_of_picture(token: str, digest: str) -> Owner | None:
    """Return the case of a still by the address' series token and digest. One query."""
    return _owner(PICTURE_OWNER, token, digest)


def _owner(query: str, token: str, digest: str) -> Owner | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [token, digest])
        found: Owner | None = cursor.fetchone()
    return found


def overlay(case: Case | AnswerKey, series: Series) -> dict[int, list[Polygon]]:
    """Return where the key's lesions lie on the series' slices: {slice: [[[col, row], …], …]}.

    Ellipsoids and contour stacks are cut with each slice's plane; pixel 0 is the center of the
    first pixel. Empty for a series without geometry. No query. Only for a reveal.
    """
    key = key_of(case) if isinstance(case, Case) else case
    planes = _planes(series)
    found: dict[int, list[Polygon]] = {}
    for lesion in key.lesions:
        for index, polygons in _cuts(lesion.region, planes, series).items():
            found.setdefault(index, []).extend(polygons)
    return found


def _cuts(region: Region, planes: list[Slice], series: Series) -> dict[int, list[Polygon]]:
    """Return the region's outlines by slice; `reach` closes the gaps between slices."""
    reach = _half_distance(planes, float(series.geometry.get("thickness") or 0.0))
    cuts = {index: cut(region, plane, reach) for index, plane in enumerate(planes)}
    return {index: polygons for index, polygons in cuts.items() if polygons}


def _half_distance(planes: list[Slice], thickness: float) -> float:
    """Return half of the distance between neighboring slices or of their thickness (mm)."""
    if len(planes) < 2 or planes[0].position[2] >= STILLS_FROM:
        return max(thickness, 1.0) / 2
    step = abs(float((planes[1].position - planes[0].position) @ planes[0].normal))
    return max(step, thickness) / 2


def _planes(series: Series) -> list[Slice]:
    geometry = geometry_of(series)
    if not (geometry.get("orientation") and geometry.get("positions")):
        return []
    orientation = np.asarray(geometry["orientation"], float)
    still = geometry.get("still") or 1.0
    rows, cols = geometry.get("pixelSpacing") or (still, still)
    return [
        Slice(
            position=np.asarray(position, float),
            along_row=orientation[:3],
            along_col=orientation[3:],
            spacing=(rows, cols),
            rows=geometry["rows"],
            cols=geometry["cols"],
        )
        for position in geometry["positions"]
    ]
