"""Sizes of the average man's spine (mm, degrees), as data.

Compiled from general anatomy and checked for plausibility against `spine-morphometry` (body sizes
Clouthier 2023, disc heights Jentzsch 2024, lordosis of recumbent adults); per-level thoracic and
cervical sizes are design values, not norms, and must not be shown to learners as such.
"""

from typing import NamedTuple

LEVELS: tuple[str, ...] = (
    *(f"C{i}" for i in range(2, 8)),
    *(f"T{i}" for i in range(1, 13)),
    *(f"L{i}" for i in range(1, 6)),
    *(f"S{i}" for i in range(1, 6)),
    "Co",
)


class Body(NamedTuple):
    """Width, depth, anterior and posterior height, disc below (mm), sagittal tilt (degrees)."""

    width: float
    depth: float
    anterior: float
    posterior: float
    disc: float
    tilt: float


BODIES: dict[str, Body] = {
    "C2": Body(17.5, 15.5, 19, 16, 4.3, -8),
    "C3": Body(18, 15.5, 13.5, 14, 4.5, -4),
    "C4": Body(18.5, 15.5, 13.2, 13.8, 4.7, -1),
    "C5": Body(19.5, 15.5, 12.8, 13.4, 4.8, 3),
    "C6": Body(21, 16, 12.8, 13.4, 5, 8),
    "C7": Body(24, 16.5, 14, 14.5, 5, 14),
    "T1": Body(29, 17, 15.5, 16, 4.5, 19),
    "T2": Body(28.5, 18.5, 16.5, 17, 4.2, 21),
    "T3": Body(28, 20, 17, 17.5, 4, 20),
    "T4": Body(27.5, 22, 17.3, 18.2, 4, 17),
    "T5": Body(28, 23.5, 17.8, 18.8, 4, 13),
    "T6": Body(28.5, 25, 18.3, 19.3, 4.2, 9),
    "T7": Body(29, 26.5, 18.6, 19.8, 4.5, 5),
    "T8": Body(30, 28, 19, 20.3, 4.8, 1),
    "T9": Body(31.5, 29, 20, 21, 5.2, -2),
    "T10": Body(33, 29.8, 21, 22, 5.6, -5),
    "T11": Body(36, 30.5, 21.5, 23, 6.2, -7),
    "T12": Body(39, 31.5, 23, 25, 7.2, -8.5),
    "L1": Body(42, 33, 25.5, 27, 8.5, -9),
    "L2": Body(43.5, 34, 26.8, 27.6, 9.8, -7),
    "L3": Body(45.5, 34.8, 27.5, 27.4, 10.8, -1),
    "L4": Body(48, 35.2, 27.5, 26, 11.6, 8.5),
    "L5": Body(50.5, 35.2, 28.5, 23.5, 11, 22.5),
    "S1": Body(50, 33.5, 30, 27, 2.6, 42),
    "S2": Body(40, 20, 25, 23, 1.5, 45),
    "S3": Body(32, 14.5, 20, 19, 0.9, 30),
    "S4": Body(27, 11, 17, 16, 1, 8),
    "S5": Body(22, 8.5, 15, 14, 2, -15),
    "Co": Body(12, 7, 12, 12, 0, -32),
}


def level_index(name: str) -> int:
    """Number of a level; T10 is 0, L3 is 5, S1 is 8, C2 is -15."""
    return LEVELS.index(name) - LEVELS.index("T10")


