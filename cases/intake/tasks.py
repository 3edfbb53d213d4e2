"""Background work of bringing in: one intake is one task, begun again if its worker was killed."""

import logging
import time
from functools import partial

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from cases.dicom import files
from cases.intake import release, service
from cases.models import HeldState, Intake
from cases.models.intake import MOVING
from cases.services import store

#: Seconds after which nobody is writing a file of the store any more.
LONGEST_WRITE = 3600.0
logger = logging.getLogger("cases.intake")


@task(priority=50)
def take_in(public_id: str) -> str:
    """Bring one intake into the library."""
    outcome = service.work_off(public_id)
    logger.info("Intake %s: %s.", public_id, outcome)
    return outcome


@task(priority=50)
def take_released(public_id: str) -> str:
    """Take the held files of an intake that a person has released."""
    outcome = release.take_released(public_id)
    logger.info("Held files of intake %s: %s.", public_id, outcome)
    return outcome


def enqueue_released(intake: Intake) -> None:
    """Hand the released files over once the transaction has ended."""
    transaction.on_commit(partial(take_released.enqueue, intake.public_id))


def enqueue(intake: Intake) -> None:
    """Hand the intake to a worker once the transaction has ended."""
    transaction.on_commit(partial(take_in.enqueue, intake.public_id))


def revive(intake: Intake) -> bool:
    """Hand the intake over again if nobody works on it and none is going to."""
    if not service.is_abandoned(intake) or _waits(intake):
        return False
    enqueue(intake)
    return True


def revive_all() -> int:
    """Go on with everything that a stop of the machine interrupted; returns how many."""
    service.empty_finished()
    files.sweep(store.root(), time.time() - LONGEST_WRITE)
    for one in Intake.objects.filter(held_files__state=HeldState.RELEASING).distinct():
        enqueue_released(one)
    return sum(revive(one) for one in Intake.objects.filter(state__in=MOVING))


def _waits(intake: Intake) -> bool:
    ready = DBTaskResult.objects.filter(
        task_path=take_in.module_path, status=TaskResultStatus.READY
    )
    waiting = ready.values_list("args_kwargs", flat=True)
    return any(one["args"][:1] == [intake.public_id] for one in waiting)
