"""The contract of disease models, and how to write one.

How to write a disease model
============================
One file per entity in this folder, named like the entity's slug with underscores, holding one
subclass of `DiseaseModel` with that `slug`. The registry finds it by itself. Docstring: the signs
and their sources (the fact sheet's ids).

A model edits the *patient*, never an image: marrow state (fat, bone volume, water T1/T2,
diffusion, contrast uptake, cortex) or shape. The signal equations then give every MR sequence
and the CT, so
they agree. Order of calls in a scene:

1. `draw(d, patient, levels)` returns every number of the case as a JSON-able dict. **Each number
   comes from a distribution** (`d.normal` with the published mean and SD where there is one, else
   `d.uniform` over a stated range; `d.recipe("tumor")` for tissues, `d.pick(easy, typical, hard)`
   for what difficulty decides: size, count, contrast, number of classic signs, distractors).
   `levels` are those in the field of view. The result is `self.p`; a recipe may replace keys.
2. `geometry()` returns `{level: LevelEdit(...)}`: heights, wedges, disc heights.
3. `attach(scene)` (call super): place lesions with `scatter(...)` or `self.focus(...)`, register
   labels with `self.lesion(name, level)`, change shapes with the functions of `edits`
   (`dent`, `biconcave`, `h_shape`, `rough_plate`, `plate_step`, `bulge_wall`, `scallop_wall`,
   `square`, `spur`, `enlarge_arch`), change discs (`vertebra.degeneration`, `.bulge`, `.vacuum`,
   `.disc_signal`), ribs (`.rib_gain`) or the sac (`edits.widen_sac`). All random draws end here;
   use `self.stream("purpose")`.
4. `marrow(state)` per bone part (`state.part`: "body", "arch", "sacrum", "rib"; `state.level`):
   mix numbers in with masks from `shapes` (`focus.distance` -> `mask`, `ring`; `columns`,
   `plate_band`, `corner`, `frame`, `patches`, `central_vein`, `pedicle`) and `state.mark(mask,
   label)`. Destroy cortex with `state.cortex *= 1 - ...`, thicken it with `state.thickness`.
   `state.coarse` and `state.grain` are textures (SD 1), `state.noise(...)` gives more.
   Diffuse disease: `state.mix(0.95, **recipe)` and mark every point with one label.
5. `disc(state)` per disc, `soft_tissue(slab)` for masses (`masses.Mass`, `place_mass`,
   `paint_mass`; before bone is drawn) and `overlay(slab)` (after bone; `masses.paint_strut` for
   syndesmophytes, bridging and ossified ligaments).

Look at it: `.venv/bin/python -m cases.phantom.preview SLUG --seed 3 --difficulty hard --out x.png`
and measure it: `.venv/bin/python -m cases.phantom.measure SLUG --seeds 3`. Compare with the fact
sheet: T1 low means measured low. Worked examples: `vertebral_hemangioma` (focal, columns),
`lytic_metastases` (multifocal, cortex, pedicle, epidural mass), `paget_disease` (shape, pattern).
Never draw inside `marrow`, `disc`, `soft_tissue` or `overlay`: grids must not change the patient.
"""

import importlib.util
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..anatomy.chain import LevelEdit
from ..anatomy.discs import DiscState
from ..marrow import MarrowState
from ..patient import Patient
from ..slab import Slab
from .draws import Difficulty, Draws
from .shapes import Focus

if TYPE_CHECKING:
    from ..scene import Scene

#: Levels well inside each field of view, from above.
VIEW: dict[str, tuple[str, ...]] = {
    "lumbar": ("T11", "T12", "L1", "L2", "L3", "L4", "L5", "S1"),
    "thoracic": tuple(f"T{i}" for i in range(2, 13)),
    "cervical": ("C3", "C4", "C5", "C6", "C7", "T1", "T2"),
    "whole": (*(f"C{i}" for i in range(3, 8)), *(f"T{i}" for i in range(1, 13)),
              *(f"L{i}" for i in range(1, 6)), "S1"),
}  # fmt: skip

REGISTRY: dict[str, type["DiseaseModel"]] = {}


