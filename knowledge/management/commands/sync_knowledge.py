"""Take the shipped knowledge over into the database: ``manage.py sync_knowledge``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from knowledge.services import ContentError, SyncDiff, sync_content


class Command(BaseCommand):
    """Idempotent; an educator's edits are kept and conflicts are printed."""

    help = "Bring the database up to date with the shipped knowledge content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer a rehearsal."""
        parser.add_argument(
            "--dry-run", action="store_true", help="Print the diff and change nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync, with progress, and print the diff."""
        say = self.stdout.write if options["verbosity"] > 1 else None
        try:
            with transaction.atomic():
                diff = sync_content(progress=say)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except ContentError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            self._report(diff, detailed=options["verbosity"] > 1 or options["dry_run"])

    def _report(self, diff: SyncDiff, *, detailed: bool) -> None:
        parts = (
            ("created", diff.created),
            ("updated", diff.updated),
            ("withdrawn", diff.withdrawn),
            ("names added", diff.names_added),
            ("names removed", diff.names_removed),
        )
        for title, labels in parts:
            if not labels:
                continue
            self.stdout.write(f"{title}: {len(labels)}")
            if detailed or len(labels) <= 20:
                self.stdout.writelines(f"  {label}" for label in labels)
        for label in diff.kept:
            self.stdout.write(
                self.style.WARNING(
                    f"kept an educator's edit, newer shipped content waits: {label}"
                )
            )
        if not diff.changed:
            self.stdout.write(f"Nothing to do: {diff.unchanged} rows are up to date.")
