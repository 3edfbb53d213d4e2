"""The smooth curve of the spinal canal and its coordinates.

Canal, sac, roots, fat, vessels and muscles follow (r, level): millimetres behind the canal centre
and the continuous level number (5.0 is mid-body L3, 5.5 its disc). Bones never follow it: in
lordosis it folds behind the centre of curvature. The coordinates do not depend on x, are computed
once per patient on a fixed lattice, and every grid interpolates that lattice.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.ndimage import gaussian_filter1d
from scipy.spatial import cKDTree

from ..fields import Field
from .chain import Spine
from .tables import SACRAL_CANAL

STEP = 2.0  # mm of the lattice
FRONT, BACK, ABOVE, BELOW = -230.0, 150.0, 70.0, 60.0  # extent around the curve, mm


class CanalCoordinates(NamedTuple):
    """Coordinates on a plane of constant x; all arrays of one shape."""

    r: Field  # mm behind the canal centre
    level: Field  # continuous level number
    center: Field  # x of the canal centre


class CanalCurve:
    """The canal of one spine."""

    def __init__(self, spine: Spine) -> None:
        points, levels = [], []
        for v in spine.vertebrae:
            if v.name == "Co":
                offset = v.half_depth + 2.5 * spine.patient.scale
            elif v.region == "S":
                offset = v.half_depth + SACRAL_CANAL[v.name] * spine.patient.scale
            else:
                offset = v.half_depth + v.arch["canal_depth"] * 0.5
            points.append(v.world(0, offset, 0))
            levels.append(float(v.index))
        self._sample(np.array(points), np.array(levels))
        self._lattice()

    def _sample(self, points: NDArray[np.float64], levels: NDArray[np.float64]) -> None:
        """Smooth dense samples of the curve, run on straight at both ends."""
        t = np.r_[0, np.cumsum(np.hypot(*np.diff(points[:, 1:], axis=0).T))]
        spline = CubicSpline(t, points)
        s = np.linspace(-60, t[-1] + 12, 2600)
        inside = np.clip(s, 0, t[-1])
        curve = spline(inside)
        for end, beyond in ((0.0, np.minimum(s, 0)), (t[-1], np.maximum(s - t[-1], 0))):
            direction = spline(end, 1)
            curve = curve + beyond[:, None] * direction / np.linalg.norm(direction[1:])
        self.curve = gaussian_filter1d(curve, 12, axis=0, mode="nearest")
        rise = (levels[1] - levels[0]) / (t[1] - t[0])
        self.levels = PchipInterpolator(t, levels)(inside) + np.minimum(s, 0) * rise
        self.s = s

    def _lattice(self) -> None:
        curve = self.curve[:, 1:]
        tangent = np.gradient(curve, axis=0)
        tangent /= np.linalg.norm(tangent, axis=1)[:, None]
        self.y0, self.z0 = curve[:, 0].min() + FRONT, curve[:, 1].min() - ABOVE
        y = np.arange(self.y0, curve[:, 0].max() + BACK, STEP)
        z = np.arange(self.z0, curve[:, 1].max() + BELOW, STEP)
        where = np.stack(np.broadcast_arrays(y[None, :], z[:, None]), -1).reshape(-1, 2)
        distance, k = cKDTree(curve).query(where)
        relative = where - curve[k]
        side = relative[:, 0] * tangent[k, 1] - relative[:, 1] * tangent[k, 0]
        along = np.clip((relative * tangent[k]).sum(1), -0.3, 0.3)
        level = np.interp(self.s[k] + along, self.s, self.levels)
        shape = (len(z), len(y))
        fields = (np.sign(side) * distance, level, self.curve[k, 0])
        self.fields = [q.reshape(shape).astype(np.float32) for q in fields]

    def at(self, y: Field, z: Field) -> CanalCoordinates:
        """Coordinates at broadcastable world y and z (mm)."""
        fy = np.clip((y - self.y0) * (1 / STEP), 0, self.fields[0].shape[1] - 1.001).astype(
            np.float32
        )
        fz = np.clip((z - self.z0) * (1 / STEP), 0, self.fields[0].shape[0] - 1.001).astype(
            np.float32
        )
        iy, iz = fy.astype(np.int32), fz.astype(np.int32)
        ty, tz = fy - iy, fz - iz
        out = []
        for q in self.fields:
            top = q[iz, iy] * (1 - ty) + q[iz, iy + 1] * ty
            low = q[iz + 1, iy] * (1 - ty) + q[iz + 1, iy + 1] * ty
            out.append(top * (1 - tz) + low * tz)
        return CanalCoordinates(*out)
