"""In which order the library is filled: something of everything first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from cases.answerkey.types import NORMAL
from cases.phantom.recipes.types import CaseRecipe

#: The starter library holds this many normals and malignant cases beside one case a group.
STARTER_NORMALS, STARTER_MALIGNANT = 2, 2
MALIGNANT_GROUP = "malignant"
_RANK = {"easy": 0, "typical": 1, "hard": 2}


def starter(recipes: Iterable[CaseRecipe], group_of: Mapping[str, str]) -> list[CaseRecipe]:
    """Return the cases that a new installation needs first.

    One practice case of each group, two normals and two malignant ones, the easier and the fewer
    series the sooner. group_of: entity slug → slug of its group.
    """
    wanted: dict[str, int] = defaultdict(lambda: 1)
    wanted[NORMAL], wanted[MALIGNANT_GROUP] = STARTER_NORMALS, STARTER_MALIGNANT
    chosen: list[CaseRecipe] = []
    seen: dict[str, set[str]] = defaultdict(set)
    for recipe in sorted(recipes, key=_starter_rank):
        group = NORMAL if recipe.diagnosis == NORMAL else group_of.get(recipe.diagnosis, "")
        own = recipe.slug if recipe.diagnosis == NORMAL else recipe.diagnosis
        if recipe.pool != "practice" or len(seen[group]) >= wanted[group] or own in seen[group]:
            continue
        seen[group].add(own)
        chosen.append(recipe)
    return chosen


def _starter_rank(recipe: CaseRecipe) -> tuple[bool, int, int, str]:
    special = bool(recipe.same_images or recipe.same_patient or recipe.coexisting)
    return special, _RANK[recipe.difficulty], len(recipe.series), recipe.slug


def full(recipes: Iterable[CaseRecipe], group_of: Mapping[str, str]) -> list[CaseRecipe]:
    """Return all cases: the starter, each entity's own exhibit, then one of a diagnosis in turn.

    Self-study shows nothing before its exhibits are there, and they are few.
    """
    everything = list(recipes)
    exhibits = [one for one in everything if one.pool == "exhibit" and not one.same_patient]
    first = [*starter(everything, group_of), *exhibits]
    queues: dict[str, list[CaseRecipe]] = defaultdict(list)
    done = {one.slug for one in first}
    for recipe in everything:
        if recipe.slug not in done:
            queues[recipe.diagnosis].append(recipe)
    ordered = list(first)
    while queues:
        for diagnosis in list(queues):
            ordered.append(queues[diagnosis].pop(0))
            if not queues[diagnosis]:
                del queues[diagnosis]
    return ordered
