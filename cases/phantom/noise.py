"""Texture that belongs to the patient: periodic tiles looked up by coordinate.

Every grid asks the same tiles at the same millimetre, so CT and MR show one bone. The tiles are
the same for everybody; a patient owns only the offsets, drawn from its seed and a key (any
integer or text: two keys never share a texture).
"""

import zlib
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from .fields import Field

Kind = Literal["fbm", "rough", "blob", "fine"]
SIZE = 64  # tile voxels a side in which scales are stated
FINE = 128  # the same tile, interpolated, for the fast look-up
#: Spectrum of each kind: falling power, lowest and highest wave number per tile. Chosen by look.
SPECTRA: dict[Kind, tuple[float, float, float]] = {
    "fbm": (3.0, 2, 24),
    "rough": (1.6, 3, 22),
    "blob": (0.0, 5, 9),
    "fine": (0.0, 12, 22),
}
#: From this many mm per tile voxel on, look-up is linear instead of nearest.
LINEAR_FROM = 2.01


@lru_cache(maxsize=8)
def tile(kind: Kind, size: int) -> NDArray[np.float32]:
    """A periodic tile of `size`^3 with mean 0 and SD 1; both sizes show the same texture."""
    power, low, high = SPECTRA[kind]
    rng = np.random.default_rng(zlib.crc32(kind.encode()))
    spectrum = fft.rfftn(rng.standard_normal((SIZE, SIZE, SIZE), np.float32))
    k, kz = fft.fftfreq(SIZE) * SIZE, fft.rfftfreq(SIZE) * SIZE
    radius = np.sqrt(k[:, None, None] ** 2 + k[None, :, None] ** 2 + kz**2)
    spectrum *= np.where(
        (radius >= low) & (radius <= high), np.maximum(radius, 1) ** (-power / 2), 0
    )
    half = SIZE // 2
    wide = np.zeros((size, size, size // 2 + 1), spectrum.dtype)
    for a in (slice(0, half), slice(-half, None)):
        for b in (slice(0, half), slice(-half, None)):
            wide[a, b, : half + 1] = spectrum[a, b]
    out = fft.irfftn(wide, s=(size, size, size)).astype(np.float32)
    return np.asarray((out - out.mean()) / out.std(), np.float32)


class Noise:
    """Noise look-up of one patient."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._offsets: dict[int | str, tuple[float, float, float]] = {}

    def offset(self, key: int | str) -> tuple[float, float, float]:
        """Where in the tile this key starts (tile voxels)."""
        if key not in self._offsets:
            code = zlib.crc32(str(key).encode())
            x, y, z = np.random.default_rng([self.seed, code]).uniform(0, SIZE, 3)
            self._offsets[key] = (float(x), float(y), float(z))
        return self._offsets[key]

    def __call__(
        self,
        kind: Kind,
        point: tuple[Field, Field, Field],
        scale: float | tuple[float, float, float],
        key: int | str,
    ) -> Field:
        """Texture at `point` (mm, broadcastable); `scale` is mm per tile voxel and axis."""
        scales = (scale, scale, scale) if isinstance(scale, int | float) else scale
        offset = self.offset(key)
        if max(scales) >= LINEAR_FROM:
            shape = np.broadcast(*point).shape
            where = np.empty((3, *shape), np.float32)
            for axis in range(3):
                where[axis] = point[axis] * (1 / scales[axis]) + offset[axis]
            out: Field = ndimage.map_coordinates(
                tile(kind, SIZE), where, order=1, mode="grid-wrap", output=np.float32
            )
            return out
        ratio = FINE // SIZE
        index = np.zeros((), np.int32)
        for axis in range(3):
            cell = np.floor(point[axis] * (ratio / scales[axis]) + offset[axis] * ratio)
            cell_index = cell.astype(np.int32) & (FINE - 1)
            index = cell_index if axis == 0 else index * FINE + cell_index
        return tile(kind, FINE).reshape(-1).take(index)
