"""From a recipe to the numbers that decide its pixels."""

from __future__ import annotations

from cases.phantom.recipes.types import CaseRecipe
from cases.phantom.study import CaseSpec, DiseaseSpec


def spec_of(recipe: CaseRecipe) -> CaseSpec:
    """Return what the simulator renders for a recipe.

    Raises TypeError for a name in `patient` that the numerical patient does not have.
    """
    diseases = tuple(
        DiseaseSpec(one.entity, dict(one.parameters), one.difficulty or recipe.difficulty)
        for one in recipe.diseases
    )
    return CaseSpec(
        seed=recipe.seed,
        age=recipe.age,
        sex=recipe.sex,
        diseases=diseases,
        series=recipe.series,
        region=recipe.region,
        axial_levels=recipe.axial_levels,
        **recipe.patient,  # type: ignore[arg-type]
    )
