"""What lies in front of the spine: muscles, vessels, viscera, chest. Half resolution."""

from typing import TYPE_CHECKING

import numpy as np

from ..fields import Field, bell, coverage, lerp, step
from ..slab import Slab
from .background import Frame
from .viscera import body_half_width

if TYPE_CHECKING:
    from ..scene import Scene


def _lobe(scene: "Scene", slab: Slab) -> Field:
    """Slow unevenness of a muscle's outline, part of its radius."""
    return 0.11 * scene.noise("fbm", (slab.x, slab.y, slab.z), (3.4, 3.4, 12.0), "psoas outline")


def _fill_psoas(scene: "Scene", slab: Slab, f: Frame, shape: tuple[Field, Field]) -> None:
    """Muscle with fine fat streaks where (distance, radius) say."""
    distance, radius = shape
    streak = scene.noise("rough", (slab.x, slab.y, slab.z), (1.6, 1.6, 9.0), "psoas")
    fat = np.clip(0.05 + 0.05 * f.broad + 0.06 * np.clip(streak - 0.6, 0, 2), 0, 0.5)
    over = {"W": 0.8 * (1 - fat), "F": fat, "HU": 56 - 120 * fat}
    uneven = radius * (_lobe(scene, slab) - 1 - 0.05 * f.broad) + 0.6 * f.broad
    slab.maps.paint(coverage(distance + uneven, f.pixel) * (radius > 1), "muscle", **over)


