"""One vertebra: a rigid frame, and its body as a signed distance built of terms.

Local axes: u to the left, v to the back, w down (mm), origin in the middle of the body. The body
is the smooth intersection of a side wall and two plates. Plates and wall are lists of terms, so a
Schmorl node, a wedge, an H-shape or a bulge is one function more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..fields import Field, bell, capsule, smooth_max, smooth_min, step

#: Depression of a plate into the body (mm, positive inwards) at (u, v) and section radius r.
PlateTerm = Callable[[Field, Field, Field], Field]
#: Change of the side wall distance (mm, negative bulges outwards) at (u, v, w).
WallTerm = Callable[[Field, Field, Field], Field]
EDGE_ROUNDING = 2.5


class BodyField(NamedTuple):
    """Distances of a body at some points."""

    distance: Field  # mm to the surface, negative inside
    radius: Field  # section radius, 1 at the side wall
    height: Field  # 0 at the upper plate, 1 at the lower plate
    wall: Field  # mm to the side wall
    upper: Field  # w of the upper plate
    lower: Field  # w of the lower plate


@dataclass
class Outline:
    """What makes one body unlike its neighbour: low-order, asymmetric, at most about 0.6 mm."""

    wall: tuple[float, ...] = (0.0,) * 6  # coefficients of low-order terms, mm
    upper: tuple[float, ...] = (0.0,) * 4
    lower: tuple[float, ...] = (0.0,) * 4
    upper_lip: tuple[float, float, float] = (0.0, 0.0, 0.0)  # front, left, right osteophyte, mm
    lower_lip: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass
class Vertebra:
    """A vertebra in the world; disease models edit it before it is drawn."""

    name: str
    index: int
    half_width: float
    half_depth: float
    anterior: float  # heights, mm
    posterior: float
    disc: float  # height of the disc below, mm
    tilt: float = 0.0  # sagittal tilt, rad
    coronal: float = 0.0  # coronal tilt, rad
    rotation: float = 0.0  # axial rotation, rad
    center: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    axes: NDArray[np.float64] = field(default_factory=lambda: np.eye(3))  # rows u, v, w
    upper_concavity: float = 1.0
    lower_concavity: float = 1.5
    outline: Outline = field(default_factory=Outline)
    degeneration: float = 0.0  # of the disc below, 0..1.2
    bulge: float = 0.0  # of the disc below, mm
    vacuum: bool = False  # gas in the disc below
    disc_signal: float = 1.0  # multiplies nucleus T2 of the disc below
    expansion: float = 0.0  # mm of outward growth of the whole body
    squareness: float = 0.0  # 0 natural waist .. 1 straight walls
    upper_terms: list[PlateTerm] = field(default_factory=list)
    lower_terms: list[PlateTerm] = field(default_factory=list)
    wall_terms: list[WallTerm] = field(default_factory=list)
    arch: dict[str, float] = field(default_factory=dict)
    arch_scale: float = 1.0
    rib_gain: float = 1.0  # multiplies the thickness of the ribs of this level
    cortex_gain: float = 1.0  # multiplies cortex thickness
    immaturity: float = 0.0  # of the patient; rounds corners and adds growth plates
    dens: tuple[float, float] = (0.0, 0.0)  # length and radius of the dens (C2), mm
    growth_plate: float = 0.0  # cartilage between bone and disc in a child, mm
    apophyses: bool = False  # ring apophyses ossified but not fused

    @property
    def height(self) -> float:
        """Mean height of the body, mm."""
        return 0.5 * (self.anterior + self.posterior)

    @property
    def region(self) -> str:
        """C, T, L or S (coccyx counts as S)."""
        return "S" if self.name == "Co" else self.name[0]

    def orient(self) -> None:
        """Set the axes from tilt, coronal tilt and rotation."""
        ct, st = np.cos(self.tilt), np.sin(self.tilt)
        cc, sc = np.cos(self.coronal), np.sin(self.coronal)
        cr, sr = np.cos(self.rotation), np.sin(self.rotation)
        sagittal = np.array([[1, 0, 0], [0, ct, -st], [0, st, ct]])
        coronal = np.array([[cc, 0, -sc], [0, 1, 0], [sc, 0, cc]])
        axial = np.array([[cr, sr, 0], [-sr, cr, 0], [0, 0, 1]])
        self.axes = axial @ sagittal @ coronal

    def local(self, x: Field, y: Field, z: Field) -> tuple[Field, Field, Field]:
        """World to local coordinates (broadcastable arrays, mm)."""
        dx, dy, dz = (c - float(o) for c, o in zip((x, y, z), self.center, strict=True))
        rows = [[float(q) for q in row] for row in self.axes]
        u, v, w = (dx * r[0] + dy * r[1] + dz * r[2] for r in rows)
        return u, v, w

    def world(self, u: float, v: float, w: float) -> NDArray[np.float64]:
        """Local point to world point."""
        out: NDArray[np.float64] = self.center + np.array([u, v, w]) @ self.axes
        return out

    def half_height(self, v: Field) -> Field:
        """Half the body height at depth v."""
        t = np.clip(v * (0.5 / self.half_depth) + 0.5, -0.1, 1.1)
        return 0.5 * (self.anterior + (self.posterior - self.anterior) * t)

    def section_radius(self, u: Field, v: Field, t: Field | None = None) -> Field:
        """Radius of the cross-section (1 at the wall); t is 0 mid-body and 1 at the plates."""
        a, b = self.half_width, self.half_depth
        behind = v > 0
        conc = 0.075 * b * bell(u, 0.55 * a) * step(0, 0.6 * b, v)
        vv, uu = np.abs(v + conc) / b, np.abs(u) / a
        if t is not None:
            waist = np.clip(1 - t * t, 0, 1)
            waist = (waist * waist * 0.3 + waist * 0.7) * (1 - self.squareness)
            uu = uu / (1 - (0.11 if self.index >= -2 else 0.07) * waist)
            vv = vv / (1 - np.where(behind, 0.05, 0.135) * waist)
        power = np.where(behind, np.float32(2.9), np.float32(2.15))
        out: Field = (uu**power + vv**power + 1e-9) ** (1 / power)
        return out

    def _lips(self, u: Field, v: Field, w: Field, t: Field) -> Field:
        """Outward growth of the rim by osteophytes, mm."""
        if not any(self.outline.upper_lip + self.outline.lower_lip):
            return np.float32(0) * t
        front = step(0.1, -0.7, v / self.half_depth)
        left = step(0.35, 0.9, u / self.half_width)
        right = step(-0.35, -0.9, u / self.half_width)
        grown = [
            front * lip[0] + left * lip[1] + right * lip[2]
            for lip in (self.outline.upper_lip, self.outline.lower_lip)
        ]
        rim = np.exp(-np.clip(1 - t, 0, 2) * (1 / 0.16))
        out: Field = np.where(w < 0, grown[0], grown[1]) * rim
        return out

    def _wall_warp(self, u: Field, v: Field, w: Field) -> Field:
        """Low-order asymmetry of the side wall, mm."""
        p, q, s = u / self.half_width, v / self.half_depth, w / self.height
        k = self.outline.wall
        low = k[0] * p * q + k[1] * (p * p - q * q) + k[2] * p * (p * p - 3 * q * q)
        return low + s * (k[3] * p + k[4] * q + k[5] * p * q)

    def _plate_warp(self, u: Field, v: Field, k: tuple[float, ...]) -> Field:
        p, q = u / self.half_width, v / self.half_depth
        return k[0] * p * q + k[1] * p + k[2] * q * q * p + k[3] * (q * q * q - 0.6 * q)

    def upper_plate(self, u: Field, v: Field, radius: Field) -> Field:
        """Height w of the upper plate."""
        dome = np.clip(1 - (radius * (1 / 0.88)) ** 2, 0, 1)
        w = -self.half_height(v) + self.upper_concavity * dome**0.8
        w = w + self._plate_warp(u, v, self.outline.upper)
        for term in self.upper_terms:
            w = w + term(u, v, radius)
        return w

    def lower_plate(self, u: Field, v: Field, radius: Field) -> Field:
        """Height w of the lower plate: deepest behind the centre, two lobes beside the midline."""
        a, b = self.half_width, self.half_depth
        lobe = ((np.abs(u) - 0.25 * a) / (0.8 * a)) ** 2 + ((v - 0.22 * b) / (0.95 * b)) ** 2
        dome = np.clip(1 - lobe, 0, 1) * np.clip((1 - radius) / 0.12, 0, 1)
        w = self.half_height(v) - self.lower_concavity * dome
        w = w - self._plate_warp(u, v, self.outline.lower)
        for term in self.lower_terms:
            w = w - term(u, v, radius)
        return w

    def dens_distance(self, u: Field, v: Field, w: Field) -> Field:
        """Distance to the dens, which stands on the upper plate."""
        length, radius = self.dens
        root = (0.0, -0.10 * self.half_depth, -0.3 * self.height)
        tip = (0.0, -0.05 * self.half_depth, -0.5 * self.height - length)
        return capsule((u, v, w), root, tip, (1.15 * radius, 0.85 * radius), (1, 0.95, 1))

    def ring_apophysis(self, u: Field, v: Field, w: Field) -> Field:
        """Distance to the bony rings at the rims of a growing body."""
        flat = self.section_radius(u, v)
        upper, lower = self.upper_plate(u, v, flat), self.lower_plate(u, v, flat)
        out = (flat - 0.90) * (0.9 * self.half_depth)
        near = np.minimum(np.abs(w - upper - 0.6), np.abs(w - lower + 0.6))
        return np.sqrt((out / 1.9) ** 2 + (near / 1.0) ** 2) - 1.0

    def body(self, u: Field, v: Field, w: Field) -> BodyField:
        """The body at local points."""
        flat = self.section_radius(u, v)
        upper, lower = self.upper_plate(u, v, flat), self.lower_plate(u, v, flat)
        t = np.abs(w) / self.half_height(v)
        radius = self.section_radius(u, v, t)
        reach = np.sqrt(u * u + v * v) / np.maximum(radius, 0.2)
        reach = np.where(radius < 0.2, np.float32(min(self.half_width, self.half_depth)), reach)
        wall = (radius - 1) * reach - self.expansion
        wall = wall - self._lips(u, v, w, t) + self._wall_warp(u, v, w)
        for term in self.wall_terms:
            wall = wall + term(u, v, w)
        rounding = EDGE_ROUNDING + 2.5 * self.immaturity * (0 if self.apophyses else 1)
        upper, lower = upper + self.growth_plate, lower - self.growth_plate
        d = smooth_max(smooth_max(wall, upper - w, rounding), w - lower, rounding)
        if self.dens[0]:
            d = smooth_min(d, self.dens_distance(u, v, w), 3.0)
        height = np.clip((w - upper) / np.maximum(lower - upper, 1), 0, 1)
        if self.dens[0]:
            height = np.where(w < upper - 1, np.float32(0.5), height)
        return BodyField(d, radius, height, wall, upper, lower)
