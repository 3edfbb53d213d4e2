"""What is acquired: series as data. Times at 1.5 T; see SIMULATOR notes in docs/simulator.md."""

from dataclasses import dataclass
from typing import Literal

from .diffusion import Diffusion
from .gradient_echo import GradientEcho
from .inversion_recovery import InversionRecovery
from .spin_echo import SpinEcho

Region = Literal["lumbar", "thoracic", "cervical", "whole"]
Sequence = SpinEcho | InversionRecovery | GradientEcho | Diffusion


@dataclass(frozen=True)
class MrSettings:
    """How k-space is sampled: part along phase and read, taper at its edge, noise, motion."""

    coverage: tuple[float, float] = (0.68, 0.84)  # along columns, along rows
    taper: float = 0.62
    edge_boost: float = 0.45
    noise: float = 0.011  # SD, in signal units
    chemical_shift: float = 1.1  # pixels
    motion: float = 0.35
    saturation: bool = True
    scale: float = 1600.0  # stored value of signal 1; noise SD is then about 18
    distortion: float = 0.0  # mm of echo-planar shift


@dataclass(frozen=True)
class SeriesProtocol:
    """One series; `window` is (center, width) in stored values or HU."""

    name: str
    label: str
    modality: Literal["MR", "CT"]
    plane: Literal["sagittal", "axial"]
    sequence: Sequence | None
    window: tuple[float, float]
    mr: MrSettings = MrSettings()
    coarse: float = 1.0  # pixel size relative to the protocol of the region
    description: str = ""


T1 = SpinEcho(560, 10)
T2 = SpinEcho(3800, 98)
STIR = InversionRecovery(4200, 58, 165)
T1_GD = SpinEcho(600, 10, fat=0.07, contrast=True)
IN_PHASE = GradientEcho(150, 4.6, 70)
OPPOSED = GradientEcho(150, 2.3, 70, opposed=True)
DWI = Diffusion(800)

_GRE = MrSettings(scale=2800.0, noise=0.008)
_EPI = MrSettings(
    (0.60, 0.60),
    0.5,
    0.0,
    noise=0.0065,
    chemical_shift=0,
    motion=0.15,
    scale=3600.0,
    distortion=1.6,
)
_AXIAL = MrSettings((0.66, 0.72), saturation=False, motion=0.12, noise=0.012)

SERIES: dict[str, SeriesProtocol] = {
    p.name: p
    for p in (
        SeriesProtocol("T1", "T1 sagittal", "MR", "sagittal", T1, (656, 1312)),
        SeriesProtocol("T2", "T2 sagittal", "MR", "sagittal", T2, (496, 992)),
        SeriesProtocol(
            "STIR", "STIR sagittal", "MR", "sagittal", STIR, (376, 752),
            MrSettings(noise=0.0085, scale=2000.0),
        ),
        SeriesProtocol(
            "T1G", "T1 fat-sat post-Gd sagittal", "MR", "sagittal", T1_GD, (520, 1040),
            MrSettings(scale=1680.0),
        ),
        SeriesProtocol("IP", "In phase sagittal", "MR", "sagittal", IN_PHASE, (480, 960), _GRE),
        SeriesProtocol("OP", "Opposed phase sagittal", "MR", "sagittal", OPPOSED,
                       (480, 960), _GRE),
        SeriesProtocol("DWI", "DWI b800 sagittal", "MR", "sagittal", DWI, (300, 600), _EPI, 1.7),
        SeriesProtocol("ADC", "ADC map sagittal", "MR", "sagittal", DWI, (1200, 2400), _EPI, 1.7),
        SeriesProtocol("CT", "CT bone sagittal", "CT", "sagittal", None, (300, 1500)),
        SeriesProtocol("T1A", "T1 axial", "MR", "axial", T1, (656, 1312), _AXIAL),
        SeriesProtocol("T2A", "T2 axial", "MR", "axial", T2, (496, 992), _AXIAL),
        SeriesProtocol("CTA", "CT bone axial", "CT", "axial", None, (300, 1500)),
    )
}  # fmt: skip


@dataclass(frozen=True)
class RegionProtocol:
    """Field of view of sagittal MR: level in the middle, rows and columns, pixel (mm), slices."""

    center: str
    rows: int
    columns: int
    pixel: float
    slices: int
    thickness: float
    gap: float
    forward: float  # mm from the middle of the body to the middle of the image, backwards
    ct_rows: int
    ct_columns: int
    ct_pixel: float


REGIONS: dict[Region, RegionProtocol] = {
    "lumbar": RegionProtocol("L3", 400, 304, 0.70, 15, 4.0, 0.4, 16, 560, 300, 0.5),
    "thoracic": RegionProtocol("T7", 496, 304, 0.70, 15, 3.5, 0.35, 10, 640, 300, 0.55),
    "cervical": RegionProtocol("C5", 400, 328, 0.60, 13, 3.0, 0.3, 6, 400, 300, 0.5),
    "whole": RegionProtocol("T9", 736, 304, 0.86, 15, 4.0, 0.4, 14, 940, 400, 0.7),
}
AXIAL_PIXEL, AXIAL_SIZE, AXIAL_THICKNESS, AXIAL_SAMPLES = 0.5, 352, 4.0, 4
CT_AXIAL_PIXEL, CT_AXIAL_SIZE, CT_AXIAL_THICKNESS, CT_AXIAL_SAMPLES = 0.42, 384, 2.0, 2
CT_SLICES, CT_THICKNESS, CT_SAMPLES = 23, 2.0, 2
