"""The numerical patient: a few numbers and a seed, and the laws of age and sex that follow.

Sources: fat fraction Baum 2018 (Front Endocrinol 9:141), Griffith 2012 (JMRI 36:225), women after
45 Ishijima 1996 (AJR 167:355); trabecular attenuation Jang 2019 (Radiology 291:360). Growth as a
part of adult stature: rounded from common growth charts. The rest is chosen.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from .fields import lerp1

Sex = Literal["F", "M"]

FAT_AGES = (0, 5, 10, 16, 25, 35, 45, 55, 65, 80)
FAT_FRACTION: dict[Sex, tuple[float, ...]] = {
    "M": (0.10, 0.15, 0.20, 0.26, 0.32, 0.35, 0.38, 0.41, 0.44, 0.49),
    "F": (0.10, 0.14, 0.19, 0.23, 0.27, 0.28, 0.33, 0.44, 0.51, 0.57),
}
GROWTH_AGES = (3, 4, 8, 10, 12, 14, 16, 18)
GROWTH: dict[Sex, tuple[float, ...]] = {
    "M": (0.54, 0.58, 0.72, 0.78, 0.84, 0.92, 0.98, 1.0),
    "F": (0.57, 0.62, 0.77, 0.84, 0.92, 0.98, 1.0, 1.0),
}
HU_FAT, HU_MARROW_WATER, HU_BONE = -98.0, 50.0, 1500.0


def fat_fraction(age: float, sex: Sex) -> float:
    """Mean proton-density fat fraction of lumbar marrow (0..1)."""
    return lerp1(age, FAT_AGES, FAT_FRACTION[sex])


def trabecular_hu(age: float) -> float:
    """Mean L1 trabecular attenuation (HU): 226 to age 28, then 2.5 less per year."""
    return 226 - 2.5 * max(age - 28, 0)


@dataclass(frozen=True)
class Patient:
    """Who is imaged. Everything else is drawn from `seed`, one stream per named purpose."""

    seed: int = 1
    age: float = 45
    sex: Sex = "F"
    size: float = 0.0  # z-score of stature
    bmi: float = 25.0
    degeneration: float | None = None  # 0 none .. 1 severe; None: by age
    marrow: float = 0.0  # extra red marrow -1..1
    bone: float = 0.0  # offset of trabecular attenuation, HU
    scoliosis: float | None = None  # Cobb angle, degrees; None: a small one by chance

    def rng(self, purpose: str) -> np.random.Generator:
        """The random stream of one purpose; streams never disturb each other."""
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])

    @cached_property
    def scale(self) -> float:
        """Linear size of the skeleton; 1 is an average man (women 0.925, children by age)."""
        adult = (0.925 if self.sex == "F" else 1.0) * (1 + 0.035 * self.size)
        return adult * lerp1(self.age, GROWTH_AGES, GROWTH[self.sex])

    @cached_property
    def immaturity(self) -> float:
        """1 in a small child, 0 when the ring apophyses have fused (about 18 years)."""
        fused = 17.5 if self.sex == "F" else 18.5
        return float(np.clip((fused - self.age) / (fused - 4), 0, 1))

    @cached_property
    def degree(self) -> float:
        """Overall disc and facet degeneration, 0..1."""
        if self.degeneration is not None:
            return self.degeneration
        spread = self.rng("degeneration").normal(0, 0.08)
        return float(np.clip((self.age - 22) / 70 + spread, 0.02, 1))

    @cached_property
    def fat(self) -> float:
        """Fat fraction of this patient's lumbar marrow."""
        spread = self.rng("fat").normal(0, 0.035)
        return float(
            np.clip(fat_fraction(self.age, self.sex) - 0.12 * self.marrow + spread, 0.05, 0.8)
        )

    @cached_property
    def trabecular(self) -> float:
        """Trabecular attenuation of this patient's L1 (HU)."""
        spread = self.rng("bone").normal(0, 22)
        return float(np.clip(trabecular_hu(self.age) + spread + self.bone, 35, 320))

    @cached_property
    def bone_volume(self) -> float:
        """Bone volume fraction that gives the trabecular attenuation at this fat fraction."""
        soft = self.fat * HU_FAT + (1 - self.fat) * HU_MARROW_WATER
        return (self.trabecular - soft) / (HU_BONE - soft)

    @cached_property
    def muscle_fat(self) -> float:
        """Fat fraction of the back muscles."""
        spread = self.rng("muscle").normal(0, 0.02)
        return float(
            np.clip(
                0.03 + 0.0035 * max(self.age - 25, 0) + 0.006 * (self.bmi - 22) + spread, 0.02, 0.5
            )
        )
