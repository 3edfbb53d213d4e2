"""Measures the cases of the library as they are: one row of numbers per recipe, kept on disk.

A measurement is taken again when the recipe, the disease model or the simulator's version has
changed, so a long survey may be stopped and started again at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from cases.answerkey.types import NORMAL
from cases.phantom import VERSION
from cases.phantom.measure import Measured, measure
from cases.phantom.recipes.spec import spec_of
from cases.phantom.recipes.types import CaseRecipe

MODELS = Path(__file__).resolve().parent / "disease"
#: Sagittal planes and pixel (mm) of a measurement: about 2 CPU seconds for a lumbar spine.
SLICES, PIXEL = 9, 1.2
#: Raised when other numbers are taken, so that cases are measured again.
KIND = 2

Progress = Callable[[int, int, str], None]


def measurable(recipes: Iterable[CaseRecipe], *slugs: str) -> list[CaseRecipe]:
    """Recipes of one disease each (of `slugs`, or any) whose numbers stand for their entity."""
    return [
        one
        for one in recipes
        if one.diagnosis != NORMAL
        and not (one.coexisting or one.same_images or one.same_patient)
        and (not slugs or one.diagnosis in slugs)
    ]


def mark(recipe: CaseRecipe) -> str:
    """Changes with the recipe's images, its disease model and the simulator's version."""
    parts = (VERSION, KIND, SLICES, PIXEL, spec_of(recipe).to_json())
    digest = hashlib.sha256(" ".join(map(str, parts)).encode())
    for one in recipe.diseases:
        path = MODELS / f"{one.entity.replace('-', '_')}.py"
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


class Survey:
    """Measurements by recipe, kept in a JSON file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._kept = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):  # no survey yet, or a torn file: measure again
            self._kept = {}

    def known(self, recipe: CaseRecipe) -> Measured | None:
        """The measurement of a recipe as it is now, if there is one."""
        row = self._kept.get(recipe.slug)
        if row is None or row["mark"] != mark(recipe):
            return None
        return Measured.of(row["measured"])

    def take(self, recipe: CaseRecipe) -> Measured:
        """Measure a recipe, or return what is known. Raises ValueError for an empty mask."""
        found = self.known(recipe)
        if found is None:
            found = measure(spec_of(recipe), SLICES, pixel=PIXEL, slug=recipe.diagnosis)
            self._kept[recipe.slug] = {"mark": mark(recipe), "measured": asdict(found)}
            self._save()
        return found

    def take_all(
        self, recipes: Iterable[CaseRecipe], progress: Progress | None = None
    ) -> Iterator[tuple[CaseRecipe, Measured | None]]:
        """Measure recipe after recipe; None for one whose mask is empty in the field of view."""
        todo = list(recipes)
        for done, recipe in enumerate(todo, 1):
            try:
                found: Measured | None = self.take(recipe)
            except ValueError:
                found = None
            if progress:
                progress(done, len(todo), recipe.slug)
            yield recipe, found

    def _save(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".part")
        draft.write_text(json.dumps(self._kept, indent=1, sort_keys=True) + "\n", "utf-8")
        draft.replace(self.path)
