"""A patient with diseases, ready to be sampled on any grid.

All randomness happens in construction: two grids of one scene show one patient. Slabs are drawn
one slice at a time; what lies around the spine is drawn at half resolution.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .anatomy.abdomen import paint_front
from .anatomy.background import frame, paint_interspinous, paint_muscles, paint_subcutaneous
from .anatomy.bones import paint_apophyses, paint_arch, paint_body, paint_joints
from .anatomy.canal import Cauda, paint_canal
from .anatomy.canal_curve import CanalCurve
from .anatomy.chain import LevelEdit, Spine
from .anatomy.craniocervical import make_atlas, paint_atlas, paint_skull
from .anatomy.discs import paint_disc
from .anatomy.ribs import paint_ribs
from .anatomy.sacrum import paint_sacrum
from .anatomy.surface import Surface
from .anatomy.vertebra import Vertebra
from .anatomy.viscera import Viscera
from .fields import upsample
from .grid import Grid
from .noise import Noise
from .patient import Patient
from .slab import PlaneCache, Slab
from .tissue import MAPS, TissueMaps

if TYPE_CHECKING:
    from .disease.base import DiseaseModel


#: How far a vertebra reaches above and below its centre (mm): long spinous processes.
REACH = 75.0


@dataclass(frozen=True)
class HealthyMarrow:
    """Relaxation of this patient's marrow water; spreads are chosen."""

    t1: float
    t2: float
    pd: float
    adc: float
    gd: float
    t2s: float

    @classmethod
    def of(cls, patient: Patient) -> "HealthyMarrow":
        """Draw one patient's marrow. T2* 17 ms and ADC 0.42 after published means; uptake is
        higher in the young (DCE by age)."""
        rng = patient.rng("marrow")
        gd = 0.16 if patient.age < 50 else 0.09
        return cls(
            t1=float(rng.normal(640, 25)),
            t2=float(rng.normal(56, 2.5)),
            pd=float(rng.normal(0.80, 0.012)),
            adc=float(np.clip(rng.normal(0.42, 0.06), 0.25, 0.6)),
            gd=float(np.clip(rng.normal(gd, 0.03), 0.03, 0.3)),
            t2s=float(np.clip(rng.normal(17, 2), 11, 24)),
        )


@dataclass(frozen=True)
class LesionInfo:
    """What a label of the lesion mask stands for."""

    label: int
    name: str
    level: str
    disease: str  # slug
    #: Which kind of lesion this is where a disease shows several at once ("active", "old"):
    #: claims about one of them are measured in it alone. Nobody is shown it.
    phase: str = ""