def paint_psoas(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Psoas, retroperitoneal strands and the crura of the diaphragm."""
    vs, s = scene.spine.vertebrae, scene.patient.scale
    keys = [v.index for v in vs]
    middle = [v.half_depth + v.arch["canal_depth"] * 0.5 for v in vs]
    depth = f.r + slab.plane.get("mid body", lambda: lerp(f.level, keys, middle))
    width = body_half_width(scene, slab, f.level)
    radius = lerp(f.level, (1.8, 3, 5, 7, 9), (0, 6, 14, 19, 18)) * s
    distance = np.sqrt(
        ((f.side - width - 0.85 * radius + 1) / 0.85) ** 2
        + ((depth - 1 + np.clip(f.level - 6, 0, 4) * 9) * 0.95) ** 2
    )
    if (radius > 1).any() and (distance < 1.3 * radius).any():
        _fill_psoas(scene, slab, f, (distance, radius))
    slab.maps.paint(bell(f.septa, 0.10) * (f.front > 2) * 0.4, "septum")
    crus = bell(f.front - 3.2 - 0.1 * f.side, 2.0) * step(0.4, 1.2, f.level)
    crus = crus * step(4.7, 3.6, f.level) * step(15, 11, np.abs(f.side - 9))
    slab.maps.paint(np.clip(crus * 1.15, 0, 1), "muscle")


def paint_chest(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Lungs beside the column, heart and great vessels in front of it."""
    chest = step(1.3, 0.6, f.level + 0.06 * f.broad) * step(-10.6, -9.6, f.level)
    if chest.max() < 0.01:
        return
    point = (slab.x, slab.y, slab.z)
    heart = coverage(-(f.front - 19 - 1.5 * f.broad - 3 * np.sin(f.level * 1.3)), 2.5) * chest
    heart = heart * (f.r < -20)
    blood = 0.5 + 0.35 * np.tanh(1.6 * scene.noise("fbm", point, 1.8, "heart"))
    over = {"W": 0.16 + 0.45 * blood, "F": 0.02, "T2": 48.0, "HU": 44.0 + 10 * blood, "GD": 0.5}
    slab.maps.paint(heart, "organ", **over)
    slab.maps.paint(heart * step(0.85, 1.05, blood + 0.2 * np.sin(f.level * 2.1)), "fat")
    beside = coverage(-(f.front - 5 - 1.0 * f.broad - 16 * step(17, 10, f.side)), 2.5)
    lung = beside * chest * step(9, 12, f.side) * step(-4, -9, f.r)
    width = body_half_width(scene, slab, f.level)
    gutter = 0.2 * np.clip(f.side - 25, 0, 20) - 2
    between = coverage(np.abs(f.r - 5) - 7, 2) * step(20, 25, f.side) * chest
    slab.maps.paint(between * 0.8, "muscle", F=0.22, W=0.66)
    outer = (
        step(0, 3, f.side - width - 3 - 0.6 * f.broad)
        * step(1, -3, f.r - gutter)
        * step(-75, -70, f.r)
    )
    lung = np.maximum(lung, chest * outer)
    slab.maps.paint(lung, "lung")
    vessels = step(1.9, 2.2, scene.noise("rough", point, 1.5, "lung vessels"))
    slab.maps.paint(lung * vessels, "blood")


def _tube(
    slab: Slab,
    f: Frame,
    place: tuple[Field | float, Field | float],
    radius: Field | float,
    span: tuple[float, float],
    tissue: str = "blood",
    aspect: float = 1.0,
    fade: float = 0.15,
) -> None:
    """A vessel along the spine at (x beside the canal, mm in front), with a thin wall.

    It narrows over `fade` levels at both ends of its span, as vessels that leave the plane do.
    """
    if f.level.max() < span[0] - 0.1 or f.level.min() > span[1] + 0.1:
        return
    offset = (slab.x - slab.canal.center - place[0]) * (1 / aspect)
    distance = np.sqrt(offset**2 + (f.front - place[1]) ** 2) - radius
    ends = step(span[0], span[0] + fade, f.level) * step(span[1], span[1] - fade, f.level)
    distance = distance + (1 - ends) * (radius + 3)
    if distance.min() > 2:
        return
    extent = (f.r < -10) * (ends > 0)
    slab.maps.paint(coverage(distance - 1.0, f.pixel) * extent, "vessel wall")
    slab.maps.paint(coverage(distance, f.pixel) * extent, tissue)


def paint_vessels(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Aorta, cava, iliac vessels, azygos and mesenteric artery."""
    level, s, age = f.level, scene.patient.scale, scene.patient.age
    a, b = scene.vessel_phase
    wander = (1.0 + 0.03 * max(age - 40, 0)) * (
        np.sin(level * 1.1 + a) + 0.5 * np.sin(level * 2.3 + b)
    )
    knot = 0.35 * np.sin(level * 3.1 + b) + 0.25 * np.sin(level * 5.3 + a)
    radius = (8.5 + 0.05 * (age - 40)) * s * (1 - 0.035 * (level - 2)) + knot * s
    ahead = np.clip(2.5 - level, 0, 3) * 0.8 + np.clip(-5 - level, 0, 4) * 6
    aorta = 3.5 + radius + 0.4 * wander + ahead
    left = (8 + np.clip(3 - level, 0, 9) * 1.9) * s + wander
    _tube(slab, f, (left, aorta), radius, (-7.5, 6.5), fade=0.4)
    iliac = np.clip(level - 6.3, 0, 4)
    for side in (-1, 1):
        _tube(slab, f, (5 + side * iliac * 20, 10 + 3 * iliac), 5.2 * s, (6.2, 9.5))
    beside = -17 * s + 0.5 * wander + np.clip(level - 5, 0, 2) * 3
    before = 11 - 0.6 * wander + np.clip(2.6 - level, 0, 4) * 6
    _tube(
        slab,
        f,
        (beside, before),
        (9.5 + 0.8 * np.sin(level * 2.2 + a)) * s,
        (-1, 7.0),
        aspect=1.15,
    )
    _tube(slab, f, (-8 * s, 3.5), 2.4 * s, (-7, 2.5))
    for top, length in ((2.4, 0.8), (3.05, 2.6)):  # coeliac trunk, superior mesenteric artery
        along = np.clip((level - top) / length, 0, 1)
        place = 3.5 + 17 * s + 3 + 15 * np.sqrt(along)
        _tube(slab, f, (5, place), 3.2 * s, (top, top + length), fade=0.3)
    _renal_vein(slab, f, s, b)


def _renal_vein(slab: Slab, f: Frame, s: float, phase: float) -> None:
    """The left renal vein, crossing in front of the aorta and falling back to the kidney."""
    x = slab.x - slab.canal.center
    front = f.front - (26 * s + 3) + 0.010 / s * np.clip(x - 8 * s, 0, None) ** 2
    down = (f.level - 3.75 - phase * 0.02) * 30 * s
    distance = np.sqrt(front**2 + down**2) - 3.6 * s
    if distance.min() < 2:
        span = step(-14 * s, -10 * s, x) * step(46 * s, 40 * s, x) * (f.r < -8)
        slab.maps.paint(coverage(distance, f.pixel) * span, "blood")


def paint_airway(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Oesophagus, trachea, larynx and pharynx with the soft tissue of the neck."""
    level, s = f.level, scene.patient.scale
    wander = np.sin(level * 0.9 + scene.vessel_phase[0])
    neck = step(-9.6, -10.6, level + 0.1 * f.broad)
    if neck.max() > 0.01:
        open_above = 40 * step(-15.9, -16.4, f.level)
        tissue = neck * coverage(-(f.front - 3.5 + open_above), 2) * (f.r < -8)
        fat = np.clip(0.10 + 0.16 * f.broad + 0.25 * step(0.8, 1.6, np.abs(f.septa)), 0, 0.9)
        over = {"W": 0.78 * (1 - fat), "F": fat, "T1": 900.0, "T2": 52.0, "HU": 56 - 150 * fat}
        slab.maps.paint(tissue, "muscle", **over)
        longus = coverage(
            np.sqrt(((f.side - 7 * s) / (5 * s)) ** 2 + ((f.front - 3 * s) / (3 * s)) ** 2) - 1,
            0.5,
        )
        slab.maps.paint(longus * neck, "muscle")
    hiatus = np.clip(level + 1.5, 0, 4) ** 2 * 2.2
    _tube(
        slab,
        f,
        (4 * s + 1.5 * wander + hiatus, 7 * s + hiatus),
        4.5 * s,
        (-12.2, 1.4),
        "muscle",
        1.6,
        0.5,
    )
    forward = (
        15 * s + 1.5 * wander + np.clip(-9 - level, 0, 4) * 0.6 + np.clip(level + 9, 0, 4) * 2.0
    )
    _tube(slab, f, (-1, forward), (7.4 + 0.5 * wander) * s, (-12.9, -5.2), "gas", 1.15, 0.3)
    pharynx = 8.5 * s + np.clip(level + 15, 0, 3) * 2.2 + 0.8 * wander
    _tube(slab, f, (0, pharynx), (4.2 + 0.8 * wander) * s, (-17.5, -11.3), "gas", 2.2, 0.3)


def paint_front(scene: "Scene", slab: Slab, f: Frame) -> None:
    """Everything in front of the spine, back to front."""
    paint_psoas(scene, slab, f)
    scene.viscera.paint(scene, slab, f)
    paint_chest(scene, slab, f)
    paint_vessels(scene, slab, f)
    paint_airway(scene, slab, f)
