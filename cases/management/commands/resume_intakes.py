"""Go on with what a stop of the machine interrupted; throw away what nobody came back for."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.intake import service
from cases.intake.tasks import revive_all


class Command(BaseCommand):
    """`manage.py resume_intakes`: part of every start; may run from a timer."""

    help = (
        "Hand interrupted intakes to the worker again and throw away uploads, reports and held "
        "files that are older than INTAKE_KEEP_DAYS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do both and say how many."""
        before = timezone.now() - timedelta(days=settings.INTAKE_KEEP_DAYS)
        thrown = service.throw_away(before)
        revived = revive_all()
        if options["verbosity"]:
            self.stdout.write(f"{revived} intakes go on, {thrown} old ones were thrown away.")
