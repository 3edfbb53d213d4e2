"""From signal to an MR slice: coil, saturation slab, k-space, motion, noise, magnitude.

Half of the realism of a simulated MR lies here: truncation (blur and Gibbs ringing), correlated
Rician noise, coil fall-off, the saturated and ghosted abdomen. All numbers were chosen by look.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from ..fields import Field
from .protocols import MrSettings


@dataclass(frozen=True)
class SliceConditions:
    """What a slice sees besides its tissue; images (rows, columns) or 1."""

    coil: Field
    saturation: Field
    moving: Field  # part of the tissue that moves with breath and pulse


@lru_cache(maxsize=8)
def _filters(
    shape: tuple[int, int], settings: MrSettings
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.complex64]]:
    """k-space window, edge filter and the phase ramp of fat."""
    rows, columns = fft.fftfreq(shape[0])[:, None], fft.fftfreq(shape[1])[None]

    def window(k: NDArray[np.float64], part: float) -> NDArray[np.float64]:
        e = np.abs(k) / (0.5 * part)
        soft = settings.taper + (1 - settings.taper) * np.cos(np.pi / 2 * np.clip(e, 0, 1)) ** 2
        return np.where(e <= 1, soft, 0)

    inside = window(rows, settings.coverage[1]) * window(columns, settings.coverage[0])
    boost = 1 + settings.edge_boost * np.exp(-(((np.hypot(rows, columns) - 0.22) / 0.10) ** 2))
    ramp = np.exp(-2j * np.pi * columns * settings.chemical_shift)
    return inside.astype(np.float32), boost.astype(np.float32), ramp.astype(np.complex64)


def _ghost(rows: int, settings: MrSettings, rng: np.random.Generator) -> NDArray[np.float32]:
    """Modulation of the moving tissue per phase line: breathing and random."""
    line = fft.fftfreq(rows) * rows
    breath = 0.55 * np.sin(2 * np.pi * np.abs(line) / 9.3 + rng.uniform(0, 6))
    both = breath + 0.45 * rng.standard_normal(rows)
    return (settings.motion * both * np.clip(np.abs(line) / 6, 0, 1))[:, None].astype(np.float32)


def acquire(
    water: Field,
    fat: Field,
    conditions: SliceConditions,
    settings: MrSettings,
    rngs: tuple[np.random.Generator, np.random.Generator],
) -> Field:
    """One magnitude image from sub-slices (sample, rows, columns); rngs: motion and noise."""
    shape = water.shape[1:]
    inside, boost, ramp = _filters((shape[0], shape[1]), settings)
    weight = conditions.coil * conditions.saturation if settings.saturation else conditions.coil
    w, f = water.mean(0) * weight, fat.mean(0) * weight
    shifted = settings.chemical_shift > 0
    k = fft.fft2(w) + fft.fft2(f) * ramp if shifted else fft.fft2(w + f)
    if settings.motion > 0:
        k += fft.fft2((w + f) * conditions.moving) * _ghost(shape[0], settings, rngs[0])
    size = settings.noise * float(np.sqrt(w.size / (inside > 0).mean()))
    real = rngs[1].standard_normal((2, *shape), np.float32)
    noise = (real[0] + 1j * real[1]) * np.float32(size)
    k = (k * inside + noise * (inside > 0) * (0.55 + 0.45 * inside)) * boost
    image = np.abs(fft.ifft2(k)).astype(np.float32)
    if settings.distortion:
        image = _distort(image, settings.distortion, rngs[0])
    return image


def _distort(image: Field, size: float, rng: np.random.Generator) -> Field:
    """Echo-planar geometric distortion along the phase direction, smooth, in pixels."""
    rows, columns = image.shape
    field = ndimage.gaussian_filter(rng.standard_normal(image.shape), min(image.shape) / 9)
    field *= size / max(float(field.std()), 1e-9)
    grid = np.mgrid[0:rows, 0:columns].astype(np.float32)
    grid[1] += field.astype(np.float32)
    out: Field = ndimage.map_coordinates(image, grid, order=1, mode="nearest", output=np.float32)
    return out
