"""Fill the library with simulated cases: resumable, in parallel, skipping what is there."""

import shutil
import tempfile
import time
from argparse import ArgumentParser
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.learn.prepare import prepare_if_shown, stale
from cases.phantom.export import Exported
from cases.phantom.recipes.loader import RecipeError
from cases.phantom.recipes.render import render
from cases.phantom.recipes.types import CaseRecipe
from cases.services import library
from cases.services.publish import PublishError
from cases.tasks import enqueue_library


class Command(BaseCommand):
    """`manage.py build_library [SLUG…] [--starter] [--background] [--processes N]`."""

    help = (
        "Render simulated cases from their recipes and publish them. Cases that are there already "
        "are skipped, so it may be stopped and started again at any time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("only", nargs="*", metavar="SLUG", help="cases or diagnoses; else all")
        parser.add_argument("--starter", action="store_true", help="one case a group first")
        parser.add_argument("--processes", type=int, default=2, help="studies at a time")
        parser.add_argument("--limit", type=int, help="at most so many cases")
        parser.add_argument(
            "--background", action="store_true", help="leave the rendering to the worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, render, tell."""
        try:
            plan = library.plan(only=options["only"], small=options["starter"])
        except RecipeError as error:
            raise CommandError(f"The recipes have problems:\n{error}") from error
        todo = plan.missing[: options["limit"]]
        self.stdout.write(f"{plan.present} cases are there, {len(todo)} to make.")
        self._refile(plan.refiled)
        for recipe in plan.reworded:
            library.reword(recipe)
        if plan.reworded:
            self.stdout.write(f"Answer keys brought up to date: {len(plan.reworded)}.")
        if options["background"]:
            new = enqueue_library([one.slug for one in todo])
            self.stdout.write(f"{len(todo)} cases are left to the worker, {new} of them new.")
            return
        failed = self._make(todo, max(1, options["processes"]))
        for case in stale():
            prepare_if_shown(case)
        if failed:
            raise CommandError(f"{len(failed)} cases could not be made: {', '.join(failed)}")

    def _refile(self, recipes: tuple[CaseRecipe, ...]) -> None:
        try:
            library.refile(recipes)
        except PublishError as error:
            raise CommandError(str(error)) from error
        if recipes:
            self.stdout.write(f"Moved to the pool of their recipes: {len(recipes)}.")

    def _make(self, todo: tuple[CaseRecipe, ...], processes: int) -> list[str]:
        started, failed = time.monotonic(), []
        scratch = Path(tempfile.mkdtemp(prefix="library-"))
        try:
            with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:
                jobs: dict[Future[Exported], CaseRecipe] = {
                    pool.submit(render, one, scratch / one.slug): one for one in todo
                }
                for done, job in enumerate(as_completed(jobs), 1):
                    recipe = jobs.pop(job)
                    problem = self._take(recipe, job)
                    shutil.rmtree(scratch / recipe.slug, ignore_errors=True)
                    if problem:
                        failed.append(recipe.slug)
                    self._say(done, len(todo), recipe, started, problem)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return failed

    def _take(self, recipe: CaseRecipe, job: Future[Exported]) -> str:
        try:
            library.take(recipe, job.result())
        except PublishError as error:
            return " ".join(error.reasons)
        except Exception as error:
            # One broken recipe must not keep the others from being made.
            return f"{type(error).__name__}: {error}"
        return ""

    def _say(
        self, done: int, total: int, recipe: CaseRecipe, started: float, problem: str
    ) -> None:
        passed = time.monotonic() - started
        left = passed / done * (total - done)
        line = f"{done}/{total} {recipe.slug} ({passed:.0f} s, about {left:.0f} s left)"
        if problem:
            self.stderr.write(self.style.WARNING(f"{line}: {problem}"))
        else:
            self.stdout.write(line)
