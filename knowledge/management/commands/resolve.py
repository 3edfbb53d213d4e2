"""``manage.py resolve``: what typed texts are understood as, one JSON object per line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from knowledge import selectors
from knowledge.models import Entity
from knowledge.resolve import Entry, Vocabulary, resolve
from knowledge.resolve.build import of_library
from knowledge.schema.loader import load


class Command(BaseCommand):
    """Reads one text per line on standard input, prints what each names."""

    help = "Read one text per line on standard input; print as JSON what each line names."
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer line by line, so that the command can stand in a pipe."""
        names = vocabulary()
        for text in _lines(sys.stdin):
            self.stdout.write(json.dumps(as_json(text, names), ensure_ascii=False))
            self.stdout.flush()


def vocabulary() -> Vocabulary:
    """The vocabulary of the database, or of the content files where it holds no entities yet.

    Raises `CommandError` if it comes to the files and they have problems.
    """
    try:
        if Entity.objects.exists():
            return selectors.vocabulary()
    except DatabaseError:
        pass  # no tables yet: the files will do
    loaded = load()
    if loaded.library is None:
        problems = "\n".join(str(problem) for problem in loaded.problems)
        raise CommandError(f"The content files have problems:\n{problems}")
    return of_library(loaded.library)


def as_json(text: str, names: Vocabulary) -> dict[str, Any]:
    """A text and what it names, as the command prints it."""
    return {"text": text, "entries": [_entry(entry) for entry in resolve(text, names)]}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "text": entry.text,
        "entity": entry.entity,
        "status": entry.status,
        "candidates": list(entry.candidates),
    }


def _lines(stream: TextIO) -> Iterator[str]:
    """The lines without their ends; bytes that are no UTF-8 do not stop the command."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    for line in stream:
        yield line.removesuffix("\n").removesuffix("\r")