#: Levels at which the arch numbers below are stated; between them they are interpolated.
ARCH_KEYS = [
    float(level_index(n))
    for n in ("C2", "C3", "C7", "T1", "T4", "T8", "T11", "T12", "L1", "L3", "L5")
]
#: mm at each key level. Offsets `v` are behind the posterior wall, `w` downwards from mid-body.
ARCH: dict[str, tuple[float, ...]] = {
    "pedicle_offset": (11, 11, 11, 11, 9.5, 10, 11.5, 12.5, 12.8, 14.5, 18.5),
    "pedicle_width": (3, 2.6, 3, 3.6, 2.4, 2.8, 3.8, 3.9, 3.9, 4.9, 8.0),
    "pedicle_height": (3.5, 3, 3.2, 4, 5, 5.8, 7.6, 7.8, 7.6, 7.4, 6.8),
    "pedicle_level": (0, 0, 0, -2.5, -4, -4.6, -5.5, -5.8, -5.8, -5.0, -4.2),
    "canal_depth": (17, 14, 14, 15, 14.5, 14.5, 15, 16, 16.5, 17, 18.5),
    "canal_half_width": (12.5, 12, 12, 10, 8.5, 8.5, 9.5, 10.5, 11, 11.8, 13.5),
    "spinous_length": (20, 16, 32, 32, 24, 20, 22, 26, 29, 31, 22),
    "spinous_drop": (4, 4, 12, 14, 24, 32, 20, 11, 7.5, 6.5, 6),
    "spinous_height": (8, 5, 6, 7, 7, 7, 8.5, 11.5, 13.5, 14.5, 10),
    "spinous_half_width": (4, 2.6, 3, 3, 2.8, 2.8, 3, 3.1, 3.2, 3.6, 3.4),
    "lamina_height": (11, 9, 11, 14, 15, 16, 16, 17, 17.5, 17, 14.5),
    "upper_facet": (6, 6, 6, 7, 8, 9, 11, 13, 14, 15.5, 13),
}
#: Which arch numbers vary from patient to patient and level to level by 6 % (SD).
ARCH_VARYING = (
    "spinous_length",
    "spinous_drop",
    "spinous_height",
    "lamina_height",
    "pedicle_width",
)

#: Distance of the canal centre behind the posterior wall of the sacral bodies (mm).
SACRAL_CANAL = {"S1": 8.0, "S2": 5.5, "S3": 4.5, "S4": 3.5, "S5": 3.0}
#: Back of the sacrum behind its posterior wall, then the soft tissue on it (mm).
SACRAL_BACK = {"S1": 25.0, "S2": 22.0, "S3": 18.0, "S4": 13.0, "S5": 9.5}

#: Thecal sac: level index, half depth, half width, offset from the canal centre (mm).
SAC_KEYS = (-17.6, -16.4, -15, -10, -6, -2, 0, 2, 3, 5, 6.5, 7.5, 8, 9, 9.6, 9.9)
SAC_HALF_DEPTH = (14, 8.5, 6.6, 6.4, 6.2, 6.2, 6.3, 7.0, 7.3, 7.2, 6.9, 6.4, 5.6, 4.0, 2.6, 0.2)
SAC_HALF_WIDTH = (15, 11, 9.5, 9, 7.5, 7.5, 7.8, 9, 9.8, 10, 9.6, 8.6, 7.2, 5, 3.5, 0.2)
SAC_OFFSET = (2, 0, 0, 0, 0, 0, -0.1, -0.2, -0.2, -0.2, 0.0, 0.9, 1.2, 0.6, 0.4, 0.4)

#: Cord: level index (the last three follow the conus tip), half depth, half width, offset (mm).
CORD_KEYS = (-17.6, -16.2, -14, -12, -10, -8, -4, -1, 1, 1.8, 2.4)
CORD_HALF_DEPTH = (6.8, 4.3, 3.7, 3.8, 3.6, 3.2, 3.1, 3.2, 3.9, 4.0, 3.4)
CORD_HALF_WIDTH = (8.0, 6.2, 6.4, 6.7, 6.2, 4.6, 4.3, 4.4, 5.0, 4.9, 4.0)
CORD_OFFSET_KEYS = (-14, -9, -5, -1, 1, 2.2, 3.2)
CORD_OFFSET = (0, -0.3, -1.3, -1.0, 0.4, 1.3, 2.4)

#: Nucleus T2 (ms) by disc degeneration 0..1 (effective FSE values, chosen by look).
NUCLEUS_DEGENERATION = (0, 0.25, 0.5, 0.75, 1)
NUCLEUS_T2 = (150, 112, 74, 50, 40)

#: The dens above the body of C2 (mm).
DENS_LENGTH, DENS_RADIUS = 17.0, 5.0

#: Cortex (mm): side wall and plate of a body; spinous process; lamina and pars; sacrum.
CORTEX_WALL, CORTEX_PLATE, CORTEX_SPINOUS, CORTEX_LAMINA, CORTEX_SACRUM = (
    0.32,
    0.48,
    0.75,
    1.75,
    0.62,
)
