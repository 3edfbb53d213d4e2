"""Implicit shapes on broadcastable float32 arrays; distances in mm, negative inside."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: A float32 array; NumPy's stubs lose the width in arithmetic with Python numbers.
Field = NDArray[Any]
#: Three numbers: a point or a size, in the frame that the function names.
Triple = Sequence[float]


def coverage(distance: Field, width: float) -> Field:
    """Part of a voxel of `width` mm that lies inside a surface at signed `distance` (0..1)."""
    return np.clip(0.5 - distance * (1.0 / width), 0, 1)


def step(low: float, high: float, x: Any) -> Field:
    """Smooth step from 0 at `low` to 1 at `high` (also with high < low)."""
    t = np.clip((x - low) * (1.0 / (high - low)), 0, 1)
    out: Field = t * t * (3 - 2 * t)
    return out


def bell(x: Any, width: float) -> Field:
    """Gaussian bump exp(-(x / width)^2)."""
    q = x * (1.0 / width)
    out: Field = np.exp(-q * q)
    return out


def smooth_max(a: Field, b: Field, radius: float) -> Field:
    """Intersection of two solids with an edge rounded by `radius` mm."""
    h = np.clip(0.5 + (a - b) * (0.5 / radius), 0, 1)
    return a * h + b * (1 - h) + radius * h * (1 - h)


def smooth_min(a: Field, b: Field, radius: float) -> Field:
    """Union of two solids with a fillet of `radius` mm."""
    return -smooth_max(-a, -b, radius)


def capsule(
    point: tuple[Field, Field, Field],
    start: Triple,
    end: Triple,
    radius: tuple[float, float],
    scale: Triple = (1, 1, 1),
) -> Field:
    """Distance to a tapered, axis-scaled capsule from `start` to `end` (in units of `scale`)."""
    p, q = [float(c) for c in start], [float(c) for c in end]
    d = [b - a for a, b in zip(p, q, strict=True)]
    rel = [c - a for c, a in zip(point, p, strict=True)]
    t = np.clip(
        (rel[0] * d[0] + rel[1] * d[1] + rel[2] * d[2]) * (1 / (sum(c * c for c in d) + 1e-6)),
        0,
        1,
    )
    square = sum(
        ((r - t * c) * (1 / float(s))) ** 2 for r, c, s in zip(rel, d, scale, strict=True)
    )
    out: Field = np.sqrt(square) - (radius[0] + (radius[1] - radius[0]) * t)
    return out


def polygon(v: Field, w: Field, corners: Sequence[tuple[float, float]]) -> Field:
    """Signed distance to a closed polygon in a plane."""
    distance = np.full(np.broadcast(v, w).shape, 1e9, np.float32)
    inside = np.zeros(distance.shape, bool)
    for (av, aw), (bv, bw) in zip(corners, [corners[-1], *corners[:-1]], strict=True):
        ev, ew = float(bv - av), float(bw - aw)
        pv, pw = v - float(av), w - float(aw)
        t = np.clip((pv * ev + pw * ew) * (1 / (ev * ev + ew * ew)), 0, 1)
        distance = np.minimum(distance, (pv - ev * t) ** 2 + (pw - ew * t) ** 2)
        above, below, side = w >= aw, w < bw, ev * pw > ew * pv
        inside ^= (above & below & side) | (~above & ~below & ~side)
    out: Field = np.where(inside, -1, 1) * np.sqrt(distance)
    return np.asarray(out, np.float32)


def lerp(x: Any, xs: Any, ys: Any) -> Field:
    """Piecewise linear table look-up as float32."""
    return np.asarray(np.interp(x, xs, ys), np.float32)


def lerp1(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """Piecewise linear table look-up of one number."""
    return float(np.interp(x, xs, ys))


def upsample(coarse: Field, axis: int, factor: int, size: int) -> Field:
    """Linear upsampling along one axis: coarse sample i sits at fine sample i * factor."""
    if factor == 1:
        return coarse
    src = np.moveaxis(coarse, axis, 0)
    out = np.empty((size, *src.shape[1:]), np.float32)
    following = np.concatenate([src[1:], src[-1:]])
    for j in range(factor):
        target = out[j::factor]
        n = len(target)
        if j:
            np.multiply(src[:n], 1 - j / factor, out=target)
            target += following[:n] * (j / factor)
        else:
            target[...] = src[:n]
    return np.moveaxis(out, 0, axis)
