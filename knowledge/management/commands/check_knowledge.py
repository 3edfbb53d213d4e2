"""Check the content files without a database: ``manage.py check_knowledge [FOLDER]``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from knowledge.schema.loader import CONTENT, load


class Command(BaseCommand):
    """Print every problem as ``file:line: sentence``; fail if there is one."""

    help = "Check the knowledge content without a database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an optional folder, for content that is not shipped yet."""
        parser.add_argument("folder", nargs="?", type=Path, default=CONTENT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report."""
        loaded = load(options["folder"])
        for problem in loaded.problems:
            self.stderr.write(str(problem))
        if loaded.library is None:
            raise CommandError(f"{len(loaded.problems)} problem(s) in the knowledge content.")
        library = loaded.library
        self.stdout.write(
            f"The content is sound: {len(library.entities)} entities, "
            f"{len(library.findings)} findings, {len(library.references)} references."
        )
