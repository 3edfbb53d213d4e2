"""Cases made for the occasion: another patient where a reader has seen every case of an entity.

They go into the practice pool like those of the recipes, marked by `occasion` beside their recipe.
How many a day, how many at all and how much disk must stay free are settings.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases.models import Case, State
from cases.phantom.recipes.types import CaseRecipe
from cases.services import library
from cases.services.publish import PublishError


def switched_on() -> bool:
    """Whether such cases are made on this installation at all."""
    return bool(settings.OCCASION_CASES_A_DAY > 0)


def room() -> int:
    """Return how many more may be made today; 0 where it is switched off. Two queries."""
    if not switched_on():
        return 0
    made = Case.objects.filter(recipe__occasion__isnull=False)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = settings.OCCASION_CASES_A_DAY - made.filter(created_at__gte=midnight).count()
    ever = settings.OCCASION_CASES_MOST - made.count()
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(settings.MEDIA_ROOT).free < settings.OCCASION_FREE_BYTES:
        return 0
    return max(0, min(today, ever))


def patterns(diagnosis: str) -> list[CaseRecipe]:
    """The recipes of the practice pool that another patient with this diagnosis can follow."""
    return [
        one
        for one in library.book().cases
        if one.diagnosis == diagnosis and one.pool == "practice" and not one.same_images
    ]


def another(diagnosis: str) -> CaseRecipe | None:
    """Return a recipe with a seed of its own, of each pattern in turn; None without a pattern."""
    found = patterns(diagnosis)
    if not found:
        return None
    made = Case.objects.filter(recipe__occasion=diagnosis).values_list("slug", flat=True)
    number = 1 + max(map(_number, made), default=0)
    pattern = found[(number - 1) % len(found)]
    slug = f"{pattern.slug}-again-{number}"
    seed = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4], "big") % 1_000_000
    return replace(pattern, slug=slug, seed=seed, same_patient="")


def _number(slug: str) -> int:
    """Return which one it was: never counted, so that a deletion gives no number twice."""
    found = re.search(r"-again-(\d+)", slug)
    return int(found.group(1)) if found else 0


def make_another(diagnosis: str) -> Case | None:
    """Draw and publish one more case of this diagnosis; None where none may or can be made.

    A patient in whom the change does not show as the key says is thrown away: the next number is
    another one. Raises what drawing and bringing in raise; what failed counts toward the limits,
    too, so that a fault is not repeated all day.
    """
    recipe = another(diagnosis) if room() else None
    if recipe is None:
        return None
    try:
        case = library.make(recipe)
    except Exception as problem:
        failed, _new = Case.objects.get_or_create(
            slug=recipe.slug, defaults=library.columns_of(recipe)
        )
        _mark(failed, diagnosis, state=State.RETIRED)
        if isinstance(problem, PublishError):
            return None
        raise
    _mark(case, diagnosis, state=case.state)
    return case


@transaction.atomic
def _mark(case: Case, diagnosis: str, *, state: str) -> None:
    """Count it as made for the occasion; one that could not be published counts, too."""
    case.recipe = (case.recipe or {}) | {"occasion": diagnosis}
    case.state = state
    case.save(update_fields=["recipe", "state", "updated_at"])
