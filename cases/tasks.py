"""Background work of the cases: the library is completed while the site is up, and goes on growing
where a reader has seen all that there is of an entity."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from cases.models import Case, Provenance, State
from cases.services import library, occasion

logger = logging.getLogger("cases.library")

#: Imports and everything that a person waits for go first.
LIBRARY_PRIORITY = -50
#: No case takes so long: a task that has run longer ended with its worker.
LOST_AFTER = timedelta(hours=1)


@task(priority=LIBRARY_PRIORITY)
def make_library_case(slug: str) -> str:
    """Render and publish one simulated case, unless it is there by now."""
    plan = library.plan(only=[slug])
    recipe = next((one for one in plan.missing if one.slug == slug), None)
    if recipe is None:
        return "present"
    library.make(recipe)
    # The slug names the diagnosis: terminals of a teaching session should not show it.
    logger.info("Library: %s simulated cases are there, %s to come.", *_progress())
    return "made"


def enqueue_library(slugs: Iterable[str]) -> int:
    """Leave the cases of these recipes to the worker, in this order; returns how many are new.

    What waits already is not queued twice. A case whose worker was stopped half-way is queued
    again.
    """
    ours = DBTaskResult.objects.filter(task_path=make_library_case.module_path)
    running = ours.filter(status=TaskResultStatus.RUNNING)
    running.filter(started_at__lt=timezone.now() - LOST_AFTER).delete()
    waiting = {str(one["args"][0]) for one in _ready().values_list("args_kwargs", flat=True)}
    new = [slug for slug in slugs if slug not in waiting]
    for slug in new:
        make_library_case.enqueue(slug)
    return len(new)


@task(priority=LIBRARY_PRIORITY)
def make_occasion_case(diagnosis: str) -> str:
    """Render and publish one more case of a diagnosis, within the limits of the day."""
    made = occasion.make_another(diagnosis)
    logger.info("Another case was asked for: %s.", "made" if made else "none made")
    return "made" if made else "none"


def ask_for_unseen(diagnoses: Iterable[str]) -> None:
    """Let the worker see, once the transaction has ended, whether cases of these are to be made.

    Nothing of the library is read here: a reader waits for the answer.
    """
    wanted = list(diagnoses)
    if wanted and occasion.switched_on():
        transaction.on_commit(partial(order_unseen.enqueue, wanted))


@task(priority=LIBRARY_PRIORITY)
def order_unseen(diagnoses: list[str]) -> int:
    """Leave one more case of each of these to the worker; returns how many were ordered.

    Within the limits of `occasion.room`, what waits counted in, and none of what waits already.
    """
    left = occasion.room()
    if not left:
        return 0
    tasks = DBTaskResult.objects.filter(
        task_path=make_occasion_case.module_path,
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
    )
    waiting = {str(one["args"][0]) for one in tasks.values_list("args_kwargs", flat=True)}
    wanted = [one for one in diagnoses if one not in waiting and occasion.patterns(one)]
    ordered = wanted[: max(0, left - len(waiting))]
    for diagnosis in ordered:
        make_occasion_case.enqueue(diagnosis)
    return len(ordered)


def _ready() -> "QuerySet[DBTaskResult[Any, Any]]":
    return DBTaskResult.objects.filter(
        task_path=make_library_case.module_path, status=TaskResultStatus.READY
    )


def _progress() -> tuple[int, int]:
    there = Case.objects.filter(provenance=Provenance.SIMULATED, state=State.PUBLISHED).count()
    return there, _ready().count()
