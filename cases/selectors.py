"""What other apps read of a case. Nothing here tells a learner more than it says it does."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cases.models import Case, Series

#: Version of the manifest that the viewer reads.
MANIFEST_VERSION = 1


def series_of(case: Case) -> QuerySet[Series]:
    """Return the case's series that are ready to be shown, in the educator's order. One query."""
    return Series.objects.filter(study__case=case, frames_ready=True).order_by("order", "pk")


def manifest(case: Case) -> dict[str, Any]:
    """Return the viewer's manifest: a whitelist, no description, date, UID or file name."""
    frames_of_reference: dict[str, str] = {}
    series = [_series_manifest(one, frames_of_reference) for one in series_of(case)]
    return {"version": MANIFEST_VERSION, "simulated": case.simulated, "series": series}


def _series_manifest(series: Series, frames_of_reference: dict[str, str]) -> dict[str, Any]:
    pixels: Mapping[str, Any] = series.pixels
    geometry: Mapping[str, Any] = series.geometry
    short = ""
    if series.frame_of_reference:
        count = len(frames_of_reference) + 1
        short = frames_of_reference.setdefault(series.frame_of_reference, f"f{count}")
    prefix = reverse("cases:frame", args=[series.token, "0"]).removesuffix("0.bin")
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


PIXEL_FIELDS = ("bits", "signed", "kind", "slope", "intercept", "unit", "inverted")
GEOMETRY_FIELDS = ("pixelSpacing", "orientation", "positions", "thickness")
