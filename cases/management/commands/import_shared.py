"""Take in zips that other installations have shared, as the page Bring in does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from cases.intake import service
from cases.intake.folder import Folder
from cases.models import Intake
from cases.share.zipped import is_shared


class Command(BaseCommand):
    """`manage.py import_shared ZIP… [--user NAME]`."""

    help = (
        "Take shared cases and quizzes in as drafts, through de-identification and the search "
        "for text. Images that are held back wait under Bring in for the user named (or for an "
        "administrator)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("zips", nargs="+", type=Path, metavar="ZIP")
        parser.add_argument("--user", metavar="NAME", help="whose drafts and quizzes they become")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take each zip in and tell what became of it; fails if anything was turned away."""
        user = None
        if options["user"]:
            user = User.objects.filter(username=options["user"]).first()
            if user is None:
                raise CommandError(f"There is no account “{options['user']}”.")
        for path in options["zips"]:
            if not is_shared(path):
                raise CommandError(f"{path} is not a zip shared by Spine Mimics.")
        intake = Intake.objects.create(owner=user)
        for path in options["zips"]:
            with path.open("rb") as stream:
                self._add(intake, path, stream)
        service.start(intake)
        service.work_off(intake.public_id)
        self._tell(intake, options["verbosity"])

    def _add(self, intake: Intake, path: Path, stream: Any) -> None:
        try:
            upload = service.announce(intake, path.name, path.stat().st_size, str(path))
            service.append(intake, upload, stream)
        except service.Full as full:
            service.cancel(intake)
            raise CommandError(str(full)) from full

    def _tell(self, intake: Intake, verbosity: int) -> None:
        intake.refresh_from_db()
        rows = service.rows_of(Folder(intake.public_id).report() or {})
        for row in rows:
            if (
                verbosity > 1
                or row.status in {"quarantined", "held"}
                or not row.name.endswith(".dcm")
            ):
                self.stdout.write(f"{row.status:<12} {row.name}: {row.sentence}")
        cases = ", ".join(intake.cases.values_list("slug", flat=True))
        self.stdout.write(
            f"{intake.taken} taken, {intake.duplicates} there already, {intake.held} held "
            f"back, {intake.quarantined} turned away. Cases: {cases or 'none'}"
        )
        if intake.quarantined:
            raise CommandError("Something was turned away: see above.")
