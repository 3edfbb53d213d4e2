"""Foci of compact bone: islands, osteopoikilosis, tuberous sclerosis, blastic disease."""

import numpy as np

from ..fields import Field
from ..marrow import MarrowState
from ..patient import HU_BONE, HU_FAT, HU_MARROW_WATER
from .draws import Draws
from .shapes import Focus

#: Attenuation of the soft part around the mineral of a dense focus (half fat, half water), HU.
SOFT = 0.5 * (HU_FAT + HU_MARROW_WATER)


def bone_for(hounsfield: float) -> float:
    """Bone volume fraction that gives this attenuation (HU), 0.05..0.97."""
    return float(np.clip((hounsfield - SOFT) / (HU_BONE - SOFT), 0.05, 0.97))


def densities(
    d: Draws, count: int, mean: float, sd: float, low: float, high: float
) -> list[float]:
    """Bone volume fractions of `count` foci: HU from a normal distribution.

    A patient's foci resemble each other: half of the variance is the patient's, half the focus's.
    """
    share = sd * 0.7071
    center = d.normal(mean, share, low, high)
    return [round(bone_for(d.normal(center, share, low, high)), 4) for _ in range(count)]


def brushed(
    state: MarrowState, focus: Focus, spikes: float, fineness: float = 0.16
) -> Field | None:
    """mm to the surface of a focus with a brush border of spicules, or None when out of reach.

    spikes: how far spicules reach, relative to the radius (0 smooth, 0.3 thorny); fineness: of the
    spicules over direction, smaller is finer.
    """
    plain = focus.distance(state, roughness=0.0)
    if plain is None:
        return None
    smallest = min(focus.radii)
    q = plain / smallest + 1
    u, v, w = (
        (axis - c) / (r * np.maximum(q, 0.15))
        for axis, c, r in zip((state.u, state.v, state.w), focus.center, focus.radii, strict=True)
    )
    direction = state.scene.noise(
        "fine", (0.9 * u, 0.9 * v, 0.6 * w), fineness, f"spicules {focus.key}"
    )
    lobes = state.scene.noise("blob", (u, v, w), 0.5, f"lobes {focus.key}")
    reach = spikes * np.clip(direction, -0.3, 2.2) * np.clip(q - 0.6, 0, 1)
    out: Field = (q - 1 - reach - 0.06 * lobes) * smallest
    return out
