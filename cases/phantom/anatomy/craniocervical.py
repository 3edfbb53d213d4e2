"""Above C2: the atlas, the skull base, and what it holds (medulla, cerebellum, cisterns).

A schematic end of the cervical field of view, drawn so that it does not break off: sizes are
chosen, nothing above the foramen magnum is meant to be read.
"""

from typing import TYPE_CHECKING

import numpy as np

from ..fields import Field, bell, capsule, coverage, smooth_max, smooth_min, step
from ..slab import Points, Slab
from .bones import finish_bone, marrow_state
from .vertebra import Vertebra

if TYPE_CHECKING:
    from ..scene import Scene

#: Posterior fossa in the frame of the atlas: centre and half-axes, mm.
FOSSA_CENTER, FOSSA_AXES = (0.0, 24.0, -44.0), (50.0, 42.0, 36.0)
SKULL = 6.5  # thickness, mm


def make_atlas(axis: Vertebra, scale: float) -> Vertebra:
    """C1 as a frame around the dens of C2."""
    center = axis.world(0, -0.15 * axis.half_depth, -axis.height / 2 - 9 * scale)
    return Vertebra(
        "C1",
        axis.index - 1,
        half_width=22 * scale,
        half_depth=8 * scale,
        anterior=10 * scale,
        posterior=10 * scale,
        disc=0,
        center=center,
        axes=axis.axes,
        arch=dict(axis.arch),
        arch_scale=scale,
        immaturity=axis.immaturity,
    )


def _atlas_distance(v: Vertebra, u: Field, y: Field, w: Field) -> Field:
    """Ring of the atlas: anterior arch, lateral masses, posterior arch."""
    s = v.arch_scale
    point = (np.abs(u), y, w)
    front, back = -10.0 * s, 30.0 * s
    d = capsule(point, (0, front, 0), (13 * s, -3 * s, 0), (3.0 * s, 3.2 * s), (1, 1, 1.6))
    mass = capsule(point, (17 * s, -1 * s, 0), (18 * s, 6 * s, 0), (6.5 * s, 6 * s), (1, 1, 1.15))
    d = smooth_min(d, mass, 2.5)
    arch = capsule(point, (17 * s, 8 * s, 0), (0, back, 1), (3.0 * s, 3.4 * s), (1, 1, 1.3))
    return smooth_min(d, arch, 2.0)


def paint_atlas(scene: "Scene", slab: Slab) -> None:
    """Draw C1."""
    v = scene.atlas
    s = v.arch_scale
    corners = np.array(
        [
            v.world(a, b, c)
            for a in (-28 * s, 28 * s)
            for b in (-18 * s, 34 * s)
            for c in (-14 * s, 14 * s)
        ]
    )
    points = slab.near(corners, lambda x, y, z: _atlas_distance(v, *v.local(x, y, z)), 1.5)
    if points is not None:
        _paint_bone(scene, slab, v, points, _atlas_distance)


def _paint_bone(scene: "Scene", slab: Slab, v: Vertebra, points: Points, shape: object) -> None:
    local = v.local(points.x, points.y, points.z)
    d = shape(v, *local)  # type: ignore[operator]
    d = d + 0.25 * scene.noise("fbm", local, 1.5, "skull base")
    keep = d < 0.5 * slab.pixel
    if not keep.any():
        return
    points, d = points.take(keep), d[keep]
    local = (local[0][keep], local[1][keep], local[2][keep])
    state = marrow_state(scene, v, "arch", local, points, -d)
    state.thickness[:] = 0.9 * v.arch_scale
    finish_bone(scene, slab, points, state, d, 1250.0)


def _fossa(v: Vertebra, u: Field, y: Field, w: Field) -> Field:
    """Distance to the inside of the posterior fossa."""
    s = v.arch_scale
    q = sum(
        ((c - o * s) / (a * s)) ** 2
        for c, o, a in zip((u, y, w), FOSSA_CENTER, FOSSA_AXES, strict=True)
    )
    return (np.sqrt(q) - 1) * (36 * s)


def _skull_distance(v: Vertebra, u: Field, y: Field, w: Field) -> Field:
    """Shell of the posterior fossa with the foramen magnum, and the clivus."""
    s = v.arch_scale
    inside = _fossa(v, u, y, w)
    shell = smooth_max(inside - SKULL * s, -inside, 1.0)
    opening = np.sqrt((u / (15 * s)) ** 2 + ((y - 8 * s) / (17 * s)) ** 2) - 1
    low = w + 40 * s  # the opening is only below
    shell = np.maximum(shell, np.where(low > 0, -opening * 15 * s, -99.0))
    clivus = capsule(
        (u, y, w), (0, -7 * s, -16 * s), (0, -22 * s, -46 * s), (4.5 * s, 8 * s), (1.7, 1, 1)
    )
    return smooth_min(shell, clivus, 2.0)


def paint_skull(scene: "Scene", slab: Slab) -> None:
    """Brain, cisterns and skull base above the atlas; over the canal."""
    v = scene.atlas
    s = v.arch_scale
    corners = np.array(
        [
            v.world(a, b, c)
            for a in (-62 * s, 62 * s)
            for b in (-40 * s, 78 * s)
            for c in (-95 * s, 2 * s)
        ]
    )
    points = slab.near(corners, lambda x, y, z: _fossa(v, *v.local(x, y, z)), 9 * s)
    if points is None:
        return
    local = v.local(points.x, points.y, points.z)
    inside = _fossa(v, *local)
    alpha = coverage(inside, slab.pixel)
    slab.maps.paint_points(points.flat, alpha, "csf")
    fold = scene.noise("fbm", local, 1.2, "cerebellum")
    folia = 0.5 + 0.5 * np.sin(local[2] * (1.9 / s) + 5 * fold)
    cistern = 9 * s * bell(local[1] - 14 * s, 13 * s) * bell(local[2] + 8 * s, 14 * s)
    tissue = coverage(inside + 2.2 * s + cistern + 0.8 * fold, 1.0)
    tissue = tissue * step(4 * s, 9 * s, local[1])
    over = {"W": 0.80 + 0.03 * folia, "T1": 850 + 180 * folia, "T2": 86 + 22 * folia, "HU": 36.0}
    slab.maps.paint_points(points.flat, tissue, "cord", **over)
    medulla = capsule(local, (0, 15 * s, -2 * s), (0, 8 * s, -26 * s), (4.6 * s, 7 * s))
    pons = capsule(local, (0, 8 * s, -26 * s), (0, -1 * s, -52 * s), (7 * s, 13 * s))
    pons = smooth_min(medulla, pons, 3.0)
    slab.maps.paint_points(points.flat, coverage(pons, 1.0) * alpha, "cord")
    fourth = (
        bell(local[0], 5 * s) * bell(local[1] - 13 * s, 4 * s) * bell(local[2] + 38 * s, 9 * s)
    )
    slab.maps.paint_points(points.flat, np.clip(1.5 * fourth, 0, 1), "csf")
    _paint_bone(scene, slab, v, points, _skull_distance)
