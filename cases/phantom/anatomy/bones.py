"""Bodies and arches: marrow of the patient's age inside a cortex, edited by the diseases."""

from typing import TYPE_CHECKING

import numpy as np

from ..fields import Field, bell, coverage, smooth_max, smooth_min, step
from ..marrow import MarrowState, Part
from ..slab import Points, Slab
from ..tissue import TISSUES
from .arch import arch_distance
from .tables import CORTEX_LAMINA, CORTEX_PLATE, CORTEX_SPINOUS, CORTEX_WALL
from .vertebra import BodyField, Vertebra

if TYPE_CHECKING:
    from ..scene import Scene

BODY_WARP, ARCH_WARP = 0.38, 0.22  # mm of fine irregularity
Local = tuple[Field, Field, Field]


def marrow_state(
    scene: "Scene",
    vertebra: Vertebra,
    part: Part,
    local: Local,
    points: Points,
    depth: Field,
    body: BodyField | None = None,
) -> MarrowState:
    """Healthy marrow by age, sex and place."""
    patient, name = scene.patient, f"{part} {vertebra.name}"
    grain_scale = (0.45, 0.45, 1.1) if part == "body" else (0.5, 0.5, 0.9)
    coarse = scene.noise("fbm", local, 0.55, f"{name} coarse")
    grain = scene.noise("fine", local, grain_scale, f"{name} grain")
    patchy = 0.025 + 0.0016 * max(patient.age - 20, 0)
    place = (0.08 if part != "body" else 0) + (0.06 if vertebra.region == "S" else 0)
    place -= 0.04 if vertebra.index < 0 else 0
    fat = patient.fat + patchy * coarse + 0.035 * grain + place
    bone = patient.bone_volume * np.clip(1 + 0.72 * grain + 0.08 * coarse, 0.08, 3.2)
    half = np.full(depth.shape, 0.5, np.float32)

    def even(value: float) -> Field:
        return np.full(depth.shape, value, np.float32)

    m = scene.marrow
    state = MarrowState(
        scene, vertebra, part, *local, points.x, points.y, points.z, depth,
        half if body is None else body.height, half if body is None else body.radius,
        coarse, grain, fat, bone, even(m.t1), even(m.t2), even(m.pd), even(m.adc), even(m.gd),
        even(m.t2s), even(CORTEX_SPINOUS),
    )  # fmt: skip
    if body is not None:
        _body_pattern(scene, state)
    return state


def _body_pattern(scene: "Scene", state: MarrowState) -> None:
    """Fat around the basivertebral vein, corner fat of ageing, denser trabeculae at the plates."""
    vertebra, age = state.vertebra, scene.patient.age
    b = vertebra.half_depth
    vein = np.exp(
        -(
            (state.w / 5.5) ** 2
            + ((state.v - 0.45 * b) / (0.55 * b)) ** 2
            + (state.u / (0.5 * vertebra.half_width)) ** 2
        )
    )
    state.fat = state.fat + scene.vein_fat * vein
    if age > 35:
        corner = step(0.55, 1.0, state.radius)
        corner = corner * (np.exp(-state.height / 0.16) + np.exp(-(1 - state.height) / 0.16))
        state.fat = state.fat + min(0.26, 0.006 * (age - 35)) * corner * (1 + 0.5 * state.coarse)
    plates = np.exp(-state.height / 0.10) + np.exp(-(1 - state.height) / 0.10)
    state.bone = state.bone * (1 - 0.35 * vein + 0.35 * plates)


def _basivertebral_vein(state: MarrowState) -> None:
    """A funnel from the middle of the posterior wall that forks in the body."""
    vertebra = state.vertebra
    if vertebra.region == "C" or (vertebra.region == "S" and vertebra.name != "S1"):
        return
    b, u, v, w = vertebra.half_depth, state.u, state.v, state.w - 0.4
    size = 0.6 + 0.4 * min(vertebra.height / 25, 1.2)
    wide = size * (1.6 + 3.6 * step(0.55 * b, b, v))
    trunk = bell(w / (size * (1.0 + 1.9 * step(0.2 * b, 0.98 * b, v))), 1) * bell(u / wide, 1)
    trunk = trunk * step(-0.12 * b, 0.10 * b, v)
    fork = bell(w, 1.1) * bell(np.abs(u) - 0.9 * (0.12 * b - v), 1.2) * (v < 0.2 * b)
    fork = fork * step(-0.6 * b, -0.3 * b, v) * 0.7
    vein = np.clip(trunk + fork, 0, 1)
    state.bone = state.bone * (1 - 0.9 * vein)
    rim = bell(np.abs(w) - 2.6 * size, 0.8) * step(0.3 * b, 0.8 * b, v) * bell(u, 5 * size)
    state.bone = state.bone + 0.10 * rim
    state.mix(vein * 0.8, fat=0.12, t1=1000.0, t2=105.0, gd=0.9)
    gap = bell(u, 4.5 * size) * bell(w, 3.2 * size) * step(0.6 * b, 0.8 * b, v)
    state.cortex = state.cortex * (1 - 0.9 * gap)


