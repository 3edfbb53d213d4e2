"""Building blocks in the frame of a bone: masks (0..1) and distances for marrow edits.

All take a `MarrowState` and return one-dimensional arrays on its points. Distances are mm,
negative inside the lesion.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..fields import Field, bell, coverage, step
from ..marrow import MarrowState

Side = Literal["upper", "lower"]
#: Both plates, typed, for loops: `for side in SIDES`.
SIDES: tuple[Side, Side] = ("upper", "lower")


@dataclass(frozen=True)
class Focus:
    """A noisy ellipsoid in the frame of one vertebra; it reaches body, arch and pedicles alike."""

    level: str
    center: tuple[float, float, float]  # local u, v, w, mm
    radii: tuple[float, float, float]
    key: int
    label: int = 0
    sacral: bool = False  # centre in the coordinates of the sacrum's wings and roof

    def distance(
        self, state: MarrowState, roughness: float = 0.18, scale: float = 0.62
    ) -> Field | None:
        """mm to the surface of the focus, or None when it does not touch these points."""
        if (
            state.level != self.level
            or (state.part == "sacrum") != self.sacral
            or not len(state.u)
        ):
            return None
        reach = max(self.radii) * 1.7 + 6
        relative = [c - o for c, o in zip((state.u, state.v, state.w), self.center, strict=True)]
        if any(float(np.abs(r).min()) > reach for r in relative):
            return None
        q = np.sqrt(sum((r * (1 / s)) ** 2 for r, s in zip(relative, self.radii, strict=True)))
        if roughness:
            q = q + roughness * state.noise("fbm", scale, f"focus {self.key}")
            q = q + 0.35 * roughness * state.noise("blob", 0.45, f"focus fine {self.key}")
        out: Field = (q - 1) * min(self.radii)
        return out


def mask(distance: Field, edge: float = 1.6) -> Field:
    """1 inside, 0 outside, over a transition of `edge` mm."""
    return coverage(distance, edge)


def ring(distance: Field, at: float = 1.0, width: float = 2.0) -> Field:
    """A halo at `at` mm outside the surface (negative: inside), `width` mm."""
    return bell(distance - at, width)


def columns(
    state: MarrowState, spacing: float, radius: float, key: int, wobble: float = 0.35
) -> Field:
    """Thickened vertical trabeculae: a jittered hexagonal grid of columns, mm."""
    return hexagonal(state.u, state.v, state.w, (spacing, radius, wobble), key)


def hexagonal(u: Field, v: Field, w: Field, size: tuple[float, float, float], key: int) -> Field:
    """Columns along w at (spacing, radius, wobble) mm."""
    spacing, radius, wobble = size
    phase = key % 97
    uu, vv = u + wobble * np.sin(w / 3.1 + phase), v + wobble * np.sin(w / 2.7 + 2 * phase)
    best = np.full(np.broadcast(uu, vv).shape, 9e3, np.float32)
    first = np.floor(vv / (spacing * 0.866))
    for down in (0, 1):
        row = first + down
        shift = (row % 2) * 0.5
        start = np.floor(uu / spacing - shift)
        for across in (0, 1):
            cell = start + across
            a = np.sin(cell * 127.1 + row * 311.7 + phase * 17.3).astype(np.float64) * 43758.5
            b = np.sin(cell * 269.5 + row * 183.3 + phase * 7.7).astype(np.float64) * 24634.6
            a, b = (a - np.floor(a)).astype(np.float32), (b - np.floor(b)).astype(np.float32)
            du = uu - (cell + shift + (a - 0.5) * 0.5) * spacing
            dv = vv - (row + (b - 0.5) * 0.5) * spacing * 0.866
            best = np.minimum(best, np.sqrt(du * du + dv * dv) - radius * (0.7 + 0.6 * a))
    return np.clip(0.5 - best / 0.55, 0, 1)


def plate_band(
    state: MarrowState,
    side: Side,
    depth: float,
    key: int,
    irregular: float = 0.28,
    edge: float = 0.45,
) -> Field:
    """A band along a plate of the body, `depth` mm deep, with an irregular inner border."""
    if state.part != "body":
        return np.zeros(state.u.shape, np.float32)
    limit = depth * (1 + irregular * state.noise("fbm", 0.45, f"band {key}"))
    return step(1.0, 1 - edge, state.plate_distance(side) / np.maximum(limit, 1.0))


def corner(
    state: MarrowState, side: Side, front: bool, radius: float, key: int, irregular: float = 0.12
) -> Field:
    """A lesion at an anterior or posterior corner of the body, `radius` mm."""
    if state.part != "body":
        return np.zeros(state.u.shape, np.float32)
    v0 = (-1 if front else 1) * state.vertebra.half_depth
    w = state.plate_distance(side)
    d = np.sqrt((state.v - v0) ** 2 + w**2 + (0.25 * state.u) ** 2)
    d = d * (1 + irregular * state.noise("fbm", 0.5, f"corner {key}"))
    return step(radius * 1.2, radius * 0.75, d)


def frame(state: MarrowState, thickness: float, key: int, irregular: float = 0.5) -> Field:
    """A rim of `thickness` mm under the whole surface of the bone."""
    d = state.depth
    if state.part == "body":
        d = np.minimum(d, state.plate_distance())
    d = d + irregular * state.noise("rough", (0.75, 0.75, 1.5), f"frame {key}")
    return step(thickness * 1.25, thickness * 0.7, d)


def uneven_frame(state: MarrowState, thickness: Field, key: int) -> Field:
    """A rim as `frame` draws it, of another thickness (mm) at every point."""
    d = state.depth
    if state.part == "body":
        d = np.minimum(d, state.plate_distance())
    d = d + 0.5 * state.noise("rough", (0.75, 0.75, 1.5), f"frame {key}")
    return step(1.25, 0.7, d / thickness)


def patches(
    state: MarrowState, low: float, high: float, scale: float, key: int | str, smooth: float = 0.5
) -> Field:
    """Islands where a band-passed texture (SD 1) exceeds low .. high; `scale` mm per tile voxel
    (islands are about 9 times that)."""
    n = state.noise("blob", scale, f"patches {key} {state.level}")
    return step(low, high, n + smooth * state.coarse)


def central_vein(state: MarrowState, size: float = 1.0) -> Field:
    """The fat around the basivertebral vein, which diffuse benign changes spare."""
    if state.part != "body":
        return np.zeros(state.u.shape, np.float32)
    vertebra = state.vertebra
    q = (state.w / 4) ** 2 + (
        (state.v - 0.5 * vertebra.half_depth) / (0.45 * vertebra.half_depth)
    ) ** 2
    q = q + (state.u / (0.4 * vertebra.half_width)) ** 2
    return np.exp(-q / size)


def pedicle(state: MarrowState, side: int) -> Field:
    """The pedicle on one side (-1 right, 1 left) and the adjoining posterior body: 0..1."""
    p, b = state.vertebra.arch, state.vertebra.half_depth
    across = bell(state.u - side * p["pedicle_offset"], 1.4 * p["pedicle_width"] + 2)
    along = step(0.2 * b, 0.8 * b, state.v) * step(b + 16, b + 9, state.v)
    return across * along * bell(state.w - p["pedicle_level"], 1.3 * p["pedicle_height"] + 2)
