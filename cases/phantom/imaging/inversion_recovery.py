"""Short-tau inversion recovery (STIR)."""

from dataclasses import dataclass

import numpy as np

from ..fields import Field
from ..tissue import TissueMaps
from .contrast import rates


@dataclass(frozen=True)
class InversionRecovery:
    """TR, TE and TI in ms; `fat` is the signal that the null of fat leaves."""

    tr: float
    te: float
    ti: float
    fat: float = 0.028

    maps = ("W", "F", "T1", "T2")

    def signal(self, maps: TissueMaps) -> tuple[Field, Field]:
        """PD |1 - 2 exp(-TI R1) + exp(-TR R1)| exp(-TE R2), fat near its null."""
        r1, r2 = rates(maps, contrast=False)
        recovery = np.abs(1 - 2 * np.exp(-self.ti * r1) + np.exp(-self.tr * r1))
        return maps["W"] * recovery * np.exp(-self.te * r2), maps["F"] * self.fat
