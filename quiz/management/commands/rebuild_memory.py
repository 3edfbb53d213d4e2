"""Write memory cards and ratings anew from what was read: `manage.py rebuild_memory`."""

from typing import Any

from django.core.management.base import BaseCommand

from quiz.services.memory import rebuild


class Command(BaseCommand):
    """Cards, ratings and showings are derived from the reads; this derives them again."""

    help = "Derive memory cards, ratings and showings again from all reads of accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many reads were counted."""
        count = rebuild()
        self.stdout.write(f"{count} reads counted.")
