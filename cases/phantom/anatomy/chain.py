"""The spine of a patient: rigid vertebrae in a chain, with its curvature in the discs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..fields import lerp1
from ..patient import Patient
from .tables import (
    ARCH,
    ARCH_KEYS,
    ARCH_VARYING,
    BODIES,
    DENS_LENGTH,
    DENS_RADIUS,
    LEVELS,
    level_index,
)
from .vertebra import Outline, Vertebra


@dataclass
class LevelEdit:
    """Shape factors that a disease model asks for before the chain is built."""

    height: float = 1.0
    anterior: float = 1.0
    posterior: float = 1.0
    disc: float = 1.0  # height of the disc below
    width: float = 1.0
    depth: float = 1.0

    def merged(self, other: "LevelEdit") -> "LevelEdit":
        """Both edits together."""
        return LevelEdit(
            *(a * b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


@dataclass(frozen=True)
class Posture:
    """How this patient lies: multipliers of lordosis and kyphosis, sacral slope and build."""

    lordosis: float
    kyphosis: float
    slope: float
    build: float

    @classmethod
    def of(cls, patient: Patient) -> "Posture":
        """Draw the posture. Lumbar lordosis of recumbent adults 36.8 +- 13.2 degrees (T12-S1)."""
        rng = patient.rng("posture")
        lordosis = float(np.clip(rng.normal(0.92, 0.25), 0.45, 1.5))
        slope = float(rng.normal(0, 4.5) + 9 * (lordosis - 1))
        return cls(lordosis, float(rng.normal(1, 0.18)), slope, float(rng.normal(0, 0.035)))


class Spine:
    """The vertebrae of a patient, top to bottom, L3 at the origin."""

    def __init__(self, patient: Patient, edits: Mapping[str, LevelEdit] | None = None) -> None:
        self.patient = patient
        self.posture = Posture.of(patient)
        self.vertebrae = [
            self._vertebra(name, (edits or {}).get(name, LevelEdit())) for name in LEVELS
        ]
        self.by_name = {v.name: v for v in self.vertebrae}
        self._wedge()
        self._stack()
        self._scoliosis()

    def __getitem__(self, name: str) -> Vertebra:
        return self.by_name[name]

    def below(self, vertebra: Vertebra) -> Vertebra | None:
        """The next vertebra down."""
        k = self.vertebrae.index(vertebra) + 1
        return self.vertebrae[k] if k < len(self.vertebrae) else None

    def under(self, vertebra: Vertebra) -> Vertebra:
        """The next vertebra down. Raises ValueError for the last one."""
        found = self.below(vertebra)
        if found is None:
            raise ValueError(f"There is no level below {vertebra.name}.")
        return found

    def above(self, vertebra: Vertebra) -> Vertebra | None:
        """The next vertebra up."""
        k = self.vertebrae.index(vertebra)
        return self.vertebrae[k - 1] if k else None

    def _vertebra(self, name: str, edit: LevelEdit) -> Vertebra:
        """One vertebra with this patient's sizes, not yet placed."""
        patient, row, index = self.patient, BODIES[name], level_index(name)
        rng = patient.rng(f"vertebra {name}")

        def vary(sd: float) -> float:
            return float(1 + rng.normal(0, sd))

        s, wide = patient.scale, 1 + self.posture.build
        young = patient.immaturity
        shrink = (1 - 0.0012 * max(patient.age - 40, 0)) * (1 - 0.10 * young)
        vertebra = Vertebra(
            name,
            index,
            half_width=row.width / 2 * s * vary(0.02) * wide * edit.width,
            half_depth=row.depth / 2 * s * vary(0.02) * wide * edit.depth,
            anterior=row.anterior * s * vary(0.018) * shrink * edit.anterior * edit.height,
            posterior=row.posterior * s * vary(0.014) * shrink * edit.posterior * edit.height,
            disc=row.disc * s * vary(0.07) * (1 + 0.35 * young) * edit.disc,
            immaturity=young,
            apophyses=bool(patient.age >= 11 and young > 0.02 and name[0] in "TL"),
            dens=(DENS_LENGTH * s, DENS_RADIUS * s) if name == "C2" else (0.0, 0.0),
            growth_plate=1.7 * young if name[0] in "CTL" or name == "S1" else 0.8 * young,
        )
        vertebra.tilt = self._tilt(vertebra, row.tilt, rng)
        vertebra.disc *= 1 + (1.0 * young if vertebra.region == "S" else 0)
        self._character(vertebra, rng)
        self._arch(vertebra, rng)
        return vertebra

    def _tilt(self, vertebra: Vertebra, mean: float, rng: np.random.Generator) -> float:
        """Sagittal tilt in rad: the table, bent by this patient's posture."""
        posture, i = self.posture, vertebra.index
        if 2 <= i < 8:
            factor = posture.lordosis
        elif i < 2:
            factor = posture.kyphosis
        else:
            factor = 0.9 + 0.1 * posture.lordosis
        extra = posture.slope if i >= 8 else 0.45 * posture.slope if vertebra.name == "L5" else 0
        return float(np.deg2rad(mean * factor + rng.normal(0, 0.9) + extra))

    def _character(self, vertebra: Vertebra, rng: np.random.Generator) -> None:
        """Concavities, outline, osteophytes and disc of one level."""
        patient, name = self.patient, vertebra.name
        base = 0.75 + 0.075 * vertebra.half_width
        base *= 1 - 0.6 * patient.immaturity
        vertebra.upper_concavity = max(0.4, base * 0.75 * float(1 + rng.normal(0, 0.25)))
        vertebra.lower_concavity = max(0.5, base * float(1 + rng.normal(0, 0.25)))
        if vertebra.region == "S":
            vertebra.upper_concavity, vertebra.lower_concavity = (
                (0.9, 0.3) if name == "S1" else (0.4, 0.4)
            )
        lumbar = name in ("L3", "L4", "L5")
        degree = patient.degree * float(1 + rng.normal(0, 0.35)) * (1.25 if lumbar else 0.8)
        hit = rng.uniform(0.15, 0.6) if rng.uniform() < 0.35 else 0
        if name in ("L4", "L5") and patient.age > 25:
            degree += float(hit)
        vertebra.degeneration = float(np.clip(degree, 0, 1.2))
        mobile = vertebra.region in "TL" and vertebra.index >= -9
        if mobile:
            loss = 0.28 * min(vertebra.degeneration, 1) * (1 if name in ("L4", "L5") else 0.6)
            vertebra.disc *= 1 - loss
        vertebra.bulge = max(0.0, float(rng.normal(0.2 + 2.4 * max(degree - 0.25, 0), 0.6)))
        if vertebra.region == "S":
            vertebra.bulge = 0.0
        narrow = vertebra.disc < 8.2 * patient.scale
        vertebra.vacuum = bool(degree > 0.85 and narrow and rng.uniform() < 0.4 and mobile)
        self._outline(vertebra, degree, rng)

    def _outline(self, vertebra: Vertebra, degree: float, rng: np.random.Generator) -> None:
        """Asymmetry and lips; osteophytes differ between corners as they do in people."""
        size = self.patient.scale * (0.5 if vertebra.region in "CS" else 1.0)
        grown = float(np.clip(degree - 0.22, 0, 1)) * (4.5 if vertebra.region in "TL" else 1.5)
        if vertebra.region == "S":
            grown = 0.0

        def lips() -> tuple[float, float, float]:
            front, left, right = (grown * float(q) for q in rng.gamma(1.6, 0.55, 3))
            return min(front, 6.0), min(left * 0.8, 5.0), min(right * 0.8, 5.0)

        vertebra.outline = Outline(
            tuple(float(q) * size for q in rng.normal(0, (0.35, 0.4, 0.3, 0.6, 0.5, 0.5))),
            tuple(float(q) * size for q in rng.normal(0, (0.3, 0.25, 0.4, 0.5))),
            tuple(float(q) * size for q in rng.normal(0, (0.3, 0.25, 0.4, 0.5))),
            lips(),
            lips(),
        )

    def _arch(self, vertebra: Vertebra, rng: np.random.Generator) -> None:
        """Arch numbers of one level, interpolated between the key levels."""
        s, i = self.patient.scale, vertebra.index
        arch = {k: lerp1(i, ARCH_KEYS, row) * s for k, row in ARCH.items()}
        for key in ARCH_VARYING:
            arch[key] *= float(1 + rng.normal(0, 0.06))
        arch["spinous_lean"] = float(rng.normal(0, 0.035))
        arch["spinous_bow"] = float(rng.normal(0, 0.9)) * s
        vertebra.arch = arch
        vertebra.arch_scale = s * (1.0 if i >= 2 else 0.82 if i > -9 else 0.7)

    def _wedge(self) -> None:
        """A wedged body tips everything above it forwards, shared with the levels around."""
        vs = self.vertebrae
        for k, v in enumerate(vs):
            row = BODIES[v.name]
            natural = (row.posterior - row.anterior) * self.patient.scale
            kyphosis = (
                float(np.arctan2(v.posterior - v.anterior - natural, 2 * v.half_depth)) * 0.75
            )
            if abs(kyphosis) < 0.03 or v.region == "S":
                continue
            for q in vs[:k]:
                q.tilt += 0.6 * kyphosis
            v.tilt += 0.3 * kyphosis
            for n, q in enumerate(vs[k + 1 : min(k + 4, LEVELS.index("S1"))]):
                q.tilt -= 0.25 * kyphosis * (1 - n / 3)

    @staticmethod
    def _step(upper: Vertebra, lower: Vertebra) -> NDArray[np.float64]:
        """From the centre of a body to the centre of the next one down."""

        def down(tilt: float) -> NDArray[np.float64]:
            return np.array([0, np.sin(tilt), np.cos(tilt)])

        gap = upper.disc + 0.45 * (upper.lower_concavity + lower.upper_concavity)
        move = down(upper.tilt) * (upper.height / 2 - 0.4 * upper.lower_concavity)
        move += down(0.5 * (upper.tilt + lower.tilt)) * gap
        move += down(lower.tilt) * (lower.height / 2 - 0.4 * lower.upper_concavity)
        if lower.region == "S" and lower.name != "S1":  # keep the back of the sacrum continuous
            back = np.array([0, np.cos(lower.tilt), -np.sin(lower.tilt)])
            move += back * (upper.half_depth - lower.half_depth) * 0.55
        return move

    def _stack(self) -> None:
        """Place the bodies, L3 at the origin."""
        vs, k0 = self.vertebrae, LEVELS.index("L3")
        for k in range(k0, len(vs) - 1):
            vs[k + 1].center = vs[k].center + self._step(vs[k], vs[k + 1])
        for k in range(k0, 0, -1):
            vs[k - 1].center = vs[k].center - self._step(vs[k - 1], vs[k])

    def _scoliosis(self) -> None:
        """Side curve with coupled rotation (the bodies turn into the convexity), and obliquity."""
        rng, vs = self.patient.rng("scoliosis"), self.vertebrae
        cobb = self.patient.scoliosis
        drawn = float(abs(rng.normal(0, 2.0))) + (
            float(rng.gamma(1.2, 3)) if rng.uniform() < 0.10 else 0
        )
        drawn = min(drawn, 8.0)  # more is a case of its own: the column leaves the middle slices
        cobb = drawn if cobb is None else cobb
        z = np.array([v.center[2] for v in vs])
        length = float(rng.uniform(85, 115)) * self.patient.scale
        phase, side = float(rng.uniform(0, 2 * np.pi)), float(rng.choice([-1, 1]))
        slope = np.deg2rad(cobb) / 2
        x = side * slope * length * np.sin(z / length + phase) + float(rng.normal(0, 0.006)) * z
        x = x - x[LEVELS.index("L3")] + float(rng.normal(0, 1.2))
        lean = np.gradient(x, z)
        turn = 0.5 * slope * side * np.sin(z / length + phase) + float(rng.normal(0, 0.02))
        for v, offset, tip, angle in zip(vs, x, lean, turn, strict=True):
            v.center = np.array([offset, v.center[1], v.center[2]])
            v.coronal = float(np.arctan(tip))
            v.rotation = float(-angle) if v.region != "S" else 0.0
            v.orient()
