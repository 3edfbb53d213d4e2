"""Write a case as a zip that another installation takes in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.dicom.errors import Refused
from cases.models import Case
from cases.share.written import write


class Command(BaseCommand):
    """`manage.py export_case SLUG [-o FILE]`."""

    help = (
        "Write a case as one zip: images as they are stored, texts, key, licence and credits. "
        "Refused with every reason where the case may not leave."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="SLUG.zip if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the zip or say why not."""
        case = Case.objects.filter(slug=options["slug"]).first()
        if case is None:
            raise CommandError(f"There is no case “{options['slug']}”.")
        target = options["output"] or Path(f"{case.slug}.zip")
        try:
            size = write([case], target)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{target}: {size / 1e6:.1f} MB")
