"""Bring DICOM files, folders and zips into the library, with a report per file."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.management.outcome import apply_key, say_published
from cases.models import Case
from cases.services.ingest import ingest
from cases.services.newcase import case_named
from cases.services.report import IngestReport


class Command(BaseCommand):
    """`manage.py import_dicom PATH… [--case SLUG] [--publish]`."""

    help = (
        "De-identify DICOM files, folders and zip archives and bring them into the library. "
        "Prints what became of every file. Running it again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--case", metavar="SLUG", help="the case to add to, made if missing")
        parser.add_argument("--publish", action="store_true", help="publish the case afterwards")
        parser.add_argument("--history", help="clinical history, for a case that has none")
        parser.add_argument("--licence", help="licence of the images, for a case that states none")
        parser.add_argument("--source", help="where the images come from")
        parser.add_argument(
            "--diagnosis",
            metavar="SLUG",
            help='"normal" or an entity: writes a minimal answer key; left out: not proven',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, tell, and publish if asked to."""
        missing = [path for path in options["paths"] if not path.exists()]
        if missing:
            raise CommandError(f"There is no such file or folder: {missing[0]}")
        case = case_named(options["case"]) if options["case"] else None
        started = time.monotonic()
        report = ingest(options["paths"], case=case, progress=self._progress(options))
        self._tell(report, time.monotonic() - started, options["verbosity"])
        for slug in [case.slug] if case else report.cases:
            found = Case.objects.get(slug=slug)
            apply_key(found, options)
            if options["publish"]:
                say_published(self, found)

    def _progress(self, options: dict[str, Any]) -> Any:
        if options["verbosity"] == 0 or not sys.stderr.isatty():
            return None

        def show(done: int, total: int, step: str) -> None:
            self.stderr.write(f"\r{step} {done}/{total} ", ending="")
            if done == total:
                self.stderr.write("\r" + " " * 40 + "\r", ending="")

        return show

    def _tell(self, report: IngestReport, seconds: float, verbosity: int) -> None:
        style = {
            "taken": self.style.SUCCESS,
            "duplicate": self.style.NOTICE,
            "quarantined": self.style.WARNING,
        }
        if verbosity:
            for row in report.rows:
                line = f"{style[row.status](row.status):<12} {row.name}: {row.sentence}"
                self.stdout.write(line)
        total = len(report.rows)
        rate = f", {total / seconds:.0f} a second" if seconds > 0.5 else ""
        self.stdout.write(
            f"{total} files: {report.taken} taken, {report.duplicates} duplicates, "
            f"{report.quarantined} quarantined in {seconds:.1f} s{rate}."
        )
        if report.cases:
            self.stdout.write(f"Cases: {', '.join(report.cases)}")