def finish_bone(
    scene: "Scene", slab: Slab, points: Points, state: MarrowState, surface: Field, hu: float
) -> None:
    """Run the diseases' marrow edits, add the cortex and paint.

    `surface` is the distance (mm, negative inside) from which the cortex of `state.thickness` is
    measured; `hu` is the attenuation of solid cortex.
    """
    for disease in scene.diseases:
        disease.marrow(state)
    trabecular = coverage(surface + state.thickness * state.vertebra.cortex_gain, slab.pixel)
    trabecular = trabecular + (1 - trabecular) * (1 - state.cortex)
    values = state.tissue()
    cortex = TISSUES["cortex"]._asdict() | {"HU": hu}
    values = {
        name: cortex[name] + trabecular * (values[name] - cortex[name]) for name in slab.maps.names
    }
    alpha = coverage(-state.depth, slab.pixel)
    slab.maps.blend_points(points.flat, alpha, values)
    inside = state.depth > 0
    marked = (state.label > 0) & inside
    slab.label.reshape(-1)[points.flat[inside]] = 0
    slab.label.reshape(-1)[points.flat[marked]] = state.label[marked]
    slab.mark_part(points.flat, trabecular * inside > 0.99, state.part)


def _body_corners(vertebra: Vertebra) -> np.ndarray:
    """World corners of a box that holds the body with its spurs, bulges and dens."""
    reach = 4 + max(0.0, vertebra.expansion)
    edited = 4 if vertebra.upper_terms or vertebra.lower_terms else 0
    top = vertebra.height / 2 + vertebra.dens[0] + 5 + reach / 2 + edited
    a, b = vertebra.half_width + 7 + reach, vertebra.half_depth + 7 + reach
    return np.array(
        [vertebra.world(u, v, w) for u in (-a, a) for v in (-b, b) for w in (-top, top)]
    )


def paint_body(scene: "Scene", slab: Slab, vertebra: Vertebra) -> None:
    """One vertebral body with the ligament in front and the cartilage of a growing plate."""
    points = slab.near(
        _body_corners(vertebra),
        lambda x, y, z: vertebra.body(*vertebra.local(x, y, z)).distance,
        1.6 + 2.2 * vertebra.growth_plate,
    )
    if points is None:
        return
    local = vertebra.local(points.x, points.y, points.z)
    body = vertebra.body(*local)
    warp = scene.noise("fbm", local, 0.9, f"warp {vertebra.name}")
    d = body.distance + BODY_WARP * warp
    front = step(0.15 * vertebra.half_depth, -0.3 * vertebra.half_depth, local[1])
    if vertebra.growth_plate > 0.05:
        near_plate = step(0.30, 0.42, np.abs(body.height - 0.5))
        grown = np.maximum(d - 2.2 * vertebra.growth_plate, body.wall + 0.3 * warp)
        cartilage = coverage(grown, slab.pixel) * near_plate
        slab.maps.paint_points(points.flat, cartilage, "cartilage", T2=62.0)
    hood = coverage(d - 0.9 * front - 0.05, slab.pixel) * (0.12 + 0.6 * front)
    slab.maps.paint_points(points.flat, hood, "ligament")
    keep = d < 0.5 * slab.pixel
    if keep.any():
        inner = (local[0][keep], local[1][keep], local[2][keep])
        field = BodyField(*(q[keep] for q in body))
        _fill_body(scene, slab, vertebra, (points.take(keep), inner, field), (d[keep], warp[keep]))


def _fill_body(
    scene: "Scene",
    slab: Slab,
    vertebra: Vertebra,
    where: tuple[Points, Local, BodyField],
    shape: tuple[Field, Field],
) -> None:
    """Marrow, vein and cortex of a body; `shape` is its distance and the warp of its surface."""
    (points, local, body), (d, warp) = where, shape
    state = marrow_state(scene, vertebra, "body", local, points, -d, body)
    _basivertebral_vein(state)
    state.thickness = CORTEX_WALL + 0.12 * state.coarse
    plate = CORTEX_PLATE + 0.16 * state.coarse - state.thickness
    surface = smooth_max(body.wall + 0.28 * warp, body.upper - local[2] + plate, 2.0)
    surface = smooth_max(surface, local[2] - body.lower + plate, 2.0)
    if vertebra.dens[0]:
        surface = smooth_min(surface, vertebra.dens_distance(*local), 3.0)
    hu = float(np.clip(1150 * (scene.patient.bone_volume / 0.13) ** 0.5, 700, 1350))
    finish_bone(scene, slab, points, state, surface, hu)


