"""Extra-osseous parts: soft-tissue masses, abscesses, thickened tissue beside the spine.

Call `paint_mass` from `soft_tissue`, which runs before discs and bones are drawn, so that bone
hides what would lie inside it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..anatomy.vertebra import Vertebra
from ..fields import Field, Triple, bell, capsule, coverage
from ..slab import Slab
from ..tissue import PARTS, values_of

if TYPE_CHECKING:
    from ..scene import Scene

Place = Literal["epidural", "paravertebral", "psoas", "prevertebral", "posterior"]


@dataclass(frozen=True)
class Mass:
    """A noisy ellipsoid in the frame of a vertebra, outside bone."""

    level: str
    center: tuple[float, float, float]  # local u, v, w, mm
    radii: tuple[float, float, float]
    key: int
    label: int = 0
    roughness: float = 0.12
    waves: float = 0.9  # of the surface, mm per voxel of the noise: 0.9 ragged, 2.4 bulging


def place_mass(
    scene: "Scene", level: str, place: Place, radii: tuple[float, float, float], side: int = 1
) -> tuple[float, float, float]:
    """Local centre of a mass at a usual place; `side` -1 right, 1 left."""
    v = scene.spine[level]
    a, b, can = v.half_width, v.half_depth, v.arch["canal_depth"]
    return {
        "epidural": (side * 0.25 * a, b + 0.10 * can, 0.0),
        "paravertebral": (side * (a + 0.45 * radii[0]), 0.25 * b, 0.0),
        "psoas": (side * (a + 0.75 * radii[0] + 4), -0.05 * b, 0.3 * v.height),
        "prevertebral": (0.0, -b - 0.45 * radii[1], 0.0),
        "posterior": (side * 0.5 * a, b + can + 12, 4.0),
    }[place]


def paint_mass(
    scene: "Scene",
    slab: Slab,
    mass: Mass,
    tissue: str = "tumor",
    rim: dict[str, Any] | None = None,
    rim_width: float = 2.5,
    **over: Any,
) -> None:
    """Paint a mass of a tissue (numbers replaced by `over`); `rim` replaces numbers in its wall
    (for example an enhancing wall around pus)."""
    vertebra = scene.spine[mass.level]
    reach = [1.4 * r + 4 for r in mass.radii]
    corners = np.array(
        [
            vertebra.world(*(c + s * r for c, s, r in zip(mass.center, signs, reach, strict=True)))
            for signs in np.array(np.meshgrid((-1, 1), (-1, 1), (-1, 1))).reshape(3, -1).T
        ]
    )

    def distance(x: Field, y: Field, z: Field) -> Field:
        local = vertebra.local(x, y, z)
        q = sum(((c - o) / r) ** 2 for c, o, r in zip(local, mass.center, mass.radii, strict=True))
        out: Field = (np.sqrt(q) - 1) * min(mass.radii)
        return out

    points = slab.near(corners, distance, 2.0 + 0.4 * min(mass.radii))
    if points is None:
        return
    local = vertebra.local(points.x, points.y, points.z)
    d = distance(points.x, points.y, points.z)
    n = scene.noise("fbm", local, 0.9, f"mass {mass.key}")
    wave = n if mass.waves == 0.9 else scene.noise("fbm", local, mass.waves, f"waves {mass.key}")
    d = d + mass.roughness * min(mass.radii) * wave
    alpha = coverage(d, max(slab.pixel, 1.0))
    values = values_of(tissue, **over)
    if rim:
        wall = bell(d + 0.5 * rim_width, 0.6 * rim_width)
        values |= {k: values[k] + wall * (target - values[k]) for k, target in rim.items()}
    texture = 1 + 0.05 * n
    values["T2"] = values["T2"] * texture
    slab.maps.blend_points(points.flat, alpha, values)
    inside = alpha > 0.5
    slab.part.reshape(-1)[points.flat[inside]] = PARTS["mass"]
    if mass.label:
        slab.label.reshape(-1)[points.flat[inside]] = mass.label


def rim_point(
    vertebra: Vertebra, side: Literal["upper", "lower"], angle: float, out: float = 0.0
) -> tuple[float, float, float]:
    """World point on the rim of a body; angle 0 front, 90 left, 180 back (degrees), `out` mm
    beyond the wall."""
    a, b = vertebra.half_width + out, vertebra.half_depth + out
    turn = float(np.deg2rad(angle))
    w = (-0.5 if side == "upper" else 0.5) * vertebra.height
    x, y, z = vertebra.world(a * float(np.sin(turn)), -b * float(np.cos(turn)), w)
    return float(x), float(y), float(z)


def paint_strut(
    scene: "Scene",
    slab: Slab,
    start: Triple,
    end: Triple,
    radius: float,
    *,
    tissue: str = "bone",
    label: int = 0,
    key: int = 0,
    **over: Any,
) -> None:
    """A bar of tissue between two world points: a syndesmophyte or osteophyte bridge, an ossified
    ligament, a thick root. Call it from `overlay` for bone, from `soft_tissue` for soft parts."""
    low = np.minimum(start, end) - radius - 3
    high = np.maximum(start, end) + radius + 3
    corners = np.array(np.meshgrid(*zip(low, high, strict=True))).reshape(3, -1).T

    def distance(x: Field, y: Field, z: Field) -> Field:
        return capsule((x, y, z), start, end, (radius, radius))

    points = slab.near(corners, distance, 1.5)
    if points is None:
        return
    n = scene.noise("fbm", (points.x, points.y, points.z), 1.2, f"strut {key}")
    d = distance(points.x, points.y, points.z) + 0.25 * radius * n
    alpha = coverage(d, max(slab.pixel, 0.8))
    slab.maps.paint_points(points.flat, alpha, tissue, **over)
    if label:
        slab.label.reshape(-1)[points.flat[alpha > 0.5]] = label
