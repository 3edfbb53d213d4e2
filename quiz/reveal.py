"""What the viewer is told after the commit: where the lesions are, and where one had clicked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases import outlines
from cases.answerkey.types import AnswerKey
from cases.models import KeyView, Series
from quiz.feedback import Place


@dataclass(frozen=True)
class Reveal:
    """`regions` as `<dicom-stack>` draws them; `places` by a lesion's name; the key view."""

    regions: dict[str, dict[int, list[dict[str, Any]]]]
    places: dict[str, Place]
    key_view: dict[str, Any] | None
    clicks: list[dict[str, Any]]
    fallback: Place | None

    def to_json(self) -> dict[str, Any]:
        """Return what the page hands to the viewer."""
        return {"regions": self.regions, "keyView": self.key_view, "clicks": self.clicks}


def build_reveal(
    *,
    key: AnswerKey,
    series: Sequence[Series],
    key_view: KeyView | None,
    answer: Mapping[str, Any],
) -> Reveal:
    """Cut the lesions by every slice of every series. No query; NumPy on the server."""
    regions: dict[str, dict[int, list[dict[str, Any]]]] = {}
    places: dict[str, Place] = {}
    preferred = key_view.series_id if key_view else None
    ordered = sorted(series, key=lambda one: one.pk != preferred)
    for lesion in key.lesions:
        for one in ordered:
            cuts = outlines.cuts_of(key, lesion, one)
            for index, polygons in cuts.items():
                shown = regions.setdefault(one.token, {}).setdefault(index, [])
                shown += [
                    {"name": outlines.name_of(lesion), "polygon": polygon} for polygon in polygons
                ]
            if cuts and lesion.name not in places:
                best = max(cuts, key=lambda index: sum(map(outlines.area, cuts[index])))
                places[lesion.name] = Place(one.token, one.label, best)
    view = _view(key_view, series, places)
    return Reveal(
        regions=regions,
        places=places,
        key_view=view,
        clicks=[click for click in answer.get("clicks", ()) if click.get("series")],
        fallback=_fallback(view, series),
    )


def _view(
    key_view: KeyView | None, series: Iterable[Series], places: Mapping[str, Place]
) -> dict[str, Any] | None:
    """The educator's key view, else the slice that shows the first lesion best."""
    tokens = {one.pk: one.token for one in series}
    if key_view is not None and key_view.series_id in tokens:
        return {
            "series": tokens[key_view.series_id],
            "slice": key_view.slice,
            "center": key_view.center,
            "width": key_view.width,
            **_place(key_view),
        }
    for place in places.values():
        return {"series": place.series, "slice": place.slice, "center": None, "width": None}
    return None


def _place(key_view: KeyView) -> dict[str, Any]:
    """Zoom and middle of the key view; nothing where nobody has zoomed."""
    if key_view.zoom is None or key_view.col is None or key_view.row is None:
        return {}
    return {"zoom": key_view.zoom, "at": [key_view.col, key_view.row]}


def _fallback(view: Mapping[str, Any] | None, series: Iterable[Series]) -> Place | None:
    if view is None:
        return None
    label = next(one.label for one in series if one.token == view["series"])
    return Place(view["series"], label, view["slice"])
