"""Preparing an exhibit for self-study: outlines, stills, gray levels, and where it opens.

Everything is computed from the exhibit's own images and key, once, and stored; the pages only
read. Preparing again after a change replaces what was there.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cases import outlines
from cases.answerkey.types import AnswerKey
from cases.learn import gray, stills
from cases.learn.stills import Plane, Point
from cases.models import Case, Picture, Pool, Series, Showing, State
from cases.phantom.recipes.spec import spec_of
from cases.phantom.recipes.types import CaseRecipe
from cases.selectors import key_of, series_of
from cases.services import store
from knowledge.schema.decode import from_plain

#: A cut so far from the middle of the stack (mm) counts half: there, nothing else of the spine is
#: to be seen.
MIDLINE = 14.0
#: A cut so near to the upper or lower edge of an image (mm) counts a quarter: letters of the
#: viewer lie there, and a still cannot have it in its middle.
EDGE = 35.0
#: Raised when the way of preparing changes; everything is then prepared again.
VERSION = 3
logger = logging.getLogger("cases.learn")
Regions = dict[str, dict[str, list[dict[str, Any]]]]


@dataclass(frozen=True)
class Focus:
    """The point that stills are cut around, and the slice that shows it by series (pk → index)."""

    point: Point | None
    slices: Mapping[int, int]


def stale() -> list[Case]:
    """Exhibits that are not prepared as they are now. Three queries."""
    cases = Case.objects.exhibits().select_related("showing").with_images()
    return [case for case in cases if _made_for(case) != _prepared_for(case)]


def prepare_if_shown(case: Case) -> None:
    """Prepare the case if self-study shows it and it has changed.

    What cannot be read is logged: the pages then show words, and `prepare_exhibits` tries again.
    """
    if case.state != State.PUBLISHED or case.pool != Pool.EXHIBIT:
        return
    fresh = Case.objects.select_related("showing").with_images().get(pk=case.pk)
    if _made_for(fresh) == _prepared_for(fresh):
        return
    try:
        prepare(fresh)
    except (OSError, ValueError):
        logger.warning("An exhibit could not be prepared.", exc_info=True)


def prepare(case: Case) -> Showing:
    """Compute and store what self-study shows of an exhibit.

    Seconds for a simulated one, which is drawn in part. Raises FileNotFoundError when a file of
    its images is missing.
    """
    key, series = key_of(case), list(series_of(case))
    regions, best = _outlines(key, series)
    levels = _levels(case, series, best, focal=key.extent == "focal")
    focus = _focus(series, best, levels.bodies)
    previews = {one.pk: _preview(one, focus) for one in series if one.pk in focus.slices}
    opened = _opening(series, regions, focus, previews, key)
    cuts = [
        *((one, Picture.Kind.STRIP, stills.STRIP) for one in series if one.pk in previews),
        *(
            (one, Picture.Kind.THUMBNAIL, stills.THUMBNAIL)
            for one in _for_map(case, opened)
            if one.pk in previews
        ),
    ]
    pictures = [_still(one, kind, size, focus, previews[one.pk]) for one, kind, size in cuts]
    with transaction.atomic():
        Picture.objects.filter(series__study__case=case).delete()
        Picture.objects.bulk_create(pictures)
        showing, _made = Showing.objects.update_or_create(
            case=case,
            defaults={
                "made_for": _made_for(case),
                "view": _view(opened, focus),
                "regions": regions,
                "signals": levels.signals,
                "levels": levels.bodies,
            },
        )
    return showing


def _for_map(case: Case, opened: Series) -> tuple[Series, ...]:
    """What the map shows of the case: nothing where it is one half of a pair on one patient."""
    recipe = _recipe(case)
    return () if recipe is not None and recipe.same_patient else (opened,)


def _made_for(case: Case) -> str:
    """Changes with the images and with what the key says of places; its words do not matter."""
    series = [one.content_digest for study in case.studies.all() for one in study.series.all()]
    key: Mapping[str, Any] = case.answer_key
    places = [key.get(name) for name in ("diagnosis", "extent", "ct_class", "lesions")]
    text = json.dumps([VERSION, sorted(series), places], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _prepared_for(case: Case) -> str:
    showing = getattr(case, "showing", None)
    return showing.made_for if showing else ""


def _outlines(
    key: AnswerKey, series: Sequence[Series]
) -> tuple[Regions, dict[int, tuple[float, int, Point]]]:
    """Outlines of every lesion, and by series the best cut: (weight, slice, its middle)."""
    regions: Regions = {}
    best: dict[int, tuple[float, int, Point]] = {}
    for lesion in key.lesions:
        for one in series:
            for index, polygons in outlines.cuts_of(key, lesion, one).items():
                shown = regions.setdefault(one.token, {}).setdefault(str(index), [])
                shown += [
                    {"name": outlines.name_of(lesion), "polygon": polygon} for polygon in polygons
                ]
                _keep_best(best, one, index, polygons)
    return regions, best


def _keep_best(
    best: dict[int, tuple[float, int, Point]], one: Series, index: int, polygons: Iterable[Any]
) -> None:
    slices = stills.planes(one.geometry)
    row, col = slices[index].spacing
    across = abs(index - (len(slices) - 1) / 2) * stills.step(slices)
    for polygon in polygons:
        size = outlines.area(polygon) * row * col / (1 + (across / MIDLINE) ** 4)
        middle = outlines.middle(polygon)
        if min(middle[1], one.geometry["rows"] - middle[1]) * row < EDGE:
            size /= 4
        if size > best.get(one.pk, (0.0,))[0]:
            best[one.pk] = (size, index, slices[index].point(*middle))


def _levels(
    case: Case,
    series: Sequence[Series],
    best: Mapping[int, tuple[float, int, Point]],
    *,
    focal: bool,
) -> gray.Levels:
    recipe = _recipe(case)
    if recipe is None or recipe.same_patient or len(recipe.series) != len(series):
        return gray.Levels({}, {})
    by_name = dict(zip(recipe.series, series, strict=True))  # series keep the recipe's order
    at = max(best.values(), default=(0.0, 0, (0.0, 0.0, 0.0)))[2][0]
    return gray.measure(spec_of(recipe), by_name, at, case.diagnosis_slug, focal=focal)


def _recipe(case: Case) -> CaseRecipe | None:
    stored = (case.recipe or {}).get("recipe")
    return from_plain(CaseRecipe, stored) if stored else None


def _focus(
    series: Sequence[Series],
    best: Mapping[int, tuple[float, int, Point]],
    bodies: Mapping[str, Sequence[float]],
) -> Focus:
    """The largest lesion where outlines exist; else a body in the middle, on the midline."""
    flat = [one for one in series if stills.planes(one.geometry)]
    if best:
        first = next(one.pk for one in flat if one.pk in best)
        point = best[first][2]
    elif flat:
        point = _middle(flat[0], bodies)
    else:
        return Focus(None, {one.pk: len(one.frame_digests) // 2 for one in series})
    slices = {one.pk: stills.nearest(stills.planes(one.geometry), point) for one in flat}
    if best:
        slices[first] = best[first][1]
    return Focus(point, slices)


def _middle(one: Series, bodies: Mapping[str, Sequence[float]]) -> Point:
    slices = stills.planes(one.geometry)
    plane = slices[len(slices) // 2]
    center = plane.point(one.geometry["cols"] / 2, one.geometry["rows"] / 2)
    inside = sorted(bodies.values(), key=lambda body: abs(body[2] - center[2]))
    return (inside[0][0], inside[0][1], inside[0][2]) if inside else center


def _preview(one: Series, focus: Focus) -> Any:
    pack = store.path_of("previews", one.preview_digest).read_bytes()
    return stills.preview(pack, one.preview_offsets, focus.slices[one.pk])


def _opening(
    series: Sequence[Series],
    regions: Regions,
    focus: Focus,
    previews: Mapping[int, Any],
    key: AnswerKey,
) -> Series:
    """The series on which the lesion stands out most; without outlines CT if CT shows it."""

    def contrast(one: Series) -> float:
        index = focus.slices.get(one.pk)
        shown = regions.get(one.token, {}).get(str(index), [])
        if one.pk not in previews or not shown:
            return 0.0
        spacing = (one.geometry.get("pixelSpacing") or (1.0, 1.0))[0]
        return stills.stands_out(previews[one.pk], [it["polygon"] for it in shown], spacing)

    if any(contrast(one) for one in series):
        return max(series, key=contrast)
    wanted = "MR" if key.ct_class == "occult" else "CT"
    return next((one for one in series if one.modality == wanted), series[0])


def _still(
    one: Series, kind: Picture.Kind, size: tuple[float, float, float], focus: Focus, image: Any
) -> Picture:
    index = focus.slices[one.pk]
    spacing = one.geometry.get("pixelSpacing") or (1.0, 1.0)
    center = (image.width / 2, image.height / 2)
    if focus.point is not None:
        plane: Plane = stills.planes(one.geometry)[index]
        shrunk = image.width / one.geometry["cols"]
        col, row = plane.pixel(_beside_canal(focus.point, kind, one))
        center = (col * shrunk, row * shrunk)
        spacing = (spacing[0] / shrunk, spacing[1] / shrunk)
    content, width, height = stills.cut(image, center, spacing, size)
    digest = store.put("pictures", content)
    return Picture(series=one, kind=kind, slice=index, digest=digest, width=width, height=height)


def _beside_canal(point: Point, kind: Picture.Kind, one: Series) -> Point:
    """A strip shows the canal, too, so its middle lies behind the body (LPS: + is back)."""
    back = 14.0 if kind == Picture.Kind.STRIP and one.plane == "sagittal" else 0.0
    return point[0], point[1] + back, point[2]


def _view(opened: Series, focus: Focus) -> dict[str, Any]:
    window = (opened.windows or [{}])[0]
    return {
        "series": opened.token,
        "slice": focus.slices.get(opened.pk, len(opened.frame_digests) // 2),
        "center": window.get("center"),
        "width": window.get("width"),
    }
