"""A case as values, and its series as pixels.

A `CaseSpec` holds everything that decides the pixels and goes to JSON and back; the same spec and
`VERSION` give the same bits in any process. Series are independent of each other and of the order
in which they are rendered.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import VERSION
from .disease.base import Difficulty, build, changed_models
from .fields import Field
from .grid import Geometry, Stack
from .imaging.protocols import REGIONS, SERIES, Region, SeriesProtocol
from .imaging.scanner import Scanner
from .imaging.stacks import stack_of
from .patient import Patient, Sex
from .scene import LesionInfo, Scene
from .tissue import MR_MAPS


@dataclass(frozen=True)
class DiseaseSpec:
    """One disease of a case; `params` replace drawn numbers."""

    slug: str
    params: dict[str, Any] = field(default_factory=dict)
    difficulty: Difficulty = "typical"


@dataclass(frozen=True)
class CaseSpec:
    """One simulated case."""

    seed: int
    age: float = 45
    sex: Sex = "F"
    size: float = 0.0
    bmi: float = 25.0
    diseases: tuple[DiseaseSpec, ...] = ()
    series: tuple[str, ...] = ("T1", "T2", "STIR", "CT")
    region: Region = "lumbar"
    axial_levels: tuple[str, ...] = ()  # levels of axial series: "L3" its body, "L3/4" a disc
    degeneration: float | None = None
    marrow: float = 0.0
    bone: float = 0.0
    scoliosis: float | None = None
    pixel_scale: float = 1.0  # > 1 renders coarser: previews, tests
    version: int = VERSION

    def patient(self) -> Patient:
        """The numerical patient."""
        names = (
            "seed",
            "age",
            "sex",
            "size",
            "bmi",
            "degeneration",
            "marrow",
            "bone",
            "scoliosis",
        )
        return Patient(**{n: getattr(self, n) for n in names})

    def scene(self) -> Scene:
        """The patient with the diseases."""
        patient = self.patient()
        return Scene(
            patient,
            [build(patient, d.slug, d.params, d.difficulty, self.region) for d in self.diseases],
        )

    def without_disease(self) -> "CaseSpec":
        """The same patient, healthy."""
        return replace(self, diseases=())

    def to_json(self) -> str:
        """The spec as JSON text, with the versions of disease models that have changed."""
        plain: dict[str, Any] = asdict(self)
        if models := changed_models(one.slug for one in self.diseases):
            plain["models"] = models
        return json.dumps(plain, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "CaseSpec":
        """Read what `to_json` wrote. Raises ValueError for unknown series or regions."""
        data = json.loads(text)
        data.pop("models", None)  # for people; it is drawn as the models are now
        data["diseases"] = tuple(DiseaseSpec(**d) for d in data.get("diseases", ()))
        for name in ("series", "axial_levels"):
            data[name] = tuple(data.get(name, ()))
        spec = cls(**data)
        unknown = [s for s in spec.series if s not in SERIES]
        if unknown or spec.region not in REGIONS:
            raise ValueError(f"Unknown series or region: {unknown or spec.region}.")
        return spec


@dataclass(frozen=True)
class RenderedSlice:
    """One slice of one series."""

    index: int
    pixels: NDArray[Any]  # uint16 (MR) or int16 HU (CT), rows x columns
    labels: NDArray[np.uint8]  # lesion mask, 0 outside
    parts: NDArray[np.uint8]  # what a pixel mostly is, see tissue.PARTS


@dataclass(frozen=True)
class RenderedSeries:
    """A whole series: pixels [slices, rows, columns], geometry and lesion mask."""

    protocol: SeriesProtocol
    pixels: NDArray[Any]
    labels: NDArray[np.uint8]
    geometry: Geometry
    lesions: tuple[LesionInfo, ...]


def majority(label: NDArray[np.uint8], stack: Stack) -> NDArray[np.uint8]:
    """Labels of a slice: a lesion where at least half of the sub-slices lie in it."""
    samples = np.moveaxis(label, 0 if stack.plane == "sagittal" else 1, 0)
    if stack.plane == "axial":
        samples = np.transpose(samples, (0, 2, 1))
    hit = (samples > 0).sum(0) * 2 >= len(samples)
    return np.where(hit, samples.max(0), 0).astype(np.uint8)


class Study:
    """Renders the series of a spec, slice by slice; those that share samples share one drawing."""

    def __init__(self, spec: CaseSpec) -> None:
        self.spec = spec
        self.scene = spec.scene()

    def groups(
        self, names: Sequence[str] | None = None
    ) -> list[tuple[Stack, list[SeriesProtocol]]]:
        """Series grouped by the samples that they share."""
        out: list[tuple[Stack, list[SeriesProtocol]]] = []
        for name in names or self.spec.series:
            protocol = SERIES[name]
            stack = stack_of(self.scene, self.spec, protocol)
            for known, members in out:
                if known == stack and members[0].modality == protocol.modality:
                    members.append(protocol)
                    break
            else:
                out.append((stack, [protocol]))
        return out

    def slices(
        self, stack: Stack, protocols: Sequence[SeriesProtocol], only: Sequence[int] | None = None
    ) -> Iterator[dict[str, RenderedSlice]]:
        """The slices of a group in order, each as {series name: slice}."""
        needed = {m for p in protocols for m in (p.sequence.maps if p.sequence else ("HU",))}
        names = tuple(sorted(needed)) or MR_MAPS
        scanner = Scanner(self.scene, stack)
        drawn, wide = -1, None
        for k in range(stack.count) if only is None else only:
            start = k - k % stack.batch  # batches are fixed: a slice never depends on its order
            if wide is None or start != drawn:
                drawn, wide = start, self.scene.slab(stack.grid(start, stack.batch), names)
            slab = wide
            if stack.batch > 1:
                slab = wide.planes((k - start) * stack.samples, stack.samples)
            labels, parts = majority(slab.label, stack), majority(slab.part, stack)
            yield {
                p.name: RenderedSlice(k, scanner.image(slab, p, k), labels, parts)
                for p in protocols
            }

    def series(self, name: str) -> RenderedSeries:
        """One whole series."""
        ((stack, protocols),) = self.groups([name])
        slices = [s[name] for s in self.slices(stack, protocols)]
        return RenderedSeries(
            protocols[0],
            np.stack([s.pixels for s in slices]),
            np.stack([s.labels for s in slices]),
            stack.geometry(),
            tuple(self.scene.lesions),
        )


def render_series(spec: CaseSpec, series: str) -> RenderedSeries:
    """Pixels (uint16 MR, int16 HU CT), geometry and lesion mask of one series of a case."""
    return Study(spec).series(series)


__all__ = [
    "CaseSpec",
    "DiseaseSpec",
    "Field",
    "RenderedSeries",
    "RenderedSlice",
    "Study",
    "render_series",
]
