"""Building blocks that change shape: call them from `attach`, on the vertebrae of the scene.

Heights and discs are changed earlier, through `geometry` and `LevelEdit`, because the chain tips
over a wedged body.
"""

from typing import TYPE_CHECKING

import numpy as np

from ..anatomy.vertebra import Vertebra
from ..fields import Field, bell, step
from .shapes import Side

if TYPE_CHECKING:
    from ..scene import Scene


def _terms(vertebra: Vertebra, side: Side) -> list:  # type: ignore[type-arg]
    return vertebra.upper_terms if side == "upper" else vertebra.lower_terms


def dent(
    vertebra: Vertebra,
    side: Side,
    at: tuple[float, float],
    depth: float,
    radius: float,
    power: float = 3.2,
) -> None:
    """A Schmorl-like node: `depth` mm into the body at (u, v), flat-bottomed with higher power."""

    def term(u: Field, v: Field, r: Field) -> Field:
        square = ((u - at[0]) ** 2 + (v - at[1]) ** 2) * (1 / radius**2)
        return depth * np.exp(-(square ** (power / 2)))

    _terms(vertebra, side).append(term)


def biconcave(vertebra: Vertebra, side: Side, depth: float) -> None:
    """Fish vertebra: a smooth arch of `depth` mm over the whole plate."""
    _terms(vertebra, side).append(lambda u, v, r: depth * np.clip(1 - (r / 0.95) ** 2, 0, 1))


def h_shape(vertebra: Vertebra, side: Side, depth: float, width: float = 0.56) -> None:
    """A square central depression of `depth` mm over `width` of the plate (sickle, Gaucher)."""
    a, b = vertebra.half_width * width, vertebra.half_depth * width

    def term(u: Field, v: Field, r: Field) -> Field:
        return depth * step(1.12, 0.80, np.sqrt((u / a) ** 2 + (v / b) ** 2))

    _terms(vertebra, side).append(term)


def rough_plate(
    scene: "Scene", vertebra: Vertebra, side: Side, size: float, key: int, waves: float = 0.8
) -> None:
    """An irregular or eroded plate; `size` mm SD, `waves` mm per voxel of the noise."""

    def term(u: Field, v: Field, r: Field) -> Field:
        n = scene.noise("fbm", (u, v, 0 * u), waves, f"plate {key} {vertebra.name} {side}")
        return size * n * np.clip((1.02 - r) / 0.15, 0, 1)

    _terms(vertebra, side).append(term)


def plate_step(vertebra: Vertebra, side: Side, depth: float) -> None:
    """An impacted plate: `depth` mm over the front three quarters (compression fracture)."""
    a, b = 0.9 * vertebra.half_width, 0.75 * vertebra.half_depth

    def term(u: Field, v: Field, r: Field) -> Field:
        inner = np.exp(-(((v + 0.33 * b) / b) ** 4) - (u / a) ** 4)
        return depth * inner * np.clip((1.12 - r) / 0.25, 0, 1)

    _terms(vertebra, side).append(term)


def bulge_wall(
    vertebra: Vertebra, at: tuple[float, float], size: float, width: tuple[float, float], *,
    back: bool = True, septum: float = 0.0,
) -> None:  # fmt: skip
    """Push the posterior (or anterior) wall out by `size` mm around (u, w); `septum` 0..1
    keeps the midline in: a draped curtain."""
    sign, b = (1 if back else -1), vertebra.half_depth

    def term(u: Field, v: Field, w: Field) -> Field:
        g = (
            bell(u - at[0], width[0])
            * bell(w - at[1], width[1])
            * step(0.3 * b, 0.9 * b, sign * v)
        )
        return -size * g * (1 - septum * bell(u, 2.5))

    vertebra.wall_terms.append(term)


def scallop_wall(vertebra: Vertebra, depth: float, *, back: bool = True) -> None:
    """Press the posterior (or anterior) wall in by `depth` mm at mid-height."""
    sign, b, h = (1 if back else -1), vertebra.half_depth, vertebra.height

    def term(u: Field, v: Field, w: Field) -> Field:
        return depth * bell(w, 0.36 * h) * step(0.2 * b, 0.8 * b, sign * v)

    vertebra.wall_terms.append(term)


def square(vertebra: Vertebra, amount: float, *, front_only: bool = False) -> None:
    """Fill the waist by `amount` mm: squared body."""
    h = vertebra.height

    def term(u: Field, v: Field, w: Field) -> Field:
        where = step(0.2, -0.4, v / vertebra.half_depth) if front_only else 1.0
        return -amount * bell(w, 0.35 * h) * where

    vertebra.wall_terms.append(term)


def spur(vertebra: Vertebra, side: Side, size: float, *, front: bool = True) -> None:
    """An osteophyte or syndesmophyte of `size` mm at one rim."""
    sign, h, b = (-1 if front else 1), vertebra.height, vertebra.half_depth
    end = -0.46 if side == "upper" else 0.46

    def term(u: Field, v: Field, w: Field) -> Field:
        return -size * bell(w - end * h, 0.10 * h) * step(0.3 * b, 0.8 * b, sign * v)

    vertebra.wall_terms.append(term)


def enlarge_arch(vertebra: Vertebra, factor: float) -> None:
    """Thicken pedicles, laminae and spinous process."""
    for key in ("pedicle_width", "pedicle_height", "spinous_half_width"):
        vertebra.arch[key] *= factor


def widen_sac(scene: "Scene", level: str, size: float) -> None:
    """Dural ectasia: the sac is `size` mm wider around a level (with `scallop_wall` for bone)."""
    scene.ectasia.append((float(scene.spine[level].index), size))
