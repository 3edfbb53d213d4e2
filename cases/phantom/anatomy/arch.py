"""The posterior elements of a vertebra as a smooth union of simple solids."""

import math
from typing import Any

import numpy as np

from ..fields import Field, capsule, polygon, smooth_max, smooth_min, step
from .vertebra import Vertebra

#: Joint line of lumbar facets in the axial plane, rad from the coronal plane.
FACET_ANGLE = 0.85


def spinous_outline(vertebra: Vertebra) -> list[tuple[float, float]]:
    """Sagittal outline of the spinous process: (mm behind the posterior wall, mm down)."""
    p, sc = vertebra.arch, vertebra.arch_scale
    y0, length, drop = p["canal_depth"] + 2.5 * sc, p["spinous_length"], p["spinous_drop"]
    w0 = p["pedicle_level"] + p["lamina_height"] * 0.12
    w1 = p["pedicle_level"] + p["lamina_height"] * 1.02
    tip = w0 + drop
    end = tip + p["spinous_height"]
    bow = p.get("spinous_bow", 0.0)
    return [
        (y0 - 1, w0),
        (y0 + length * 0.30, w0 + drop * 0.42 + 1.2 * sc + bow),
        (y0 + length * 0.75, w0 + drop * 0.85 + 0.6 * sc + bow),
        (y0 + length, tip + 0.5),
        (y0 + length + 1.8 * sc, tip + p["spinous_height"] * 0.45),
        (y0 + length - 0.5 * sc, end),
        (y0 + length * 0.78, end - 0.8 * sc),
        (y0 + length * 0.42, w1 + (end - w1) * 0.45 - 2.2 * sc + bow),
        (y0 + 1, w1 - 1.0 * sc),
    ]


def spinous_tip(vertebra: Vertebra) -> tuple[float, float]:
    """Local (v, w) of the skin-side end of the spinous process."""
    p, sc = vertebra.arch, vertebra.arch_scale
    v = vertebra.half_depth + p["canal_depth"] + 2.5 * sc + p["spinous_length"] + 2.2
    w = (
        p["pedicle_level"]
        + p["lamina_height"] * 0.12
        + p["spinous_drop"]
        + p["spinous_height"] * 0.5
    )
    return v, w


def _facet(
    vertebra: Vertebra,
    point: tuple[Field, Field, Field],
    ends: tuple[tuple[float, float, float], tuple[float, float, float]],
    radius: tuple[float, float],
) -> Field:
    """An articular process, broad along its joint: 45 degrees oblique in the lumbar spine,
    nearly coronal above it."""
    angle = FACET_ANGLE if vertebra.index >= 2 else 0.2
    c, s = math.cos(angle), math.sin(angle)

    def turned(p: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
        return p[0] * c + p[1] * s, p[1] * c - p[0] * s, p[2]

    return capsule(turned(point), turned(ends[0]), turned(ends[1]), radius, (1.55, 0.95, 1.05))


def _articular(vertebra: Vertebra, point: tuple[Field, Field, Field], d: Field) -> Field:
    """Add pars, articular processes and lamina to the distance `d` of the pedicles."""
    p, sc = vertebra.arch, vertebra.arch_scale
    pu, can, pw, lam = (
        p["pedicle_offset"],
        p["canal_depth"],
        p["pedicle_level"],
        p["lamina_height"],
    )
    top = (pu + 1.5 * sc, 9.5 * sc, pw - 1)
    low = (pu * 0.82, can * 0.95 + 2.2 * sc, pw + lam * 0.62)
    d = smooth_min(d, capsule(point, top, low, (4.8 * sc, 4.6 * sc)), 3.0)
    upper = (pu + 3.0 * sc, 11.5 * sc, pw - p["upper_facet"])
    d = smooth_min(d, _facet(vertebra, point, (top, upper), (4.4 * sc, 3.1 * sc)), 2.5)
    reach = vertebra.height * 0.5 + vertebra.disc * 0.5 + 4.5 * sc
    lower = (pu * 0.80 + 0.5 * sc, can * 0.95 + 4.2 * sc, reach)
    d = smooth_min(d, _facet(vertebra, point, (low, lower), (4.3 * sc, 3.3 * sc)), 2.5)
    middle = (0, can + 4.2 * sc, pw + lam * 0.55)
    plate = capsule(point, low, middle, (1, 1), (3.0, 3.0 * sc, lam * 0.5)) * (3.0 * sc)
    return smooth_min(d, plate, 2.0)


def arch_distance(vertebra: Vertebra, u: Field, v: Field, w: Field) -> Field:
    """Signed distance (mm) to the arch at local points."""
    p, sc = vertebra.arch, vertebra.arch_scale
    depth, side = v - vertebra.half_depth, np.abs(u)
    point = (side, depth, w)
    pu, pw = p["pedicle_offset"], p["pedicle_level"]
    wide, tall = p["pedicle_width"], p["pedicle_height"]
    d = capsule(point, (pu, -4, pw), (pu + 0.6 * sc, 6 * sc, pw + 0.5), (1, 1), (wide, 1, tall))
    d = _articular(vertebra, point, d * min(wide, tall))
    y0, length = p["canal_depth"] + 2.5 * sc, p["spinous_length"]
    flat = polygon(depth, w, spinous_outline(vertebra)) - 0.8
    bulb = p["spinous_half_width"] + 1.8 * sc * step(y0 + length * 0.55, y0 + length, depth)
    lean = p.get("spinous_lean", 0.0) * (depth - y0)
    d = smooth_min(d, smooth_max(flat, np.abs(u - lean) - bulb, 2.0), 2.5)
    lumbar = vertebra.index >= 2
    reach = 24.0 if vertebra.index > -9 else 15.0
    root = (pu + 3 * sc, 8 * sc, pw + 1)
    end = (pu + reach * sc, (11 if lumbar else 17) * sc, pw + (0 if lumbar else -2))
    if vertebra.region == "C":
        root, end = (pu + 1 * sc, 3 * sc, pw + 1), (pu + 9 * sc, -1 * sc, pw + 2)
    d = smooth_min(d, capsule(point, root, end, (1, 1), (3, 3 * sc, 5 * sc)) * (3 * sc), 2.0)
    return d
