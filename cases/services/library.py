"""Filling the library with simulated cases from their recipes.

A case is rendered (pure, in any process), brought in through the same ingest as everybody's DICOM,
given its key and published in one go. A case that was left half made is made again; one that is
there with the same recipe is left alone.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

from django.db import transaction

from cases.answerkey.types import NORMAL, AnswerKey, Lesion
from cases.models import Arrival, Case, Pool, Proof, Provenance, State
from cases.phantom import VERSION
from cases.phantom.disease.base import changed_models
from cases.phantom.export import Exported
from cases.phantom.recipes.facts import complete
from cases.phantom.recipes.key import build_key, teaching_of
from cases.phantom.recipes.loader import RecipeBook, checked
from cases.phantom.recipes.order import full, starter
from cases.phantom.recipes.render import render
from cases.phantom.recipes.types import CaseRecipe
from cases.phantom.recipes.types import Pool as RecipePool
from cases.phantom.recipes.visible import as_shown
from cases.selectors import key_of
from cases.services.apart import not_apart
from cases.services.ingest import ingest
from cases.services.keys import set_key
from cases.services.publish import PublishError, publish
from knowledge.schema.decode import to_plain
from knowledge.schema.loader import load as load_content
from knowledge.schema.types import Library

LICENCE = "CC BY 4.0"
CREDIT = "Spine Mimics, digital spine"
SOURCE = "Simulated: a numerical patient, imaged by the physics of each modality."


@dataclass(frozen=True)
class Plan:
    """What is to be made, in order, and what is there already."""

    missing: tuple[CaseRecipe, ...]
    present: int
    #: There, with the same images, but what is taught about them has changed since.
    reworded: tuple[CaseRecipe, ...] = ()
    #: There, but the recipe has moved to another pool.
    refiled: tuple[CaseRecipe, ...] = ()


@cache
def content() -> Library:
    """The knowledge content, read once a process: a case needs it several times."""
    found = load_content().library
    if found is None:
        raise ValueError("The knowledge content has problems; run manage.py check_knowledge.")
    return found


def book() -> RecipeBook:
    """The recipes with their entities' teaching complete. Raises RecipeError."""
    read = checked()
    return RecipeBook(read.cases, complete(read.teaching, content()))


def fingerprint(recipe: CaseRecipe) -> str:
    """Changes with anything of the recipe, and with the versions of simulator and its models."""
    parts = {"version": VERSION, **to_plain(recipe)}
    if models := _models(recipe):
        parts["models"] = models
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _models(recipe: CaseRecipe) -> dict[str, int]:
    return changed_models(one.entity for one in recipe.diseases)


def drawn_alike(recipe: CaseRecipe) -> set[str]:
    """The fingerprints of the recipe in any pool: the pool says who sees it, not what it shows."""
    return {fingerprint(replace(recipe, pool=pool)) for pool in get_args(RecipePool)}


