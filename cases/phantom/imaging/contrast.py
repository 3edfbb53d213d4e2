"""Relaxation rates, with and without gadolinium."""

import numpy as np

from ..fields import Field
from ..tissue import TissueMaps

#: Relaxivities of common gadolinium chelates at 1.5 T, 1/(mmol/l ms).
R1, R2 = 4.5e-3, 5.5e-3


def rates(maps: TissueMaps, contrast: bool) -> tuple[Field, Field]:
    """R1 and R2 of tissue water (1/ms)."""
    r1, r2 = 1 / maps["T1"], 1 / maps["T2"]
    if contrast:
        r1, r2 = r1 + R1 * maps["GD"], r2 + R2 * maps["GD"]
    return r1.astype(np.float32, copy=False), r2.astype(np.float32, copy=False)
