"""Write a case as a zip that another installation takes in."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError

from cases.models import Case
from cases.share.command import ExportCommand


class Command(ExportCommand):
    """`manage.py export_case SLUG [-o FILE]`."""

    help = (
        "Write a case as one zip: images as they are stored, texts, key, licence and credits. "
        "Refused with every reason where the case may not leave."
    )
    metavar, standard = "SLUG", "SLUG.zip"

    def named(self, what: str) -> tuple[str, Sequence[Case], dict[str, Any] | None]:
        """Find the case by its slug."""
        case = Case.objects.filter(slug=what).first()
        if case is None:
            raise CommandError(f"There is no case “{what}”.")
        return case.slug, [case], None