class Scene:
    """One patient with diseases."""

    def __init__(self, patient: Patient, diseases: Iterable["DiseaseModel"] = ()) -> None:
        self.patient = patient
        self.diseases = list(diseases)
        self.lesions: list[LesionInfo] = []
        edits: dict[str, LevelEdit] = {}
        for disease in self.diseases:
            for level, edit in disease.geometry().items():
                edits[level] = edits[level].merged(edit) if level in edits else edit
        self.spine = Spine(patient, edits)
        self.noise = Noise(patient.seed)
        self.marrow = HealthyMarrow.of(patient)
        rng = patient.rng("scene")
        self.vein_fat = (0.16 if patient.age > 18 else 0.04) * float(rng.uniform(0.5, 1.4))
        self.vessel_phase = (float(rng.uniform(0, 6.28)), float(rng.uniform(0, 6.28)))
        #: Fluid in the subcutaneous septa of the lower back, common with age and weight.
        wet = (patient.bmi - 24) * 0.03 + (patient.age - 45) * 0.006 + rng.normal(0, 0.25)
        self.subcutaneous_fluid = float(np.clip(wet, 0, 0.9))
        self.interspinous = self._interspinous()
        #: Widening of the thecal sac: (level index, mm); disease models append to it.
        self.ectasia: list[tuple[float, float]] = []
        self.atlas = make_atlas(self.spine["C2"], patient.scale)
        for disease in self.diseases:
            disease.attach(self)
        self.canal = CanalCurve(self.spine)
        self.surface = Surface(self.spine)
        self.cauda = Cauda(patient)
        self.viscera = Viscera(self)
        self._planes: list[tuple[Grid, PlaneCache]] = []

    def _interspinous(self) -> list[tuple[float, float, float]]:
        """(level, fat fraction, lean) of the tissue between the spinous processes."""
        rng, rows = self.patient.rng("interspinous"), []
        for v in self.spine.vertebrae:
            mean = 0.46 + 0.25 * (self.patient.degree - 0.4)
            fat = float(np.clip(rng.normal(mean, 0.16), 0.12, 0.85))
            rows += [(v.index + 0.45, fat, float(rng.normal(0, 0.5))), (v.index + 1.05, fat, 0.0)]
        return rows

    def add_lesion(self, name: str, level: str, disease: str, phase: str = "") -> int:
        """Register a lesion and get its mask label (1..254)."""
        label = len(self.lesions) + 1
        if label > 254:
            raise ValueError("A scene holds at most 254 lesions.")
        self.lesions.append(LesionInfo(label, name, level, disease, phase))
        return label

    def _plane(self, grid: Grid) -> PlaneCache:
        """Canal coordinates of a grid, shared by the slices of a sagittal stack."""
        for known, cache in self._planes:
            same = known.tilt == grid.tilt and known.pivot == grid.pivot
            if same and np.array_equal(known.y, grid.y) and np.array_equal(known.z, grid.z):
                return cache
        cache = PlaneCache.of(self.canal, grid)
        self._planes = [*self._planes[-1:], (grid, cache)]
        return cache

    def slab(self, grid: Grid, names: tuple[str, ...] = MAPS) -> Slab:
        """Draw everything into the samples of one grid."""
        slab = self._background(grid, names)
        paint_canal(self, slab)
        paint_skull(self, slab)
        for disease in self.diseases:
            disease.soft_tissue(slab)
        near = self._near(slab)
        for vertebra in near:
            paint_disc(self, slab, vertebra)
        paint_sacrum(self, slab)
        for vertebra in near:
            paint_joints(self, slab, vertebra)
        for vertebra in near:
            if vertebra.region == "T":
                paint_ribs(self, slab, vertebra)
            if vertebra.region != "S":
                paint_arch(self, slab, vertebra)
        paint_atlas(self, slab)
        for vertebra in near:
            paint_body(self, slab, vertebra)
            paint_apophyses(self, slab, vertebra)
        for disease in self.diseases:
            disease.overlay(slab)
        return slab

    def _near(self, slab: Slab) -> list[Vertebra]:
        """The vertebrae that can reach into a slab, top to bottom."""
        low, high = float(slab.z.min()) - REACH, float(slab.z.max()) + REACH
        return [v for v in self.spine.vertebrae if low < v.center[2] < high]

    def slabs(self, grids: Iterable[Grid], names: tuple[str, ...] = MAPS) -> Iterator[Slab]:
        """Slab after slab, so that only one is in memory."""
        return (self.slab(grid, names) for grid in grids)

    def _background(self, grid: Grid, names: tuple[str, ...]) -> Slab:
        """The surroundings of the spine, drawn coarse and interpolated."""
        coarse_grid, factors = grid.coarse()
        coarse = Slab(coarse_grid, TissueMaps(coarse_grid.shape, names), self._plane(coarse_grid))
        f = frame(self, coarse)
        paint_subcutaneous(self, coarse, f)
        paint_muscles(self, coarse, f)
        paint_interspinous(self, coarse, f)
        paint_front(self, coarse, f)
        maps = TissueMaps((0,), names)
        for name in names:
            field = coarse.maps.fields.pop(name)
            for axis in range(3):
                field = upsample(field, axis, factors[axis], grid.shape[axis])
            maps.fields[name] = np.ascontiguousarray(field)
        slab = Slab(grid, maps, self._plane(grid))
        part = coarse.part
        for axis, k in enumerate(factors):
            part = np.repeat(part, k, axis=axis)
        slab.part = np.ascontiguousarray(part[: grid.shape[0], : grid.shape[1], : grid.shape[2]])
        return slab
