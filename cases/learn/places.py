"""Which slice of an exhibit shows a finding: most are in the middle, some lie beside it."""

from __future__ import annotations

from typing import Any

from cases import outlines
from cases.learn import exhibits, stills
from cases.models import Case, Series

#: Findings beside the midline: how far from the middle of the bodies they lie, mm.
BESIDE = {
    "pedicle-destruction": (11.0, 18.0),
    "sacral-h": (19.0, 32.0),
    "large-liver-spleen": (19.0, 35.0),
}
#: Of these the patient's left side shows it (LPS: + is left).
LEFT = frozenset({"large-liver-spleen"})


def view_for(finding: str, case: Case, opened: Series) -> dict[str, Any]:
    """Where the viewer opens on this series to show the finding. No query for a loaded case."""
    view = exhibits.view_on(case, opened)
    if finding in BESIDE and opened.plane == "sagittal":
        slice_ = _beside(finding, case, opened)
    elif opened.plane == "axial" and not _outlined(case, opened):
        # Nothing is outlined where all is changed: an end of the stack shows the least of it.
        slice_ = len(opened.frame_digests) // 2
    else:
        slice_ = None
    return view if slice_ is None else view | {"slice": slice_}


def _outlined(case: Case, one: Series) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = case.showing.regions.get(one.token, {})
    return found


def _beside(finding: str, case: Case, one: Series) -> int | None:
    """The slice in reach with most outlined, or farthest out; None where the stack has none."""
    near, far = BESIDE[finding]
    slices, outlined = stills.planes(one.geometry), _outlined(case, one)
    middle = _middle(case, slices)
    away = {index: float(plane.origin[0]) - middle for index, plane in enumerate(slices)}
    if finding not in LEFT:
        away = {index: abs(x) for index, x in away.items()}
    inside = [index for index, x in away.items() if near <= x <= far]

    def shown(index: int) -> tuple[float, float]:
        polygons = [it["polygon"] for it in outlined.get(str(index), [])]
        return sum(map(outlines.area, polygons)), away[index]

    return max(inside, key=shown, default=None)


def _middle(case: Case, slices: list[stills.Plane]) -> float:
    """Where the midline lies (LPS x, mm): of the bodies, or else of the stack."""
    bodies = [point[0] for point in case.showing.levels.values()]
    known = bodies or [float(plane.origin[0]) for plane in slices]
    return sum(known) / len(known) if known else 0.0
