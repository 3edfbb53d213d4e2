"""The working set of one slice: its samples, maps, labels and canal coordinates."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .anatomy.canal_curve import CanalCoordinates, CanalCurve
from .fields import Field
from .grid import Box, Grid
from .tissue import PARTS, TissueMaps

#: mm between the samples of the first, coarse pass over a shape (at most every third sample).
STRIDE = 1.8
Distance = Callable[[Field, Field, Field], Field]


class Points(NamedTuple):
    """Some samples of a slab: flat indices and world coordinates, all one-dimensional."""

    flat: NDArray[np.intp]
    x: Field
    y: Field
    z: Field

    def take(self, keep: NDArray[np.bool_]) -> "Points":
        """The points where `keep` is true."""
        return Points(self.flat[keep], self.x[keep], self.y[keep], self.z[keep])


@dataclass
class PlaneCache:
    """Canal coordinates on the (z', y') plane of a grid, and fields derived from them."""

    canal: CanalCoordinates
    derived: dict[str, Field]

    @classmethod
    def of(cls, curve: CanalCurve, grid: Grid) -> "PlaneCache":
        """Coordinates of a grid; arrays are broadcastable to it, shape (1, z', y')."""
        _, y, z = grid.axes()
        return cls(curve.at(y, z), {})

    def get(self, name: str, make: Callable[[], Field]) -> Field:
        """A field that only depends on the plane, computed once."""
        if name not in self.derived:
            self.derived[name] = make()
        return self.derived[name]


class Slab:
    """What is drawn into while one slice is made."""

    def __init__(self, grid: Grid, maps: TissueMaps, plane: PlaneCache) -> None:
        self.grid, self.maps, self.plane = grid, maps, plane
        self.x, self.y, self.z = grid.axes()
        self.label = np.zeros(grid.shape, np.uint8)
        self.part = np.zeros(grid.shape, np.uint8)
        self.pixel = max(grid.pixel, 0.5)

    @property
    def canal(self) -> CanalCoordinates:
        """Canal coordinates, broadcastable to the slab."""
        return self.plane.canal

    def near(
        self, corners: NDArray[np.float64], distance: Distance, margin: float
    ) -> Points | None:
        """Samples with distance < margin inside a box of world corners.

        A strided pass finds the neighbourhood, so that shapes cost by their surface and volume and
        not by their box. Some samples beyond the margin may be returned.
        """
        box = self.grid.box(corners)
        if box is None:
            return None
        strides = [max(1, min(3, round(STRIDE / self.grid.spacing(k)))) for k in range(3)]
        parts = [np.arange(s.start, s.stop) for s in box]
        picks = [p[min(k // 2, len(p) - 1) :: k] for p, k in zip(parts, strides, strict=True)]
        x = self.grid.x[picks[0]][:, None, None]
        y, z = self.grid.world(
            self.grid.y[picks[2]][None, None, :], self.grid.z[picks[1]][None, :, None]
        )
        reach = [self.grid.spacing(k) * max(s // 2, 0.5) for k, s in enumerate(strides)]
        slack = 1.5 * float(np.sqrt(sum(r * r for r in reach)))
        keep = np.broadcast_to(distance(x, y, z) < margin + slack, tuple(len(p) for p in picks))
        return self._expand(keep, box, strides)

    def _expand(self, keep: NDArray[np.bool_], box: Box, strides: list[int]) -> Points | None:
        """All samples of the strided cells that are kept."""
        if not keep.any():
            return None
        for axis, k in enumerate(strides):
            if k > 1:
                keep = np.repeat(keep, k, axis=axis)
        lengths = [s.stop - s.start for s in box]
        if any(n > m for n, m in zip(lengths, keep.shape, strict=True)):
            pad = [(0, max(0, n - m)) for n, m in zip(lengths, keep.shape, strict=True)]
            keep = np.pad(keep, pad, mode="edge")
        hits = np.nonzero(keep[: lengths[0], : lengths[1], : lengths[2]])
        i, k, j = (hit + s.start for hit, s in zip(hits, box, strict=True))
        _, nz, ny = self.grid.shape
        y, z = self.grid.world(self.grid.y[j], self.grid.z[k])
        return Points((i * nz + k) * ny + j, self.grid.x[i], y, z)

    def planes(self, first: int, count: int) -> "Slab":
        """Some of the planes across the slab, as a slab of their own (views)."""
        pick = slice(first, first + count)
        maps = TissueMaps((0,), self.maps.names)
        maps.fields = {name: field[pick] for name, field in self.maps.fields.items()}
        out = Slab.__new__(Slab)
        out.grid, out.maps, out.plane = replace(self.grid, x=self.grid.x[pick]), maps, self.plane
        out.x, out.y, out.z = out.grid.axes()
        out.label, out.part, out.pixel = self.label[pick], self.part[pick], self.pixel
        return out

    def on_plane(self, field: Field, index: NDArray[np.intp]) -> Field:
        """Values of a (1, z', y') field at flat slab indices."""
        _, nz, ny = self.grid.shape
        full = np.broadcast_to(field, (1, nz, ny)).reshape(-1)
        return full[index % (nz * ny)]

    def mark_part(self, index: NDArray[np.intp], inside: NDArray[np.bool_], part: str) -> None:
        """Say what the samples mostly are."""
        self.part.reshape(-1)[index[inside]] = PARTS[part]

    def mark_lesion(self, alpha: Any, label: int, threshold: float = 0.5) -> None:
        """Label samples (whole slab) where alpha exceeds the threshold."""
        self.label[np.broadcast_to(alpha > threshold, self.label.shape)] = label
