"""Compute what self-study shows of its exhibits: stills, outlines and gray levels."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.learn.prepare import prepare, stale
from cases.models import Case


class Command(BaseCommand):
    """`manage.py prepare_exhibits [--again]`."""

    help = "Cut the pictures and read the gray levels of exhibits that are new or have changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("--again", action="store_true", help="also those that are in order")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, and tell what could not be prepared."""
        todo = list(Case.objects.exhibits()) if options["again"] else stale()
        failed = []
        for done, case in enumerate(todo, 1):
            try:
                prepare(Case.objects.with_images().get(pk=case.pk))
            except (OSError, ValueError) as error:
                failed.append(f"{case.slug}: {error}")
            if done % 10 == 0:
                self.stdout.write(f"{done} of {len(todo)}")
        self.stdout.write(f"{len(todo) - len(failed)} exhibits were prepared.")
        if failed:
            raise CommandError("\n".join(failed))
