"""Tissues as numbers, and the maps that a scene fills.

Effective values at 1.5 T chosen so that fast spin echo images look right (see docs/simulator.md);
CSF T1/T2 after Drake-Perez 2018, fat T1 245-265 ms. W and F: proton density of water and fat
relative to CSF; T1, T2, T2S (T2*) of water in ms; HU; ADC in 1e-3 mm2/s; GD: uptake in mmol/l.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fields import Field

MAPS = ("W", "F", "T1", "T2", "HU", "ADC", "GD", "T2S")
MR_MAPS = ("W", "F", "T1", "T2")


class Tissue(NamedTuple):
    """One homogeneous tissue."""

    W: float
    F: float
    T1: float
    T2: float
    HU: float
    ADC: float
    GD: float
    T2S: float = 30.0


TISSUES: dict[str, Tissue] = {
    "air": Tissue(0, 0, 1000, 50, -1000, 0, 0),
    "gas": Tissue(0.02, 0, 1000, 20, -900, 0.5, 0, 3),
    "skin": Tissue(0.45, 0.10, 700, 30, 30, 0.8, 0.10),
    "fat": Tissue(0.07, 0.93, 900, 45, -102, 0.4, 0.02, 45),
    "septum": Tissue(0.45, 0.30, 900, 30, -20, 0.8, 0.05),
    "muscle": Tissue(0.80, 0.03, 950, 38, 56, 1.4, 0.06),
    "ligament": Tissue(0.28, 0.02, 900, 14, 75, 0.5, 0.02, 5),
    "flavum": Tissue(0.45, 0.04, 900, 22, 65, 0.7, 0.03, 10),
    "fascia": Tissue(0.30, 0.05, 900, 16, 60, 0.5, 0.02, 8),
    "cortex": Tissue(0.05, 0, 800, 6, 1350, 0.2, 0, 2),
    "csf": Tissue(1.00, 0, 3800, 1400, 8, 3.0, 0, 400),
    "cord": Tissue(0.78, 0, 880, 84, 36, 0.9, 0.01, 50),
    "root": Tissue(0.72, 0, 900, 66, 34, 1.2, 0.02, 40),
    "dura": Tissue(0.35, 0, 900, 20, 50, 0.6, 0.10),
    "blood": Tissue(0.10, 0, 1200, 90, 44, 1.5, 0),
    "vein": Tissue(0.80, 0, 1250, 110, 45, 1.5, 1.3, 40),
    "vessel wall": Tissue(0.55, 0.05, 950, 40, 50, 1.0, 0.20),
    "organ": Tissue(0.82, 0.03, 780, 52, 55, 1.1, 0.5),
    "liver": Tissue(0.80, 0.04, 560, 46, 60, 1.1, 0.6, 25),
    "kidney": Tissue(0.84, 0.01, 950, 80, 32, 2.0, 0.9, 50),
    "spleen": Tissue(0.84, 0.01, 1050, 75, 48, 0.8, 0.8, 40),
    "bowel": Tissue(0.85, 0.02, 1100, 90, 30, 1.8, 0.3),
    "bowel wall": Tissue(0.80, 0.05, 900, 55, 40, 1.3, 0.5),
    "stool": Tissue(0.55, 0.08, 700, 60, 25, 1.0, 0.02, 8),
    "fluid": Tissue(0.98, 0, 2800, 700, 12, 2.4, 0.02, 200),
    "pus": Tissue(0.92, 0, 1700, 180, 24, 0.8, 0.05, 60),
    "tumor": Tissue(0.88, 0.01, 1150, 86, 48, 0.85, 0.75, 40),
    "lung": Tissue(0.12, 0, 900, 30, -830, 1.0, 0.05, 2),
    "cartilage": Tissue(0.72, 0, 900, 40, 95, 1.4, 0.10, 20),
    "ganglion": Tissue(0.80, 0, 950, 75, 40, 1.3, 0.35, 30),
    "bone": Tissue(0.30, 0.25, 640, 40, 420, 0.4, 0.10, 12),
}

Values = dict[str, Any]


def values_of(tissue: str, **over: Any) -> Values:
    """The numbers of a tissue as a dictionary, some replaced by numbers or fields."""
    return TISSUES[tissue]._asdict() | over


#: What a voxel mostly is, for measuring and for checks.
PARTS = {
    "other": 0,
    "body": 1,
    "arch": 2,
    "sacrum": 3,
    "disc": 4,
    "muscle": 5,
    "csf": 6,
    "rib": 7,
    "mass": 8,
}


class TissueMaps:
    """Float32 maps of one slab, all of one shape (x, z', y')."""

    def __init__(self, shape: tuple[int, ...], names: tuple[str, ...] = MAPS) -> None:
        self.names = names
        air = TISSUES["air"]._asdict()
        self.fields: dict[str, Field] = {m: np.full(shape, air[m], np.float32) for m in names}

    def __getitem__(self, name: str) -> Field:
        return self.fields[name]

    def blend(self, alpha: Field, values: Values, box: Any = ...) -> None:
        """Mix every map towards `values` by `alpha` (0..1, broadcastable to the box)."""
        for name in self.names:
            view = self.fields[name][box]
            view += alpha * (values[name] - view)

    def paint(self, alpha: Field, tissue: str, box: Any = ..., **over: Any) -> None:
        """Mix towards a named tissue; only where alpha counts when that is a small part."""
        values = values_of(tissue, **over)
        if box is ... and np.ndim(alpha) == 3 and alpha.shape == self.fields[self.names[0]].shape:
            where = np.flatnonzero(alpha > 0.004)
            if len(where) < 0.3 * alpha.size:
                plain = all(np.ndim(v) == 0 for v in values.values())
                if plain:
                    self.blend_points(where, alpha.reshape(-1)[where], values)
                    return
        self.blend(alpha, values, box)

    def blend_points(self, index: NDArray[np.intp], alpha: Field, values: Values) -> None:
        """Mix at flat indices; alpha and field values are one-dimensional."""
        keep = np.flatnonzero(alpha > 0.003)
        if not len(keep):
            return
        if len(keep) < 0.7 * len(index):
            index, alpha = index[keep], alpha[keep]
            values = {k: v[keep] if np.ndim(v) else v for k, v in values.items()}
        for name in self.names:
            flat = self.fields[name].reshape(-1)
            old = flat[index]
            flat[index] = old + alpha * (values[name] - old)

    def paint_points(
        self, index: NDArray[np.intp], alpha: Field, tissue: str, **over: Any
    ) -> None:
        """Mix a named tissue at flat indices."""
        self.blend_points(index, alpha, values_of(tissue, **over))
