"""Numbers inside the lesion mask: `python -m cases.phantom.measure SLUG --seeds 3`.

Noise-free signals on a coarse grid (about 1.2 mm), median inside the mask, against the same
patient without disease. Drop is (in - opposed) / in, percent. Columns T1/disc and T1/muscle
compare with the healthy patient's discs and muscles; HU is the mask's median (and 95th
percentile), then the healthy marrow's. Rise is what contrast adds to the fat-suppressed T1 signal,
percent, then the healthy marrow's.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .grid import Stack
from .imaging.protocols import REGIONS, SERIES, T1_GD
from .imaging.stacks import stack_of
from .scene import Scene
from .study import CaseSpec, DiseaseSpec
from .tissue import MAPS, PARTS

SEQUENCES = ("T1", "T2", "STIR", "T1G", "IP", "OP", "DWI")
#: T1G as it was before contrast was given.
BEFORE = replace(T1_GD, contrast=False)
#: Samples of a phase below which it is not measured: less than a small lesion on three slices.
FEWEST = 60


@dataclass(frozen=True)
class Samples:
    """Flat samples of one patient: signals by sequence, maps, labels and parts."""

    signal: dict[str, NDArray[np.float32]]
    maps: dict[str, NDArray[np.float32]]
    label: NDArray[np.uint8]
    part: NDArray[np.uint8]


@dataclass(frozen=True)
class Measured:
    """Ratios and numbers of one case; ratios are lesion / healthy marrow of the same patient."""

    volume_ml: float
    ratio: dict[str, float]
    t1_disc: float
    t1_muscle: float
    drop: float  # opposed-phase drop, percent
    hu: float
    hu_p95: float
    hu_marrow: float
    adc: float
    fat: float
    lesions: int
    adc_marrow: float = 0.42
    rise: float = 0.0  # of the fat-suppressed T1 signal by contrast, percent
    rise_marrow: float = 0.0
    #: The same numbers in the lesions of one phase alone, where a disease shows several at once.
    phases: dict[str, "Measured"] = field(default_factory=dict)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> "Measured":
        """Read back what `asdict` made of it."""
        phases = {name: cls.of(one) for name, one in plain.get("phases", {}).items()}
        return cls(**plain | {"phases": phases})


def coarse_stack(scene: Scene, spec: CaseSpec, pixel: float = 1.2, slices: int = 17) -> Stack:
    """A coarse sagittal stack over the region of the spec, 54 mm wide."""
    stack = stack_of(scene, spec, SERIES["T1"])
    rows, columns = int(stack.rows * stack.pixel / pixel), int(stack.columns * stack.pixel / pixel)
    return replace(
        stack,
        rows=rows,
        columns=columns,
        pixel=pixel,
        count=slices,
        thickness=54 / slices,
        gap=0.0,
        samples=1,
    )


def sample(scene: Scene, stack: Stack) -> Samples:
    """Draw a patient on a stack and evaluate the signal equations without acquisition."""
    signals: dict[str, list[NDArray[np.float32]]] = {s: [] for s in (*SEQUENCES, "before")}
    maps: dict[str, list[NDArray[np.float32]]] = {m: [] for m in MAPS}
    labels, parts = [], []
    for slab in scene.slabs(stack.grids()):
        bone = (slab.part > 0) | (slab.label > 0)
        for name in SEQUENCES:
            sequence = SERIES[name].sequence
            if sequence is not None:
                water, fat = sequence.signal(slab.maps)
                signals[name].append(np.abs(water + fat)[bone])
        water, fat = BEFORE.signal(slab.maps)
        signals["before"].append((water + fat)[bone])
        for name in MAPS:
            maps[name].append(slab.maps[name][bone])
        labels.append(slab.label[bone])
        parts.append(slab.part[bone])
    join = np.concatenate
    return Samples(
        {k: join(v) for k, v in signals.items()},
        {k: join(v) for k, v in maps.items()},
        join(labels),
        join(parts),
    )


def measure(spec: CaseSpec, slices: int = 17, *, pixel: float = 1.2, slug: str = "") -> Measured:
    """Measure a case on `slices` sagittal planes, `slug` alone where a case has several diseases.

    Raises ValueError when the mask is empty on the coarse grid.
    """
    scene = spec.scene()
    stack = coarse_stack(scene, spec, pixel, slices)
    ill, well = sample(scene, stack), sample(spec.without_disease().scene(), stack)
    lesions = [one for one in scene.lesions if slug in ("", one.disease)]
    inside = np.isin(ill.label, [one.label for one in lesions])
    if not inside.any():
        raise ValueError("The lesion mask is empty in this field of view.")
    phases = {}
    for phase in sorted({one.phase for one in lesions} - {""}):
        part = np.isin(ill.label, [one.label for one in lesions if one.phase == phase])
        if part.sum() >= FEWEST:
            phases[phase] = _numbers(ill, well, part, stack)
    return replace(_numbers(ill, well, inside, stack), phases=phases)


def _numbers(ill: Samples, well: Samples, inside: NDArray[np.bool_], stack: Stack) -> Measured:
    """The numbers of some samples of the ill patient against the healthy one."""

    def healthy(name: str, part: str) -> float:
        return float(np.median(well.signal[name][well.part == PARTS[part]]))

    lesion = {s: float(np.median(ill.signal[s][inside])) for s in SEQUENCES}
    water, fat = ill.maps["W"][inside], ill.maps["F"][inside]
    voxel = stack.pixel**2 * stack.distance / 1000
    hu, marrow = ill.maps["HU"][inside], well.part == PARTS["body"]
    return Measured(
        volume_ml=float(inside.sum() * voxel),
        ratio={s: lesion[s] / healthy(s, "body") for s in SEQUENCES},
        t1_disc=lesion["T1"] / healthy("T1", "disc"),
        t1_muscle=lesion["T1"] / healthy("T1", "muscle"),
        drop=100 * (1 - lesion["OP"] / lesion["IP"]),
        hu=float(np.median(hu)),
        hu_p95=float(np.percentile(hu, 95)),
        hu_marrow=float(np.median(well.maps["HU"][marrow])),
        adc=float(np.median(ill.maps["ADC"][inside])),
        fat=float(np.median(fat / (fat + water + 1e-6))),
        lesions=len(np.unique(ill.label[inside])),
        adc_marrow=float(np.median(well.maps["ADC"][marrow])),
        rise=_rise(ill, inside),
        rise_marrow=_rise(well, marrow),
    )


def _rise(samples: Samples, where: NDArray[np.bool_]) -> float:
    """Median percent that contrast adds to the fat-suppressed T1 signal."""
    after, before = samples.signal["T1G"][where], samples.signal["before"][where]
    return float(100 * np.median(after / np.maximum(before, 1e-4) - 1))


HEADER = (
    f"{'case':44s}   n     ml |    T1    T2  STIR   T1G   DWI |"
    " T1/dsc T1/mus | drop% |    HU   p95  well |  ADC fat% | rise  well"
)


def row(name: str, m: Measured) -> str:
    """One line of the table."""
    r = m.ratio
    return (
        f"{name:44s} {m.lesions:3d} {m.volume_ml:6.1f} | {r['T1']:5.2f} {r['T2']:5.2f}"
        f" {r['STIR']:5.2f} {r['T1G']:5.2f} {r['DWI']:5.2f} |"
        f" {m.t1_disc:6.2f} {m.t1_muscle:6.2f} | {m.drop:5.0f} |"
        f" {m.hu:5.0f} {m.hu_p95:5.0f} {m.hu_marrow:5.0f} | {m.adc:4.2f} {100 * m.fat:4.0f}"
        f" | {m.rise:4.0f} {m.rise_marrow:5.0f}"
    )


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table of one entity over seeds and difficulties."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("slug")
    p.add_argument("--seeds", type=int, default=2)
    p.add_argument("--difficulty", default="easy,typical,hard")
    p.add_argument("--age", type=float, default=55)
    p.add_argument("--sex", default="F", choices=("F", "M"))
    p.add_argument("--region", default="lumbar", choices=tuple(REGIONS))
    args = p.parse_args(argv)
    print(HEADER)
    for difficulty in args.difficulty.split(","):
        for seed in range(1, args.seeds + 1):
            spec = CaseSpec(
                seed=seed, age=args.age, sex=args.sex, region=args.region,
                diseases=(DiseaseSpec(args.slug, {}, difficulty),),
            )  # fmt: skip
            found = measure(spec)
            print(row(f"{args.slug} {difficulty} seed {seed}", found), flush=True)
            for phase, part in found.phases.items():
                print(row(f"    {phase}", part), flush=True)


if __name__ == "__main__":
    main()
