"""Draw every recipe coarsely and say what would make its case useless; resumable."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.phantom.inspection import Inspected, inspect
from cases.phantom.recipes.loader import RecipeError
from cases.phantom.recipes.types import CaseRecipe
from cases.services import library


class Command(BaseCommand):
    """`manage.py check_library [SLUG…] [--processes N] [--again]`."""

    help = (
        "Draw every recipe with large pixels: lesions shown, masks in bone or a mass, keys "
        "complete. What was found in order is not drawn again until its recipe changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("only", nargs="*", metavar="SLUG", help="cases or diagnoses; else all")
        parser.add_argument("--processes", type=int, default=2)
        parser.add_argument("--again", action="store_true", help="also those found in order")
        parser.add_argument(
            "--kept", type=Path, default=Path(settings.DATA_DIR) / "simulator" / "checked.json"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what is not known to be in order; fail when a recipe is not."""
        try:
            book = library.book()
        except RecipeError as error:
            raise CommandError(f"The recipes have problems:\n{error}") from error
        kept = {} if options["again"] else _read(options["kept"])
        only = options["only"]
        wanted = [one for one in book.cases if not only or {one.slug, one.diagnosis} & set(only)]
        if only and not wanted:
            raise CommandError(f"There is no case or diagnosis {only[0]}.")
        todo = [one for one in wanted if kept.get(one.slug) != library.fingerprint(one)]
        self.stdout.write(f"{len(wanted) - len(todo)} are in order, {len(todo)} to check.")
        work = partial(inspect, teaching=dict(book.teaching), content=library.content())
        failed = self._check(todo, work, kept, options)
        if failed:
            raise CommandError(f"{failed} of {len(wanted)} recipes are not in order.")
        self.stdout.write(self.style.SUCCESS(f"All {len(wanted)} recipes are in order."))

    def _check(
        self, todo: list[CaseRecipe], work: Any, kept: dict[str, str], options: dict[str, Any]
    ) -> int:
        started, failed = time.monotonic(), 0
        for done, (recipe, found) in enumerate(_drawn(todo, work, options["processes"]), 1):
            if found.problems:
                failed += 1
            else:
                kept[recipe.slug] = library.fingerprint(recipe)
                _write(options["kept"], kept)
            self._say(f"{done}/{len(todo)}", recipe, found, time.monotonic() - started)
        return failed

    def _say(self, count: str, recipe: CaseRecipe, found: Inspected, seconds: float) -> None:
        where = ", ".join(found.levels) or "no level"
        line = f"{count} {recipe.slug}: {where}, {found.pixels} px ({seconds:.0f} s)"
        if found.problems:
            self.stderr.write(self.style.WARNING(f"{line}: {' '.join(found.problems)}"))
        else:
            self.stdout.write(line)


def _drawn(
    todo: list[CaseRecipe], work: Callable[[CaseRecipe], Inspected], processes: int
) -> Iterator[tuple[CaseRecipe, Inspected]]:
    if processes <= 1:
        for one in todo:
            yield one, work(one)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:
        jobs = {pool.submit(work, one): one for one in todo}
        for job in as_completed(jobs):
            yield jobs[job], job.result()


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # nothing checked yet, or a torn file: check again
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(path: Path, kept: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
    draft.replace(path)