def paint_apophyses(scene: "Scene", slab: Slab, vertebra: Vertebra) -> None:
    """Ring apophyses of a growing body, not yet fused."""
    if not vertebra.apophyses:
        return
    a, b, top = vertebra.half_width + 3, vertebra.half_depth + 3, vertebra.height / 2 + 4
    corners = np.array(
        [vertebra.world(u, v, w) for u in (-a, a) for v in (-b, b) for w in (-top, top)]
    )
    points = slab.near(
        corners, lambda x, y, z: vertebra.ring_apophysis(*vertebra.local(x, y, z)), 1.0
    )
    if points is None:
        return
    local = vertebra.local(points.x, points.y, points.z)
    bony = scene.noise("fbm", local, 1.6, f"apophysis {vertebra.name}")
    alpha = coverage(vertebra.ring_apophysis(*local), 1.0) * step(-1.0, -0.3, bony)
    slab.maps.paint_points(points.flat, alpha * 0.85, "bone")


def _arch_corners(vertebra: Vertebra) -> np.ndarray:
    """World corners of a box that holds the arch."""
    p = vertebra.arch
    v = (vertebra.half_depth - 7, vertebra.half_depth + p["canal_depth"] + p["spinous_length"] + 9)
    low = max(vertebra.height / 2 + vertebra.disc + 9, p["spinous_drop"] + p["spinous_height"] + 6)
    w, u = (-vertebra.height / 2 - 12, low), p["pedicle_offset"] + 34
    return np.array([vertebra.world(q, r, s) for q in (-u, u) for r in v for s in w])


def paint_joints(scene: "Scene", slab: Slab, vertebra: Vertebra) -> None:
    """Cartilage, capsule and, with degeneration, fluid of the facet joints below a vertebra."""
    below = scene.spine.below(vertebra)
    if below is None or below.region == "S":
        return
    p, sc = vertebra.arch, vertebra.arch_scale
    low = vertebra.height * 0.5 + vertebra.disc * 0.5 + 2.5 * sc
    back = vertebra.half_depth + p["canal_depth"] * 0.95 + 4.2 * sc
    fluid = step(0.35, 0.9, np.float32(vertebra.degeneration))
    for side in (-1, 1):
        upper = vertebra.world(side * (p["pedicle_offset"] * 0.80 + 0.5 * sc), back, low)
        q = below.arch
        lower = below.world(
            side * (q["pedicle_offset"] + 3.0 * sc),
            below.half_depth + 11.5 * sc,
            q["pedicle_level"] - q["upper_facet"],
        )
        middle = 0.5 * (upper + lower)
        corners = middle + 9 * np.array(np.meshgrid((-1, 1), (-1, 1), (-1, 1))).reshape(3, -1).T
        x0, y0, z0 = (float(c) for c in middle)

        def distance(x: Field, y: Field, z: Field) -> Field:
            square = (x - x0) ** 2 + (y - y0) ** 2 + ((z - z0) / 1.4) ** 2  # noqa: B023
            return np.sqrt(square) - 6.0 * sc

        points = slab.near(corners, distance, 1.0)
        if points is None:
            continue
        d = distance(points.x, points.y, points.z)
        slab.maps.paint_points(points.flat, coverage(d, 1.5) * 0.85, "fascia")
        slab.maps.paint_points(points.flat, coverage(d + 2.0, 1.5), "cartilage")
        wet = coverage(d + 3.2, 1.5) * fluid
        slab.maps.paint_points(points.flat, wet, "fluid", T2=300.0)


def paint_arch(scene: "Scene", slab: Slab, vertebra: Vertebra) -> None:
    """The posterior elements of one vertebra."""

    def distance(x: Field, y: Field, z: Field) -> Field:
        return arch_distance(vertebra, *vertebra.local(x, y, z))

    points = slab.near(_arch_corners(vertebra), distance, 1.8)
    if points is None:
        return
    local = vertebra.local(points.x, points.y, points.z)
    warp = scene.noise("fbm", local, 1.5, f"arch warp {vertebra.name}")
    d = arch_distance(vertebra, local[0], local[1] + 0.8 * warp, local[2] + 0.8 * warp)
    d = d + ARCH_WARP * warp
    keep = d < 0.5 * slab.pixel
    if not keep.any():
        return
    points, warp, d = points.take(keep), warp[keep], d[keep]
    local = (local[0][keep], local[1][keep], local[2][keep])
    state = marrow_state(scene, vertebra, "arch", local, points, -d)
    can, behind = vertebra.arch["canal_depth"], local[1] - vertebra.half_depth
    lamina = step(can + 9, can + 3, behind) * step(1, 5, behind)
    thick = CORTEX_SPINOUS + (CORTEX_LAMINA - CORTEX_SPINOUS) * lamina
    state.thickness = (
        thick * (1.0 if vertebra.index >= 0 else 0.85) * scene.patient.scale + 0.35 * warp
    )
    finish_bone(scene, slab, points, state, d, 1180.0)
