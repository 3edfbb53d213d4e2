"""What the commands that write a shared zip have in common."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.dicom.errors import Refused
from cases.models import Case
from cases.share.written import write


class ExportCommand(BaseCommand):
    """`manage.py … WHAT [-o FILE]`; the subclass finds what it names."""

    metavar = ""
    #: Where the zip goes if nothing is said.
    standard = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("what", metavar=self.metavar)
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help=f"{self.standard} if left out"
        )

    def named(self, what: str) -> tuple[str, Sequence[Case], dict[str, Any] | None]:
        """Return the zip's name, its cases and the quiz's part. Raises CommandError."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the zip or say why not."""
        name, cases, quiz = self.named(options["what"])
        target = options["output"] or Path(f"{name}.zip")
        try:
            size = write(cases, target, quiz)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{target}: cases: {len(cases)}, {size / 1e6:.1f} MB")
