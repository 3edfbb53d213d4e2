"""Measure the simulated cases and write the table of docs/simulator.md."""

from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cases.phantom.claims import load as load_claims
from cases.phantom.measure import Measured
from cases.phantom.recipes.loader import RecipeError, checked
from cases.phantom.recipes.types import CaseRecipe
from cases.phantom.survey import Survey, measurable
from cases.phantom.table import contradictions, markdown, put_into, rows_of
from knowledge.schema.loader import load as load_content


class Command(BaseCommand):
    """`manage.py simulator_table [SLUG…] [--known] [--out FILE]`."""

    help = (
        "Measure signals inside the lesion masks of all recipes against the same patient without "
        "disease and lay them beside the claims. Measurements are kept; stop and start at will."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("only", nargs="*", metavar="SLUG", help="entities; else all")
        parser.add_argument(
            "--known", action="store_true", help="use what was measured before, measure nothing"
        )
        parser.add_argument("--cases", type=int, help="at most so many cases of each entity")
        parser.add_argument(
            "--out", type=Path, default=Path(settings.BASE_DIR) / "docs" / "simulator.md",
            help="document whose generated part is replaced",
        )  # fmt: skip
        parser.add_argument(
            "--kept", type=Path, default=Path(settings.DATA_DIR) / "simulator" / "survey.json",
            help="where measurements are kept",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, write, and list what is contradicted."""
        content, claims = load_content().library, load_claims()
        if claims.problems or content is None:
            raise CommandError("\n".join(str(one) for one in claims.problems) or "No content.")
        values = self._measured(options)
        entities = [
            one for one in content.entities if not options["only"] or one.slug in options["only"]
        ]
        wrong = contradictions(
            [
                row
                for one in entities
                for row in rows_of(one, claims.entities.get(one.slug), values[one.slug])
            ]
        )
        for row in wrong:
            self.stdout.write(
                self.style.WARNING(
                    f"{row.entity} {row.series}: {row.claim} ({row.by}, {row.range}), "
                    f"measured {row.measured}"
                )
            )
        self.stdout.write(f"{len(wrong)} claims are contradicted.")
        if not options["only"]:
            self._write(options["out"], markdown(entities, claims.entities, values))

    def _measured(self, options: dict[str, Any]) -> dict[str, list[Measured]]:
        try:
            recipes = measurable(checked().cases, *options["only"])
        except RecipeError as error:
            raise CommandError(f"The recipes have problems:\n{error}") from error
        survey, values = Survey(options["kept"]), defaultdict(list)
        chosen: list[CaseRecipe] = []
        for recipe in recipes:
            so_far = sum(one.diagnosis == recipe.diagnosis for one in chosen)
            if options["cases"] is None or so_far < options["cases"]:
                chosen.append(recipe)
        if options["known"]:
            rows = [(one, survey.known(one)) for one in chosen]
        else:
            rows = list(survey.take_all(chosen, self._say))
        for recipe, found in rows:
            if found is not None:
                values[recipe.diagnosis].append(found)
            elif not options["known"]:
                self.stderr.write(f"{recipe.slug}: no lesion in the field of view.")
        return values

    def _say(self, done: int, total: int, slug: str) -> None:
        self.stdout.write(f"{done}/{total} {slug}")

    def _write(self, path: Path, table: str) -> None:
        try:
            path.write_text(put_into(path.read_text("utf-8"), table), "utf-8")
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        self.stdout.write(f"Wrote {path}.")
