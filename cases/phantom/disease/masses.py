"""Extra-osseous parts: soft-tissue masses, abscesses, thickened tissue beside the spine.

Call `paint_mass` from `soft_tissue`, which runs before discs and bones are drawn, so that bone
hides what would lie inside it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..fields import Field, bell, coverage
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
    d = d + mass.roughness * min(mass.radii) * n
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
