"""Spoiled gradient echo in and out of phase."""

from dataclasses import dataclass

import numpy as np

from ..fields import Field
from ..tissue import TissueMaps
from .contrast import rates
from .spin_echo import FAT_T1

#: Part of fat that opposes water at the opposed echo, and the part of all signal that several fat
#: peaks and field spread leave where they cancel. Chosen: normal marrow drops by about half.
OPPOSING, FLOOR = 0.84, 0.42


@dataclass(frozen=True)
class GradientEcho:
    """TR, TE in ms and flip angle in degrees; `opposed` at the echo where fat opposes water."""

    tr: float
    te: float
    flip: float
    opposed: bool = False

    maps = ("W", "F", "T1", "T2", "T2S")

    def signal(self, maps: TissueMaps) -> tuple[Field, Field]:
        """Ernst signal of water and fat with T2* decay; opposed phase cancels within the voxel."""
        r1, _ = rates(maps, contrast=False)
        cosine, sine = float(np.cos(np.deg2rad(self.flip))), float(np.sin(np.deg2rad(self.flip)))
        decay = np.exp(-self.te / maps["T2S"])
        e1, ef = np.exp(-self.tr * r1), float(np.exp(-self.tr / FAT_T1))
        water = maps["W"] * sine * (1 - e1) / (1 - cosine * e1) * decay
        fat = maps["F"] * (sine * (1 - ef) / (1 - cosine * ef)) * decay
        if not self.opposed:
            return water, fat
        mixed = np.sqrt((water - OPPOSING * fat) ** 2 + (FLOOR * (water + fat)) ** 2)
        return mixed, np.zeros_like(mixed)
