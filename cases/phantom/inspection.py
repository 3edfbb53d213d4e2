"""One recipe drawn coarsely and looked over: what would make its case useless.

Drawn is the series on which lesions are outlined, with pixels three times as large.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cases.answerkey.types import NORMAL, AnswerKey
from cases.answerkey.validate import problems
from cases.phantom.export import best_for_outlines
from cases.phantom.lesions import lesions_of
from cases.phantom.recipes.key import build_key
from cases.phantom.recipes.spec import spec_of
from cases.phantom.recipes.types import CaseRecipe, EntityTeaching
from cases.phantom.recipes.visible import as_shown
from cases.phantom.study import Study
from cases.phantom.tissue import PARTS
from knowledge.schema.types import Library

COARSE = 3.0
#: Part of the mask that may lie beside bone, disc and mass: thick cortex, thin arches and ribs at
#: coarse pixels take up to a quarter.
OUTSIDE = 0.25
_INSIDE = [PARTS[name] for name in ("body", "arch", "sacrum", "disc", "rib", "mass")]


@dataclass(frozen=True)
class Inspected:
    """What was found: sentences of complaint, and what the images show."""

    problems: tuple[str, ...]
    levels: tuple[str, ...] = ()
    pixels: int = 0


def inspect(
    recipe: CaseRecipe, teaching: Mapping[str, EntityTeaching], content: Library
) -> Inspected:
    """Draw a recipe and list what is wrong with it; never raises for a broken recipe."""
    try:
        return _inspect(recipe, teaching, content)
    except Exception as error:
        return Inspected((f"cannot be drawn: {type(error).__name__}: {error}",))


def _inspect(
    recipe: CaseRecipe, teaching: Mapping[str, EntityTeaching], content: Library
) -> Inspected:
    study = Study(replace(spec_of(recipe), pixel_scale=COARSE))
    name = best_for_outlines(study)
    ((stack, protocols),) = study.groups([name])
    shots = [one[name] for one in study.slices(stack, protocols)]
    labels = np.stack([one.labels for one in shots])
    parts = np.stack([one.parts for one in shots])
    lesions = lesions_of(study.scene, labels, stack.geometry(), smallest=1)
    own = [one for one in lesions if one.entity == recipe.diagnosis]
    found = _mask_problems(labels, parts)
    if recipe.diagnosis != NORMAL and not own:
        found.append(f"{name} shows no lesion of the diagnosis.")
    if recipe.diagnosis == NORMAL and lesions:
        found.append("A normal case shows lesions.")
    for slug in recipe.coexisting:
        if slug != NORMAL and not any(one.entity == slug for one in lesions):
            found.append(f"{name} shows nothing of {slug}.")
    if np.ptp(np.stack([one.pixels for one in shots])) == 0:
        found.append(f"{name} is empty.")
    findings = {one.slug: one for one in content.findings}
    key = as_shown(build_key(recipe, teaching, lesions), recipe.series, findings)
    found += _key_problems(key, content)
    if recipe.diagnosis != NORMAL and not any(one.role == "key" for one in key.findings):
        found.append(f"{', '.join(recipe.series)} show no key finding.")
    levels = tuple(dict.fromkeys(one.level for one in own))
    return Inspected(tuple(found), levels, int((labels > 0).sum()))


def _key_problems(key: AnswerKey, content: Library) -> list[str]:
    return problems(
        key,
        {one.slug for one in content.entities} | {NORMAL},
        content.relations(),
        known_findings={one.slug for one in content.findings},
        known_references={one.id for one in content.references},
    )


def _mask_problems(labels: NDArray[np.uint8], parts: NDArray[np.uint8]) -> list[str]:
    inside = labels > 0
    if not inside.any():
        return []
    # Cortex and joints have no part of their own: they lie within a coarse pixel of marrow.
    bone = ndimage.binary_dilation(np.isin(parts, _INSIDE), np.ones((1, 3, 3), bool))
    beside = float((~bone[inside]).mean())
    if beside > OUTSIDE:
        return [f"{beside:.0%} of the mask lie neither in bone or disc nor in a mass."]
    return []
