"""Contact sheets: every entity easy, typical and hard, to be looked at beside its fact sheet."""

import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.management.models import check_slug, known_models
from cases.phantom.imaging.protocols import SERIES
from cases.phantom.recipes.loader import RecipeBook, RecipeError, checked
from cases.phantom.recipes.spec import spec_of
from cases.phantom.sheets import contact_sheet
from cases.phantom.study import CaseSpec, DiseaseSpec

DIFFICULTIES = ("easy", "typical", "hard")


class Command(BaseCommand):
    """`manage.py contact_sheet [SLUG…] --out DIR`."""

    help = (
        "Write one PNG per entity (or recipe): rows easy, typical and hard, columns the series, "
        "each at the slice with most lesion. Sheets that are there already are skipped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("only", nargs="*", metavar="SLUG", help="entities or recipes")
        parser.add_argument("--out", type=Path, required=True, help="folder for the sheets")
        parser.add_argument("--series", default="T1,T2,STIR,T1G,CT", help="by comma")
        parser.add_argument("--height", type=int, default=448, help="pixels of a row")
        parser.add_argument("--coarse", type=float, default=1.0, help="pixels that much larger")
        parser.add_argument("--outline", action="store_true", help="draw the border of the mask")
        parser.add_argument("--again", action="store_true", help="also those that are there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw sheet after sheet."""
        series = tuple(options["series"].split(","))
        unknown = [name for name in series if name not in SERIES]
        if unknown:
            raise CommandError(f"There is no series {unknown[0]}; there are {', '.join(SERIES)}.")
        try:
            book = checked()
        except RecipeError as error:
            raise CommandError(f"The recipes have problems:\n{error}") from error
        wanted = options["only"] or known_models()
        for slug in wanted:
            if slug not in book.by_slug():
                check_slug(slug)
        options["out"].mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        for done, slug in enumerate(wanted, 1):
            said = self._sheet(slug, book, series, options)
            passed = time.monotonic() - started
            self.stdout.write(f"{done}/{len(wanted)} {said} ({passed:.0f} s)")

    def _sheet(
        self, slug: str, book: RecipeBook, series: tuple[str, ...], options: dict[str, Any]
    ) -> str:
        path: Path = options["out"] / f"{slug}.png"
        if path.exists() and not options["again"]:
            return f"{path} is there"
        specs = rows(slug, book, series, options["coarse"])
        sheet = contact_sheet(specs, height=options["height"], outline=options["outline"])
        sheet.save(path)
        return str(path)


def rows(
    slug: str, book: RecipeBook, series: tuple[str, ...], coarse: float = 1.0
) -> list[CaseSpec]:
    """The cases of a sheet: a recipe as it is, or an entity's first recipe of each difficulty.

    All rows show the series of the sheet, so that they can be compared; an entity without recipes
    is drawn in patients of its own.
    """
    one = book.by_slug().get(slug)
    if one is not None:
        return [replace(spec_of(one), pixel_scale=coarse)]
    found = []
    for seed, difficulty in enumerate(DIFFICULTIES, 1):
        recipe = next(
            (r for r in book.cases if r.diagnosis == slug and r.difficulty == difficulty), None
        )
        if recipe is not None:
            found.append(replace(spec_of(recipe), series=series, pixel_scale=coarse))
        else:
            disease = DiseaseSpec(slug, {}, difficulty)  # type: ignore[arg-type]
            found.append(
                CaseSpec(seed=seed, diseases=(disease,), series=series, pixel_scale=coarse)
            )
    return found
