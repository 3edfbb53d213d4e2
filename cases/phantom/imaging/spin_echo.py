"""Fast spin echo: T1, T2 and fat-suppressed T1 after contrast (effective echo time)."""

from dataclasses import dataclass

import numpy as np

from ..fields import Field
from ..tissue import TissueMaps
from .contrast import rates

#: Fat as one component at 1.5 T (ms); fast spin echo raises its effective T2.
FAT_T1, FAT_T2 = 265.0, 118.0


@dataclass(frozen=True)
class SpinEcho:
    """TR and TE in ms; `fat` is what fat suppression leaves of the fat signal."""

    tr: float
    te: float
    fat: float = 1.0
    contrast: bool = False

    @property
    def maps(self) -> tuple[str, ...]:
        """Maps that the signal needs."""
        return ("W", "F", "T1", "T2", *(("GD",) if self.contrast else ()))

    def signal(self, maps: TissueMaps) -> tuple[Field, Field]:
        """Signal of water and of fat: PD (1 - exp(-TR R1)) exp(-TE R2)."""
        r1, r2 = rates(maps, self.contrast)
        water = maps["W"] * (1 - np.exp(-self.tr * r1)) * np.exp(-self.te * r2)
        fat = (1 - float(np.exp(-self.tr / FAT_T1))) * float(np.exp(-self.te / FAT_T2)) * self.fat
        return water, maps["F"] * fat
