"""Skin, subcutaneous fat, back muscles and the interspinous space, at half resolution."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..fields import Field, bell, coverage, lerp, step
from ..slab import Slab

if TYPE_CHECKING:
    from ..scene import Scene


class Frame(NamedTuple):
    """Fields that several background painters share, broadcastable to the coarse slab."""

    side: Field  # mm beside the canal
    r: Field
    level: Field
    front: Field  # mm in front of the vertebral bodies
    to_fascia: Field  # mm behind the fascia (negative in front)
    to_skin: Field  # mm outside the skin
    broad: Field  # smooth texture, SD 1
    septa: Field  # texture of fat septa, SD 1
    pixel: float


def front_distance(scene: "Scene", slab: Slab) -> Field:
    """mm in front of the anterior wall of the bodies, on the plane (1, z', y')."""
    canal = slab.canal

    def make() -> Field:
        vs = scene.spine.vertebrae
        wall = [
            -(v.arch["canal_depth"] * 0.5 + 2 * v.half_depth)
            if v.region != "S"
            else -(7 * scene.patient.scale + 1.5 * v.half_depth)
            for v in vs
        ]
        return lerp(canal.level, [v.index for v in vs], wall) - canal.r

    return slab.plane.get("front", make)


def frame(scene: "Scene", slab: Slab) -> Frame:
    """Shared fields of one coarse slab."""
    canal = slab.canal
    offset = slab.x - canal.center
    side = np.abs(offset)
    middle = np.abs(slab.x - canal.center.mean(axis=2, keepdims=True))
    fascia, skin = scene.surface.fascia_at(slab.z), scene.surface.skin_at(slab.z)
    fascia = fascia + 6.3 * (1 - bell(middle, 15)) - 0.004 * np.maximum(middle - 25, 0) ** 2
    skin = np.maximum(skin + 2.5 * step(8, 30, middle), fascia + 4)
    skin = skin - 0.0026 * np.maximum(middle - 30, 0) ** 2
    point = (slab.x, slab.y, slab.z)
    broad = scene.noise("fbm", point, 2.5, "broad")
    drift = (slab.x, slab.y + 0.35 * slab.z, slab.z - 0.3 * slab.y)
    septa = scene.noise("rough", drift, (3.2, 4.4, 2.2), "septa")
    return Frame(
        side,
        canal.r,
        canal.level,
        front_distance(scene, slab),
        slab.y - fascia + 0.8 * broad,
        slab.y - skin + 0.2 * broad,
        broad,
        septa,
        slab.pixel,
    )


def paint_subcutaneous(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Fat within the skin, its septa and the skin itself."""
    maps = slab.maps
    maps.paint(coverage(f.to_skin, f.pixel), "fat")
    if "F" in maps.names:
        maps["F"][...] *= 1 + 0.03 * f.broad * (maps["F"] > 0.5)
    maps.paint(bell(f.septa, 0.10) * ((f.to_fascia > 2) & (f.to_skin < -1)) * 0.42, "septum")
    if scene.subcutaneous_fluid > 0.05:
        deep = step(16, 4, f.to_fascia) * step(2.5, 5.5, f.level) * (f.to_skin < -2)
        wet = (
            deep * (0.35 * step(0.2, 1.6, f.broad) + 0.5 * bell(f.septa, 0.22)) * (f.to_fascia > 0)
        )
        maps.paint(scene.subcutaneous_fluid * wet, "fluid", T1=1600.0, T2=160.0, HU=-30.0)
    maps.paint(coverage(np.abs(f.to_skin + 0.9) - 0.9, f.pixel), "skin")


