"""Intervertebral discs: annulus, nucleus, cleft, cartilage plates, gas, ligaments around."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..fields import Field, bell, coverage, lerp1, step
from ..slab import Points, Slab
from .tables import NUCLEUS_DEGENERATION, NUCLEUS_T2
from .vertebra import Vertebra

if TYPE_CHECKING:
    from ..scene import Scene


@dataclass
class DiscState:
    """Samples of one disc (one-dimensional); disease models may edit the tissue fields."""

    scene: "Scene"
    upper: Vertebra
    lower: Vertebra
    u: Field  # in the frame of the upper vertebra
    v: Field
    w: Field
    height: Field  # 0 at the upper vertebra's plate, 1 at the lower's
    distance: Field  # mm, negative inside
    center_distance: Field  # 0 in the middle of the nucleus, 1 at its edge
    pd: Field
    t1: Field
    t2: Field
    hu: Field
    adc: Field
    gd: Field
    label: np.ndarray

    @property
    def level(self) -> str:
        """Name of the vertebra above."""
        return self.upper.name

    def mix(self, alpha: Field, **targets: object) -> None:
        """Move tissue fields (pd, t1, t2, hu, adc, gd) towards targets by alpha."""
        for name, target in targets.items():
            old = getattr(self, name)
            setattr(self, name, old + alpha * (target - old))


def _outside(
    upper: Vertebra, lower: Vertebra, points: tuple[Field, Field, Field]
) -> dict[str, Field]:
    """Distances of a disc at world points."""
    u, v, w = upper.local(*points)
    u2, v2, w2 = lower.local(*points)
    r1 = upper.section_radius(u, v)
    flat = lower.region == "S" and lower.name != "S1"
    r2 = r1 if flat else lower.section_radius(u2, v2)
    above = upper.lower_plate(u, v, np.minimum(r1, 1.3)) - w
    under = w2 - lower.upper_plate(u2, v2, np.minimum(r2, 1.3))
    gap = np.maximum(-(above + under), 0.6)
    t = np.clip(-above / gap, 0, 1)
    radius = 0.5 * (r1 + r2)
    v_mean = 0.5 * (v + v2)
    belly = 1 - (2 * t - 1) ** 2
    if upper.region == "S":
        bulge = -1.3 + 0 * belly
    else:
        back = step(0.5 * upper.half_depth, 0.95 * upper.half_depth, v_mean)
        bulge = (0.5 + 1.0 * upper.degeneration) * belly
        bulge = bulge + upper.bulge * belly * back * bell(u, 0.75 * upper.half_width)
    rho = np.sqrt(u * u + 0.25 * (v + v2) ** 2)
    wall = (radius - 1) * rho / np.maximum(radius, 0.2) - bulge
    names = ("u", "v", "w", "above", "under", "t", "radius", "v_mean", "wall")
    return dict(zip(names, (u, v, w, above, under, t, radius, v_mean, wall), strict=True))


def _corners(upper: Vertebra, lower: Vertebra) -> np.ndarray:
    """World corners of a box that holds the disc."""
    a = max(upper.half_width, lower.half_width) + 6
    b = max(upper.half_depth, lower.half_depth) + 9
    top = upper.height / 2 - upper.lower_concavity - 4
    deep = max([0.0, *(8.0 for _ in upper.lower_terms[:1])])
    end = (
        upper.height / 2 + upper.disc + lower.upper_concavity + 9 + (6 if lower.upper_terms else 0)
    )
    return np.array(
        [upper.world(u, v, w) for u in (-a, a) for v in (-b, b) for w in (top - deep, end)]
    )


def paint_disc(scene: "Scene", slab: Slab, upper: Vertebra) -> None:
    """The disc below a vertebra."""
    lower = scene.spine.below(upper)
    if lower is None:
        return

    def distance(x: Field, y: Field, z: Field) -> Field:
        q = _outside(upper, lower, (x, y, z))
        return np.maximum(np.maximum(q["above"], q["under"]), q["wall"] - 0.7)

    points = slab.near(_corners(upper, lower), distance, 1.0)
    if points is None:
        return
    q = _outside(upper, lower, (points.x, points.y, points.z))
    plates, h = np.maximum(q["above"], q["under"]), slab.pixel
    if upper.region == "S":
        shell = coverage(np.maximum(plates, q["wall"] - 1.3), h)
        fused = "cartilage" if upper.immaturity > 0.15 else "cortex"
        slab.maps.paint_points(points.flat, shell, fused, HU=110 if fused == "cartilage" else 700)
    else:
        hood = coverage(np.maximum(plates, q["wall"] - 0.7), h) * 0.85
        slab.maps.paint_points(points.flat, hood, "ligament")
    _paint_inside(scene, slab, (upper, lower), points, q)


def _paint_inside(
    scene: "Scene",
    slab: Slab,
    pair: tuple[Vertebra, Vertebra],
    points: Points,
    q: dict[str, Field],
) -> None:
    """Nucleus and annulus of one disc."""
    upper, h = pair[0], slab.pixel
    d = np.maximum(np.maximum(q["above"], q["under"]) - 0.3, q["wall"])
    inside = coverage(d, h)
    keep = inside > 0
    if not keep.any():
        return
    index, inside, d = points.flat[keep], inside[keep], d[keep]
    q = {name: value[keep] for name, value in q.items()}
    local = (q["u"], q["v"], q["w"])
    fine = scene.noise("rough", local, (1.2, 1.2, 0.8), f"disc {upper.name}")
    smooth = scene.noise("fbm", local, (1.0, 1.0, 0.7), f"disc smooth {upper.name}")
    state = _healthy(scene, pair, q, (d, fine, smooth))
    for disease in scene.diseases:
        disease.disc(state)
    values = {"W": state.pd, "F": 0.01, "T1": state.t1, "T2": np.clip(state.t2, 12, 900)}
    values |= {"HU": state.hu, "ADC": state.adc, "GD": state.gd, "T2S": 25.0}
    slab.maps.blend_points(index, inside, values)
    slab.mark_part(index, d < -1, "disc")
    slab.label.reshape(-1)[index[d < 0]] = 0
    marked = (state.label > 0) & (d < 0)
    slab.label.reshape(-1)[index[marked]] = state.label[marked]
    if upper.vacuum:
        gas = step(0.24, 0.10, np.abs(q["t"] - 0.5 - 0.05 * smooth))
        gas = gas * step(0.85, 0.55, state.center_distance + 0.15 * smooth)
        slab.maps.paint_points(index, gas * inside, "gas")


def _healthy(
    scene: "Scene",
    pair: tuple[Vertebra, Vertebra],
    q: dict[str, Field],
    texture: tuple[Field, Field, Field],
) -> DiscState:
    """Tissue of a disc by its degeneration."""
    upper, age = pair[0], scene.patient.age
    (d, fine, smooth), t, radius = texture, q["t"], q["radius"]
    a, b = upper.half_width, upper.half_depth
    center = np.sqrt((q["u"] / (0.72 * a)) ** 2 + ((q["v_mean"] - 0.06 * b) / (0.74 * b)) ** 2)
    lens = np.sqrt(center**2 + 0.30 * (2 * t - 1) ** 2)
    nucleus = step(1.25, 0.45, lens + 0.06 * smooth)
    edge = np.exp(-np.clip(np.minimum(-q["above"], -q["under"]), 0, None) * (1 / 0.8))
    grade = min(upper.degeneration, 1.0) if upper.region != "S" else 0.7
    peak = lerp1(grade, NUCLEUS_DEGENERATION, NUCLEUS_T2)
    if upper.region == "S":
        peak = 55.0 + 60 * upper.immaturity
    peak *= upper.disc_signal
    cleft = bell(t - 0.5 - 0.05 * smooth, 0.11) * step(1.0, 0.4, center)
    cleft = cleft * (0.65 if age > 25 else 0.25 if age > 14 else 0.0) * (1 - 0.5 * grade)
    lamellae = 0.12 * np.sin(radius * 46 + 2 * smooth)
    t2 = 31 * (1 + lamellae)
    t2 = t2 + (peak - 31) * nucleus * (1 - 0.55 * cleft) * (1 - 0.35 * edge) * (1 + 0.10 * smooth)
    water = 0.72 + 0.14 * nucleus - 0.20 * step(0.80, 1.0, radius) + 0.03 * fine
    return DiscState(
        scene,
        *pair,
        q["u"],
        q["v"],
        q["w"],
        t,
        d,
        center,
        pd=water * (1 - 0.25 * edge),
        t1=780 + 240 * nucleus,
        t2=t2,
        hu=85 + 18 * (1 - nucleus) + 30 * edge + 6 * fine,
        adc=0.9 + 0.8 * nucleus * (1 - 0.6 * grade),
        gd=np.full(d.shape, 0.03, np.float32),
        label=np.zeros(d.shape, np.uint8),
    )