class DiseaseModel:
    """One disease in one patient."""

    slug: ClassVar[str]
    #: Raised when the same recipe would show this disease otherwise: its cases alone are redrawn.
    version: ClassVar[int] = 1
    #: Lesion name in masks and feedback, in English.
    lesion_name: ClassVar[str] = "lesion"
    scene: "Scene"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        slug = cls.__dict__.get("slug")
        if slug:
            REGISTRY[slug] = cls

    def __init__(
        self,
        patient: Patient,
        params: Mapping[str, Any] | None = None,
        difficulty: Difficulty = "typical",
        region: str = "lumbar",
    ) -> None:
        self.patient, self.difficulty, self.region = patient, difficulty, region
        self.view = VIEW[region]
        draws = Draws(self.stream("draw"), difficulty)
        self.p: dict[str, Any] = self.draw(draws, patient, self.view)
        unknown = set(params or {}) - set(self.p)
        if unknown:
            raise ValueError(f"{self.slug} knows no parameter {sorted(unknown)}.")
        self.p |= dict(params or {})

    def stream(self, purpose: str) -> np.random.Generator:
        """A random stream of this disease in this patient; only until `attach` ends."""
        return self.patient.rng(f"{self.slug} {purpose}")

    def draw(self, d: Draws, patient: Patient, levels: Sequence[str]) -> dict[str, Any]:
        """Every number of this case."""
        return {}

    def geometry(self) -> dict[str, LevelEdit]:
        """Heights and discs to change before the spine is built."""
        return {}

    def attach(self, scene: "Scene") -> None:
        """Place lesions and change shapes; the last place for random draws."""
        self.scene = scene

    def marrow(self, state: MarrowState) -> None:
        """Edit the marrow of one bone part."""

    def disc(self, state: DiscState) -> None:
        """Edit one disc."""

    def soft_tissue(self, slab: Slab) -> None:
        """Paint what lies outside bone, before bone is drawn."""

    def overlay(self, slab: Slab) -> None:
        """Paint what lies over everything, after bone is drawn."""

    def lesion(self, level: str, name: str | None = None, *, phase: str = "") -> int:
        """Register a lesion and get its mask label; `phase` names its kind for measurements."""
        return self.scene.add_lesion(name or self.lesion_name, level, self.slug, phase)

    def focus(
        self,
        level: str,
        center: Sequence[float],
        radii: Sequence[float],
        name: str | None = None,
        *,
        sacral: bool = False,
        phase: str = "",
    ) -> Focus:
        """A labelled focus at a local point (mm).

        sacral: the point is in the coordinates of the sacrum's wings and roof (u left of the
        midline, v behind the canal centre, w 25 mm per level from S1); the level is then "S1".
        """
        label = self.lesion(level, name, phase=phase)
        u, v, w = (float(q) for q in center)
        a, b, c = (float(q) for q in radii)
        key = label + 997 * (len(self.slug) + self.patient.seed)
        return Focus(level, (u, v, w), (a, b, c), key, label, sacral)

    def scatter(
        self,
        levels: Sequence[str],
        diameters: Sequence[float],
        *,
        shape: Sequence[float] = (1, 1, 1),
        spread: float = 0.2,
        posterior: float = 0.0,
        centered: float = 1.0,
        arch_share: float = 0.0,
        phases: Sequence[str] = (),
    ) -> list[Focus]:
        """One focus of each diameter (mm), level after level, apart from each other.

        shape: relative half-axes; spread: random deviation of each half-axis; posterior: -1 front
        .. 1 back of the body; centered: 1 fills the body, 0.5 stays near its middle; arch_share:
        part of the foci that lie in pedicle or lamina; phases: the kind of each, for measurements.
        """
        rng, out = self.stream("scatter"), []
        placed: list[tuple[str, np.ndarray, float]] = []
        for k, diameter in enumerate(diameters):
            level = levels[k % len(levels)]
            r = float(diameter) / 2
            center = self._spot(rng, level, r, placed, (posterior, centered, arch_share))
            placed.append((level, center, r))
            radii = [
                r * s * float(q)
                for s, q in zip(shape, rng.uniform(1 - spread, 1 + spread, 3), strict=True)
            ]
            phase = phases[k] if k < len(phases) else ""
            out.append(self.focus(level, [float(q) for q in center], radii, phase=phase))
        return out

    def _spot(
        self,
        rng: np.random.Generator,
        level: str,
        radius: float,
        placed: Sequence[tuple[str, np.ndarray, float]],
        wish: tuple[float, float, float],
    ) -> np.ndarray:
        """A place in a vertebra that is not too near the foci already there."""
        posterior, centered, arch_share = wish
        v = self.scene.spine[level]
        spot = np.zeros(3)
        for _ in range(40):
            if rng.uniform() < arch_share and v.region != "S":
                side, p = rng.choice([-1, 1]), v.arch
                spot = np.array(
                    [
                        side * p["pedicle_offset"],
                        v.half_depth + rng.uniform(-2, 12),
                        p["pedicle_level"] + rng.uniform(-1, 5),
                    ]
                )
            else:
                ahead = np.clip(rng.uniform(-0.8, 0.85) + 0.6 * posterior, -0.8, 0.9)
                spot = centered * np.array(
                    [
                        rng.uniform(-0.72, 0.72) * v.half_width,
                        ahead * v.half_depth,
                        rng.uniform(-0.40, 0.40) * v.height,
                    ]
                )
            if all(
                n != level or np.linalg.norm(q - spot) > (radius + r) * 0.95 for n, q, r in placed
            ):
                break
        return spot


def load() -> dict[str, type[DiseaseModel]]:
    """Import every model of this folder and return the registry."""
    from .. import disease

    for module in pkgutil.iter_modules(disease.__path__):
        importlib.import_module(f"{disease.__name__}.{module.name}")
    return REGISTRY


def build(
    patient: Patient,
    slug: str,
    params: Mapping[str, Any] | None = None,
    difficulty: Difficulty = "typical",
    region: str = "lumbar",
) -> DiseaseModel:
    """A disease model by its slug. Raises KeyError for a slug without a model."""
    return model_of(slug)(patient, params, difficulty, region)


def model_of(slug: str) -> type[DiseaseModel]:
    """The class of a disease model. Raises KeyError for a slug without one."""
    if slug not in REGISTRY:
        name = f"{__package__}.{slug.replace('-', '_')}"
        if not slug or importlib.util.find_spec(name) is None:
            raise KeyError(slug)
        importlib.import_module(name)
    return REGISTRY[slug]


def changed_models(slugs: Iterable[str]) -> dict[str, int]:
    """Versions of those models among `slugs` that are no longer at their first version.

    What is decided by a recipe (its fingerprint, its UIDs) takes these in, so that a changed model
    redraws its own cases and no others. Raises KeyError for a slug without a model.
    """
    versions = {slug: model_of(slug).version for slug in sorted(set(slugs))}
    return {slug: version for slug, version in versions.items() if version > 1}


__all__ = [
    "REGISTRY",
    "VIEW",
    "Difficulty",
    "DiscState",
    "DiseaseModel",
    "Draws",
    "Focus",
    "LevelEdit",
    "MarrowState",
    "Patient",
    "Slab",
    "build",
    "changed_models",
    "load",
    "model_of",
]