def _muscle_extent(scene: "Scene", f: Frame) -> Field:
    """Coverage of the back muscles and quadratus lumborum."""
    s, h = scene.patient.scale, f.pixel
    bulk = (
        (np.abs(f.side - 27 * s) / (36 * s)) ** 3 + (np.abs(f.r - 28 * s) / (27 * s)) ** 3
    ) ** (1 / 3) - 1
    quad = (
        np.sqrt(((f.side - 47 * s - 0.4 * (f.r + 4)) / (17 * s)) ** 2 + ((f.r + 4) / (9 * s)) ** 2)
        - 1
    )
    lumbar = step(2.4, 3.2, f.level) * step(7.4, 6.8, f.level)
    inside = coverage(f.to_fascia, h)
    extent = np.maximum(
        inside * coverage(bulk * 25 * s + 0.8 * f.broad, 2 * h),
        coverage(quad * 9 * s + 0.8 * f.broad, h) * lumbar,
    )
    return np.maximum(extent, inside * (f.r > 5) * step(26, 20, f.side))


def paint_muscles(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Back muscles with fat streaks along the fibres and fat clefts between the columns."""
    extent = _muscle_extent(scene, f)
    fibre = (slab.x, slab.y - 0.28 * slab.z, slab.z + 0.25 * slab.y)
    streak = 0.75 * scene.noise("rough", fibre, (1.1, 0.85, 7.0), "fibre")
    streak = streak + 0.6 * scene.noise("rough", fibre, (2.2, 1.9, 13.0), "bundle")
    fatty = scene.patient.muscle_fat
    deep = np.exp(-np.clip(f.r - 14, 0, 50) * (1 / 16))
    caudal = step(2, 8, f.level)
    threshold = 1.55 - 4.2 * fatty * (0.55 + 0.9 * deep * caudal + 0.5 * caudal)
    strands = step(-0.35, 1.9, streak - threshold + 0.35 * f.broad)
    diffuse = 0.8 * fatty * (0.3 + 0.5 * deep * caudal) * (1 + 0.4 * f.broad)
    fat = np.clip(0.04 + 0.022 * streak + diffuse + 0.8 * strands, 0, 0.9)
    over = {"W": 0.80 * (1 - fat), "F": fat * 0.95, "HU": 56 - 150 * fat}
    slab.maps.paint(extent, "muscle", **over)
    slab.part[extent * (fat < 0.12) > 0.9] = 5
    cleft = bell(f.side - 15 - 0.30 * (f.to_fascia + 25) + 1.5 * f.broad, 1.3)
    cleft = cleft * extent * step(-32, -26, f.to_fascia) * (0.3 + 0.45 * caudal)
    slab.maps.paint(cleft, "fat")
    slab.maps.paint(bell(f.to_fascia + 0.3, 1.0) * 0.85 * step(52, 46, f.side), "fascia")


def paint_interspinous(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Interspinous ligament and fat, unlike at every level, and the supraspinous ligament."""
    between = step(4.6, 2.6, f.side) * step(13, 16, f.r) * coverage(f.to_fascia + 1.5, 2)
    if between.max() <= 0.01:
        return
    point = (slab.x, slab.y + 0.5 * slab.z, slab.z - 0.3 * slab.y)
    coarse = scene.noise("rough", (slab.x, slab.y, slab.z), (2.0, 2.6, 1.1), "interspinous")
    fine = scene.noise("fbm", point, (1.2, 1.6, 0.9), "interspinous fine")
    space = slab.plane.get(
        "interspinous",
        lambda: lerp(
            f.level, [q[0] for q in scene.interspinous], [q[1] for q in scene.interspinous]
        ),
    )
    ridge = slab.plane.get(
        "interspinous tilt",
        lambda: lerp(
            f.level, [q[0] for q in scene.interspinous], [q[2] for q in scene.interspinous]
        ),
    )
    lean = ridge * (f.r - 25) * 0.02
    fat = np.clip(space + lean + 0.24 * coarse + 0.24 * fine, 0.03, 0.95)
    over = {"W": 0.62 * (1 - fat), "F": 0.9 * fat, "T2": 36.0, "HU": 60 - 150 * fat}
    slab.maps.paint(between * 0.92, "fascia", **over)
    cord = step(5, 3, f.side) * bell(f.to_fascia + 1.4, 1.5) * step(7.6, 6.6, f.level)
    slab.maps.paint(cord, "ligament")
