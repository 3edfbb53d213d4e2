"""Which exhibits show an entity, and which two show a pair."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from cases.models import Case, Picture, Provenance, Series


@dataclass(frozen=True)
class Chosen:
    """Exhibits by entity.

    `own`: the one that shows an entity best. `pair`: both entities in one and the same patient;
    where there is no such patient, the own exhibits of those that have one.
    """

    own: dict[str, Case]
    pair: dict[str, Case]
    one_patient: bool


@dataclass(frozen=True)
class _Row:
    pk: int
    diagnosis: str
    patient: str
    real: bool


def choose(slug: str, other: str) -> Chosen:
    """The exhibits of two entities, apart and together.

    Real cases come before simulated ones, and a case of its own before half of a pair. Constant
    queries: one to choose, four to load, none to load where there is nothing.
    """
    rows = _rows((slug, other))
    own = {name: pk for name in (slug, other) if (pk := _best(rows, name)) is not None}
    together = _together(rows, slug, other)
    loaded = load({*own.values(), *together.values()})
    return Chosen(
        own={name: loaded[pk] for name, pk in own.items()},
        pair={name: loaded[pk] for name, pk in (together or own).items()},
        one_patient=bool(together),
    )


def _rows(diagnoses: Iterable[str]) -> list[_Row]:
    shown = Case.objects.exhibits().filter(showing__isnull=False)
    cases = shown.filter(diagnosis_slug__in=set(diagnoses))
    fields = ("pk", "diagnosis_slug", "recipe__recipe__same_patient", "provenance")
    return [
        _Row(pk, diagnosis, patient or "", provenance == Provenance.REAL)
        for pk, diagnosis, patient, provenance in cases.order_by("pk").values_list(*fields)
    ]


def _together(rows: Iterable[_Row], slug: str, other: str) -> dict[str, int]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row.patient:
            found.setdefault(row.patient, {})[row.diagnosis] = row.pk
    return next((one for one in found.values() if slug in one and other in one), {})


def _best(rows: Iterable[_Row], slug: str) -> int | None:
    own = [row for row in rows if row.diagnosis == slug]
    if not own:
        return None
    return min(own, key=lambda row: (not row.real, bool(row.patient), row.pk)).pk


def load(pks: Collection[int]) -> dict[int, Case]:
    """Exhibits with everything that their viewer needs. Four queries, none for nobody."""
    stills = Prefetch("pictures", Picture.objects.filter(kind=Picture.Kind.STRIP))
    series = Prefetch(
        "studies__series",
        Series.objects.filter(frames_ready=True).order_by("order", "pk").prefetch_related(stills),
    )
    cases: Any = Case.objects.exhibits().select_related("showing").prefetch_related(series)
    found: dict[int, Case] = cases.in_bulk(list(pks)) if pks else {}
    return found


def series_in(case: Case) -> list[Series]:
    """The loaded series of a chosen exhibit, in the educator's order. No query."""
    return [one for study in case.studies.all() for one in study.series.all()]


def view_on(case: Case, opened: Series) -> dict[str, Any]:
    """Where a loaded exhibit opens on this series: the key view, or the slice of its still."""
    view: dict[str, Any] = dict(case.showing.view)
    if opened.token == view.get("series"):
        return view
    still = next(iter(opened.pictures.all()), None)
    view = {"series": opened.token, "slice": still.slice if still else 0}
    if opened.windows:
        view |= {name: opened.windows[0][name] for name in ("center", "width")}
    return view
