"""The scanner around one stack: coil, saturation, per-slice randomness, stored values."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..anatomy.background import front_distance
from ..fields import Field, step
from ..grid import Stack
from ..slab import Slab
from .ct import CtScanner
from .diffusion import Diffusion, apparent_diffusion
from .mr_acquisition import SliceConditions, acquire
from .protocols import SeriesProtocol

if TYPE_CHECKING:
    from ..scene import Scene

MR_MAX = 4095


class Scanner:
    """Turns slabs of one stack into stored images."""

    def __init__(self, scene: "Scene", stack: Stack) -> None:
        self.scene, self.stack = scene, stack
        rng = scene.patient.rng("scanner")
        #: Signal that the saturation slab leaves, its distance in front of the column, its edge
        #: (mm) and how much of the column's slant it follows; chosen ranges.
        self.saturation_depth = float(rng.uniform(0.12, 0.34))
        self.saturation_ahead = float(rng.uniform(10, 24))
        self.saturation_edge = float(rng.uniform(9, 19))
        self.saturation_slant = float(rng.uniform(0.4, 0.85))
        #: Failing fat suppression towards the ends of the field of view.
        self.failure = float(rng.gamma(1.5, 0.6))
        self.ct = CtScanner(noise=float(np.clip(scene.patient.rng("ct").normal(42, 6), 28, 60)))

    def image(self, slab: Slab, protocol: SeriesProtocol, k: int) -> NDArray[Any]:
        """Slice k of a series: uint16 (MR) or int16 HU (CT)."""
        if protocol.sequence is None:
            rng = self.scene.patient.rng(f"{protocol.name} {k}")
            hu = self.ct.reconstruct(self.stack.to_image(slab.maps["HU"]), self.stack.pixel, rng)
            return np.clip(np.rint(hu), -1024, 3071).astype(np.int16)
        conditions = self._conditions(slab)
        if protocol.name == "ADC":
            low = self._acquired(slab, protocol, conditions, k, Diffusion(0))
            high = self._acquired(slab, protocol, conditions, k, protocol.sequence)
            adc = apparent_diffusion(low, high, 800, 3.5 * protocol.mr.noise)
            return np.rint(adc * 1000).astype(np.uint16)
        image = self._acquired(slab, protocol, conditions, k, protocol.sequence)
        return np.clip(np.rint(image * protocol.mr.scale), 0, MR_MAX).astype(np.uint16)

    def _acquired(
        self,
        slab: Slab,
        protocol: SeriesProtocol,
        conditions: SliceConditions,
        k: int,
        sequence: Any,
    ) -> Field:
        patient, stack = self.scene.patient, self.stack
        name = "DWI" if protocol.name == "ADC" and sequence.b else protocol.name
        water, fat = (stack.to_image(q) for q in sequence.signal(slab.maps))
        if getattr(sequence, "fat", 1.0) < 1:
            fat = fat * self._failed_suppression(slab)
        rngs = (patient.rng(f"motion {name}"), patient.rng(f"{name} {k}"))
        if protocol.mr.distortion:
            rngs = (patient.rng("echo planar"), rngs[1])
        return acquire(water, fat, conditions, protocol.mr, rngs)

    def _conditions(self, slab: Slab) -> SliceConditions:
        """Coil map, saturation slab and moving tissue as images."""
        front = np.broadcast_to(front_distance(self.scene, slab), slab.grid.shape)
        middle = slab.grid.shape[0] // 2
        skin = self.scene.surface.skin_at(slab.z)
        depth = np.clip(skin - slab.y, 0, None)
        coil = 0.74 + 0.42 * np.exp(-depth * (1 / 60.0))
        if self.stack.plane == "sagittal":
            z = slab.grid.z[:, None]
            half = 0.5 * float(z[-1, 0] - z[0, 0])
            coil = coil[0] * (1 - 0.45 * np.clip(np.abs(z) / half, 0, 1) ** 3.2)
            moving = step(2, 30, front[middle])
            return SliceConditions(coil.astype(np.float32), self._saturation(slab), moving)
        one = np.ones((1, 1), np.float32)
        column = np.broadcast_to(coil, (1, *slab.grid.shape[1:])).mean(1)[0][:, None]
        moving = step(8, 40, front.mean(1)).T
        return SliceConditions(column.astype(np.float32), one, moving)

    def _failed_suppression(self, slab: Slab) -> Field:
        """Factor of fat signal (rows, 1): suppression fails where the field is less even."""
        if self.stack.plane != "sagittal":
            return np.ones((1, 1), np.float32)
        z = slab.grid.z[:, None]
        end = np.abs(z) / float(np.abs(z).max())
        low = 1 + 0.25 * np.sin(z * 0.021 + self.failure * 5)
        return (low + 1.2 * self.failure * end**5).astype(np.float32)

    def _saturation(self, slab: Slab) -> Field:
        """A straight oblique slab in front of the column darkens and calms the abdomen."""
        _, y, z = slab.grid.axes()
        y, z = y[0], z[0]
        vs = [v for v in self.scene.spine.vertebrae if v.region != "S"]
        walls = np.array([v.world(0, -v.half_depth, 0)[1:] for v in vs])
        seen = walls[(walls[:, 1] > float(z.min())) & (walls[:, 1] < float(z.max()))]
        if len(seen) < 2:
            return np.ones((1, 1), np.float32)
        slope, offset = np.polyfit(seen[:, 1], seen[:, 0], 1)
        middle = seen[:, 1].mean()
        line = slope * self.saturation_slant * (z - middle) + slope * middle + offset
        at_bodies = np.interp(seen[:, 1], z[:, 0], line[:, 0])
        line = line + min(0.0, float((seen[:, 0] - at_bodies).min()))
        ahead = line - self.saturation_ahead - y
        depth, edge = self.saturation_depth, self.saturation_edge
        keep = depth + (1 - depth) * (1 - step(-0.7 * edge, edge, ahead))
        return keep.astype(np.float32)
