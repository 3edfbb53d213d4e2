"""Publish a case from the command line, or say all that it still lacks."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.answerkey import codec
from cases.answerkey.codec import KeyFormatError
from cases.management.outcome import apply_key, say_published
from cases.models import Case, Proof
from cases.services.keys import set_key


class Command(BaseCommand):
    """`manage.py publish_case SLUG [--diagnosis SLUG | --key FILE] [--licence TEXT]`."""

    help = "Check a case and publish it; without a diagnosis it is published as not proven."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("slug")
        key = parser.add_mutually_exclusive_group()
        key.add_argument("--diagnosis", metavar="SLUG", help='"normal" or an entity')
        key.add_argument("--key", type=Path, metavar="FILE", help="an answer key as JSON")
        parser.add_argument("--proof", choices=Proof.values)
        parser.add_argument("--history")
        parser.add_argument("--licence")
        parser.add_argument("--source")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write what was given, publish, and tell."""
        try:
            case = Case.objects.get(slug=options["slug"])
        except Case.DoesNotExist as error:
            raise CommandError(f"There is no case “{options['slug']}”.") from error
        if options["key"]:
            self._read_key(case, options["key"])
        apply_key(case, options)
        if options["proof"]:
            case.proof = options["proof"]
            case.save(update_fields=["proof"])
        say_published(self, case)

    def _read_key(self, case: Case, path: Path) -> None:
        try:
            set_key(case, codec.from_json(json.loads(path.read_text("utf-8"))))
        except (OSError, ValueError, KeyFormatError) as error:
            raise CommandError(f"{path} is not an answer key: {error}") from error