def wording(recipe: CaseRecipe, read: RecipeBook) -> str:
    """Changes with anything that the answer key takes from the teaching."""
    text = json.dumps(to_plain(teaching_of(recipe, read.teaching)), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plan(*, only: Sequence[str] = (), small: bool = False) -> Plan:
    """Return which cases are missing: all, the starter (`small`), or those of the slugs `only`.

    `only` names cases or diagnoses.
    """
    read = book()
    recipes = read.cases
    if only:
        recipes = tuple(r for r in recipes if r.slug in only or r.diagnosis in only)
    groups = {one.slug: one.group for one in content().entities}
    ordered = starter(recipes, groups) if small else full(recipes, groups)
    rows = Case.objects.filter(
        state__in=[State.PUBLISHED, State.RETIRED], recipe__isnull=False
    ).values_list(
        "slug", "recipe__fingerprint", "recipe__wording", "recipe__recipe__pool", "state"
    )
    there = {slug: facts for slug, *facts in rows}
    missing = tuple(
        one for one in ordered if there.get(one.slug, ("",))[0] not in drawn_alike(one)
    )
    left = {one.slug for one in missing}
    kept = [one for one in ordered if one.slug not in left]
    return Plan(
        missing,
        len(kept),
        reworded=tuple(
            one
            for one in kept
            if there[one.slug][3] == State.PUBLISHED and there[one.slug][1] != wording(one, read)
        ),
        # Those to be drawn again move, too. What is as usual is not written down with a recipe.
        refiled=tuple(
            one
            for one in ordered
            if one.slug in there and (there[one.slug][2] or Pool.PRACTICE) != one.pool
        ),
    )


@transaction.atomic
def refile(recipes: Sequence[CaseRecipe]) -> None:
    """Move cases to the pool that their recipes name now: same images, same revision.

    A pool that an educator chose stays until the recipe itself moves. All move or none: the cases
    of a pair share images, so they only stand apart together. Raises PublishError where one
    shares images with a pool that it must be kept apart from.
    """
    moved = []
    for recipe in recipes:
        case = Case.objects.get(slug=recipe.slug)
        case.pool = recipe.pool
        stored = case.recipe or {}
        case.recipe = stored | {"recipe": stored["recipe"] | {"pool": recipe.pool}}
        case.save(update_fields=["pool", "recipe", "updated_at"])
        moved.append(case)
    reasons = [f"{case.slug}: {reason}" for case in moved for reason in not_apart(case)]
    if reasons:
        raise PublishError(reasons)


def reword(recipe: CaseRecipe) -> None:
    """Give a published case the key that its recipe teaches now: same images, a new revision.

    Attempts stay on the revision that they were made on. Raises PublishError.
    """
    case = Case.objects.get(slug=recipe.slug)
    lesions = key_of(case).lesions
    case.recipe = columns_of(recipe)["recipe"]
    set_key(case, key_for(recipe, lesions), proof=Proof.SIMULATED)
    publish(case, None)


def make(recipe: CaseRecipe, *, processes: int = 1) -> Case:
    """Render, bring in and publish one case."""
    with tempfile.TemporaryDirectory(prefix="simulated-") as scratch:
        exported = render(recipe, Path(scratch))
        return take(recipe, exported, processes=processes)


def take(recipe: CaseRecipe, exported: Exported, *, processes: int = 1) -> Case:
    """Bring a rendered recipe into the library and publish it.

    Raises PublishError when the case cannot be published, with every reason; the case then stays
    a draft. A published case of an older recipe is retired under another name.
    """
    _make_room(recipe)
    case = Case.objects.create(slug=recipe.slug, **columns_of(recipe))
    ingest(exported.files, case=case, processes=processes)
    case.refresh_from_db()
    set_key(case, key_for(recipe, exported.lesions), proof=Proof.SIMULATED)
    publish(case, None)
    return case


def key_for(recipe: CaseRecipe, lesions: Sequence[Lesion]) -> AnswerKey:
    """The answer key of a rendered recipe: what its series can show, and no more."""
    findings = {one.slug: one for one in content().findings}
    return as_shown(build_key(recipe, book().teaching, lesions), recipe.series, findings)


def _make_room(recipe: CaseRecipe) -> None:
    with transaction.atomic():
        old = Case.objects.select_for_update().filter(slug=recipe.slug).first()
        if old is None:
            return
        kept = old.state in {State.PUBLISHED, State.RETIRED}
        if kept or Arrival.objects.filter(case=old).exists():
            old.slug = f"{old.slug}-before-{old.pk}"
            old.state = State.RETIRED if kept else old.state
            old.save(update_fields=["slug", "state", "updated_at"])
        else:
            old.delete()


def columns_of(recipe: CaseRecipe) -> dict[str, Any]:
    """Return what the row of a case of this recipe holds before its images."""
    return {
        "title": title(recipe),
        "history": recipe.history,
        "difficulty": recipe.difficulty,
        "provenance": Provenance.SIMULATED,
        "pool": recipe.pool,
        "proof": Proof.SIMULATED,
        "source_text": SOURCE,
        "licence": LICENCE,
        "credit": CREDIT,
        "recipe": {
            "fingerprint": fingerprint(recipe),
            "wording": wording(recipe, book()),
            "simulator": VERSION,
            "models": _models(recipe),
            "recipe": to_plain(recipe),
        },
    }


def title(recipe: CaseRecipe) -> str:
    """What educators see: the diagnosis, the patient and the field."""
    what = "Normal" if recipe.diagnosis == NORMAL else recipe.diagnosis.replace("-", " ")
    return f"{what}, {recipe.age} {recipe.sex}, {recipe.region} ({recipe.difficulty})"[:200]
