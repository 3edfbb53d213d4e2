"""Diffusion-weighted echo planar imaging, and the ADC map made from it."""

from dataclasses import dataclass

import numpy as np

from ..fields import Field
from ..tissue import TissueMaps


@dataclass(frozen=True)
class Diffusion:
    """b in s/mm2, TR and TE in ms; `fat` is what fat suppression leaves."""

    b: float
    tr: float = 4200
    te: float = 74
    fat: float = 0.02

    maps = ("W", "F", "T1", "T2", "ADC")

    def signal(self, maps: TissueMaps) -> tuple[Field, Field]:
        """PD (1 - exp(-TR/T1)) exp(-TE/T2) exp(-b ADC)."""
        water = maps["W"] * (1 - np.exp(-self.tr / maps["T1"])) * np.exp(-self.te / maps["T2"])
        water = water * np.exp(-self.b * 1e-3 * maps["ADC"])
        return water, maps["F"] * self.fat


def apparent_diffusion(low: Field, high: Field, b: float, floor: float) -> Field:
    """ADC (1e-3 mm2/s) from images at b 0 and b; 0 where the signal is at or under `floor`."""
    ratio = np.log(np.maximum(low, 1e-4) / np.maximum(high, 1e-4)) * (1e3 / b)
    return np.where(low > floor, np.clip(ratio, 0, 3.5), 0).astype(np.float32)
