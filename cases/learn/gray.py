"""Gray levels of an exhibit: its own pixels inside the lesion and in healthy tissue beside it.

The simulator knows what every pixel of its own images is, so masks are exact: the stored pixels
are read where the numerical patient has lesion, marrow, disc or muscle. Real cases have no such
masks and get no gray levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread

from cases.learn.techniques import PHASES, SEQUENCES, SIMULATED
from cases.models import Frame, Series
from cases.phantom.study import CaseSpec, Study, majority
from cases.phantom.tissue import PARTS
from cases.services import store

TISSUES = {"marrow": "body", "disc": "disc", "muscle": "muscle"}
#: A tissue of fewer pixels is not measured.
FEWEST = 60
#: Slices beside the one of the lesion on which muscle is found, mm.
BESIDE = 18.0

Values = dict[str, float]


@dataclass(frozen=True)
class Levels:
    """Gray levels by sequence and tissue, and the middle of each vertebral body (LPS, mm)."""

    signals: dict[str, Values]
    bodies: dict[str, list[float]]


def measure(
    spec: CaseSpec, series: Mapping[str, Series], at: float, diagnosis: str, *, focal: bool
) -> Levels:
    """Read the gray levels of a simulated case on the slices at patient x = `at` (mm) and beside.

    `series` by the simulator's name. Healthy marrow is a measure only where the disease is focal.
    Raises FileNotFoundError when a image's file is missing.
    """
    study = Study(spec)
    signals: dict[str, Values] = {}
    asked = {one.label for one in study.scene.lesions if one.disease == diagnosis}
    for stack, protocols in study.groups():
        if stack.plane != "sagittal":
            continue
        shown = {one.name for one in protocols} & set(series)
        indices = _indices(stack.geometry().image_position_patient, at)
        masks = _masks(study, stack, indices, asked)
        if not focal:
            del masks["marrow"]
        for name in shown:
            pixels = np.stack([_pixels(series[name], index) for index in indices])
            signals[SIMULATED.get(name, name)] = _medians(pixels, masks)
    bodies = {
        vertebra.name: [round(float(v), 1) for v in _lps(vertebra.world(0, 0, 0))]
        for vertebra in study.scene.spine.vertebrae
    }
    return Levels(_by_sequence(signals), bodies)


def _indices(positions: Sequence[Sequence[float]], at: float) -> list[int]:
    across = np.array([position[0] for position in positions])
    wanted = (at, at + BESIDE if at <= 0 else at - BESIDE)
    return list(dict.fromkeys(int(np.argmin(abs(across - x))) for x in wanted))


def _masks(
    study: Study, stack: Any, indices: Iterable[int], asked: set[int]
) -> dict[str, NDArray[np.bool_]]:
    labels, parts = [], []
    for index in indices:
        slab = study.scene.slab(stack.grid(index), ("HU",))
        labels.append(majority(slab.label, stack))
        parts.append(majority(slab.part, stack))
    label, part = np.stack(labels), np.stack(parts)
    masks = {"lesion": np.isin(label, list(asked))}
    for name, of in TISSUES.items():
        masks[name] = (part == PARTS[of]) & (label == 0)
    return masks


def _pixels(series: Series, index: int) -> NDArray[np.float64]:
    """The stored image of a slice in output units."""
    frame = Frame.objects.select_related("instance").get(series=series, index=index)
    stored = dcmread(store.root() / frame.instance.file).pixel_array
    pixels: Mapping[str, Any] = series.pixels
    return np.asarray(stored * pixels["slope"] + pixels["intercept"], np.float64)


def _medians(pixels: NDArray[np.float64], masks: Mapping[str, NDArray[np.bool_]]) -> Values:
    return {
        name: round(float(np.median(pixels[mask])), 1)
        for name, mask in masks.items()
        if mask.sum() >= FEWEST
    }


def _by_sequence(signals: Mapping[str, Values]) -> dict[str, Values]:
    """By sequence of the knowledge; chemical shift holds both phases, "lesion in" and so on."""
    found = {SEQUENCES[name]: values for name, values in signals.items() if name in SEQUENCES}
    if all(name in signals for name in PHASES):
        found["chemical_shift"] = {
            f"{tissue} {phase}": value
            for name, phase in PHASES.items()
            for tissue, value in signals[name].items()
        }
    return {name: values for name, values in found.items() if _has_lesion(values)}


def _has_lesion(values: Values) -> bool:
    return any(name.startswith("lesion") for name in values)


def _lps(world: NDArray[np.float64]) -> tuple[float, float, float]:
    return float(world[0]), float(world[1]), -float(world[2])
