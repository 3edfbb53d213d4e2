"""Ribs near the spine: head at the disc above, neck, tubercle at the transverse process, shaft."""

from typing import TYPE_CHECKING

import numpy as np

from ..fields import Field, capsule, smooth_min
from ..slab import Slab
from .bones import finish_bone, marrow_state
from .vertebra import Vertebra

if TYPE_CHECKING:
    from ..scene import Scene

CORTEX_RIB = 0.8


def rib_distance(vertebra: Vertebra, u: Field, v: Field, w: Field) -> Field:
    """Signed distance (mm) to both ribs of a thoracic vertebra at local points."""
    p, s = vertebra.arch, vertebra.arch_scale
    a, b, h = vertebra.half_width, vertebra.half_depth, vertebra.height
    floating = vertebra.name in ("T11", "T12")
    up = -0.2 * h if floating else -0.5 * h
    head = (a + 1.5 * s, 0.55 * b, up)
    neck = (p["pedicle_offset"] + 15 * s, b + 9 * s, -3 * s)
    tubercle = (p["pedicle_offset"] + 25 * s, b + 13 * s, -1 * s)
    shaft = (p["pedicle_offset"] + 52 * s, b + 17 * s, 13 * s)
    point = (np.abs(u), v, w)
    oval = (1.0, 1.0, 1.35)
    g = s * vertebra.rib_gain
    d = capsule(point, head, neck, (4.2 * g, 3.6 * g), oval)
    d = smooth_min(d, capsule(point, neck, tubercle, (3.6 * g, 4.6 * g), oval), 2.0)
    return smooth_min(d, capsule(point, tubercle, shaft, (4.4 * g, 4.2 * g), (1, 1, 1.6)), 2.0)


def paint_ribs(scene: "Scene", slab: Slab, vertebra: Vertebra) -> None:
    """The two ribs of a thoracic vertebra."""
    s, b = vertebra.arch_scale * max(1.0, vertebra.rib_gain), vertebra.half_depth
    u = vertebra.arch["pedicle_offset"] + 60 * s
    low, high = -0.5 * vertebra.height - 9 * s, 24 * s
    for side in (-1, 1):
        corners = np.array(
            [
                vertebra.world(side * q, v, w)
                for q in (vertebra.half_width - 4 * s, u)
                for v in (0.3 * b - 4, b + 26 * s)
                for w in (low, high)
            ]
        )
        points = slab.near(
            corners, lambda x, y, z: rib_distance(vertebra, *vertebra.local(x, y, z)), 1.5
        )
        if points is None:
            continue
        local = vertebra.local(points.x, points.y, points.z)
        d = rib_distance(vertebra, *local)
        d = d + 0.3 * scene.noise("fbm", local, 1.5, f"rib {vertebra.name}")
        keep = d < 0.5 * slab.pixel
        if not keep.any():
            continue
        points, d = points.take(keep), d[keep]
        local = (local[0][keep], local[1][keep], local[2][keep])
        state = marrow_state(scene, vertebra, "rib", local, points, -d)
        state.thickness[:] = CORTEX_RIB * s
        finish_bone(scene, slab, points, state, d, 1150.0)
