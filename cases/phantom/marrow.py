"""The state of marrow at some points of one bone: what disease models edit.

All arrays are one-dimensional float32 of equal length: only points in and just around the bone are
kept. Coordinates are read-only by convention; state fields are changed by `mix` or in place.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from .fields import Field
from .noise import Kind
from .patient import HU_BONE, HU_FAT, HU_MARROW_WATER
from .tissue import Values

if TYPE_CHECKING:
    from .anatomy.vertebra import Vertebra
    from .scene import Scene

Part = Literal["body", "arch", "sacrum", "rib"]
STATE = ("fat", "bone", "t1", "t2", "pd", "adc", "gd", "t2s", "hu", "cortex", "thickness")


@dataclass
class MarrowState:
    """Points of one bone part in its own frame, and the marrow there.

    fat: fat fraction 0..1; bone: bone volume fraction 0..1; t1, t2, t2s: of the marrow water (ms);
    pd: proton density of soft marrow; adc (1e-3 mm2/s); gd: contrast uptake (mmol/l); hu: added;
    cortex: 1 intact .. 0 destroyed; thickness: of the cortex (mm).
    """

    scene: "Scene"
    vertebra: "Vertebra"
    part: Part
    u: Field  # mm left
    v: Field  # mm behind the middle of the body (sacrum: behind the canal centre)
    w: Field  # mm down (sacrum: 25 mm per level from S1)
    x: Field  # world
    y: Field
    z: Field
    depth: Field  # mm inside the bone surface (positive inside)
    height: Field  # body: 0 upper plate .. 1 lower plate; elsewhere 0.5
    radius: Field  # body: section radius, 1 at the wall; elsewhere 0.5
    coarse: Field  # smooth texture of this bone, SD 1
    grain: Field  # trabecular texture of this bone, SD 1
    fat: Field
    bone: Field
    t1: Field
    t2: Field
    pd: Field
    adc: Field
    gd: Field
    t2s: Field
    thickness: Field
    hu: Field = field(init=False)
    cortex: Field = field(init=False)
    label: NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        shape = self.u.shape
        self.hu, self.cortex = np.zeros(shape, np.float32), np.ones(shape, np.float32)
        self.label = np.zeros(shape, np.uint8)

    @property
    def level(self) -> str:
        """Name of the vertebra, such as "L3"."""
        return self.vertebra.name

    def mix(self, alpha: Any, **targets: Any) -> None:
        """Move state fields towards target numbers or fields by `alpha` (0..1)."""
        for name, target in targets.items():
            old = getattr(self, name)
            setattr(self, name, (old + alpha * (target - old)).astype(np.float32, copy=False))

    def scale(self, alpha: Any, **factors: Any) -> None:
        """Multiply state fields by factors where alpha is 1."""
        for name, factor in factors.items():
            old = getattr(self, name)
            setattr(self, name, (old * (1 + alpha * (factor - 1))).astype(np.float32, copy=False))

    def mark(self, alpha: Any, label: int, threshold: float = 0.5) -> None:
        """Say that the points where alpha exceeds the threshold are lesion `label`."""
        self.label[np.broadcast_to(np.asarray(alpha) > threshold, self.label.shape)] = label

    def noise(
        self, kind: Kind, scale: float | tuple[float, float, float], key: int | str
    ) -> Field:
        """Texture in the frame of this bone; scale in mm per tile voxel."""
        return self.scene.noise(kind, (self.u, self.v, self.w), scale, key)

    def plate_distance(self, side: Literal["upper", "lower", "nearest"] = "nearest") -> Field:
        """mm to a plate of the body."""
        h = self.vertebra.height
        if side == "upper":
            return self.height * h
        if side == "lower":
            return (1 - self.height) * h
        return np.minimum(self.height, 1 - self.height) * h

    def tissue(self) -> Values:
        """The marrow as tissue numbers: mineral takes room, shortens T2 and adds HU."""
        fat, bone = np.clip(self.fat, 0, 0.98), np.clip(self.bone, 0, 1)
        room = (1 - bone) * np.exp(-1.6 * np.clip(bone - 0.08, 0, 1))
        dense = np.clip(bone - 0.1, 0, 1)
        soft = HU_FAT * fat + HU_MARROW_WATER * (1 - fat)
        return {
            "W": self.pd * (1 - fat) * room,
            "F": fat * room,
            "T1": np.maximum(self.t1, 50),
            "T2": np.maximum(self.t2 * (1 - 0.6 * dense), 4),
            "HU": (1 - bone) * soft + HU_BONE * bone + self.hu,
            "ADC": self.adc,
            "GD": np.maximum(self.gd, 0),
            "T2S": np.maximum(self.t2s * (1 - 0.6 * dense), 1),
        }
