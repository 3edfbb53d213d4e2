"""Make one simulated study as DICOM files, with its mask and the recipe that rebuilds it."""

import difflib
import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.answerkey.types import NORMAL
from cases.management.models import known_models, split_slugs
from cases.phantom.export import export
from cases.phantom.imaging.protocols import REGIONS, SERIES
from cases.phantom.study import CaseSpec, DiseaseSpec

DIFFICULTIES = ("easy", "typical", "hard")


class Command(BaseCommand):
    """`manage.py simulate ENTITY --seed N [--age --sex --difficulty --series … --out DIR]`."""

    help = (
        "Render one numerical patient: MR and CT as DICOM, the lesion mask as DICOM segmentation "
        "and recipe.json. The same arguments give the same bytes. ENTITY is an entity, several "
        "joined by +, normal, or the recipe.json of an earlier run."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("entity", metavar="ENTITY")
        parser.add_argument("--seed", type=int, default=1, help="another number, another patient")
        parser.add_argument("--age", type=float, default=55, help="years, 5 to 95")
        parser.add_argument("--sex", choices=("F", "M"), default="F")
        parser.add_argument("--bmi", type=float, default=25.0)
        parser.add_argument("--difficulty", choices=DIFFICULTIES, default="typical")
        parser.add_argument("--region", choices=tuple(REGIONS), default="lumbar")
        parser.add_argument(
            "--series", default="T1,T2,STIR,CT", help=f"of {', '.join(SERIES)}, by comma"
        )
        parser.add_argument("--axial", default="", help="level of axial series: L3, or L3/4")
        parser.add_argument("--params", default="{}", help="JSON that replaces drawn numbers")
        parser.add_argument(
            "--coarse", type=float, default=1.0, help="pixels so many times larger: a quick look"
        )
        parser.add_argument("--no-mask", action="store_true", help="images alone")
        parser.add_argument("--out", type=Path, help="folder; left out: ENTITY-SEED")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, render with progress, tell where it lies."""
        spec = self._spec(options)
        names = "+".join(one.slug for one in spec.diseases) or NORMAL
        out = options["out"] or Path(f"{names}-{spec.seed}")
        started = time.monotonic()
        try:
            made = export(spec, out, mask=not options["no_mask"], progress=self._say(started))
        except (ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        except KeyError as error:
            raise CommandError(f"The spine has no level {error}.") from error
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        size = sum(one.stat().st_size for one in made.files) / 1e6
        self.stdout.write(
            f"{len(made.files)} files, {size:.1f} MB in {out} "
            f"({time.monotonic() - started:.1f} s)."
        )
        levels = [one.level or one.name for one in made.lesions]
        self.stdout.write(f"Lesions shown: {', '.join(levels) or 'none'}.")
        if spec.diseases and not made.lesions:
            self.stderr.write("No lesion lies in the field of view; try another seed or region.")

    def _spec(self, options: dict[str, Any]) -> CaseSpec:
        given = Path(options["entity"])
        if given.suffix == ".json":
            return _from_file(given)
        if not 5 <= options["age"] <= 95:
            raise CommandError(f"--age is {options['age']:g}; it must be from 5 to 95 years.")
        if options["coarse"] < 1:
            raise CommandError("--coarse must be at least 1.")
        slugs = split_slugs(options["entity"])
        params = _params(options["params"])
        if params and not slugs:
            raise CommandError("--params need an entity.")
        return CaseSpec(
            seed=options["seed"],
            age=options["age"],
            sex=options["sex"],
            bmi=options["bmi"],
            diseases=tuple(
                DiseaseSpec(slug, params if k == 0 else {}, options["difficulty"])
                for k, slug in enumerate(slugs)
            ),
            series=_series(options["series"]),
            region=options["region"],
            axial_levels=(options["axial"],) if options["axial"] else (),
            pixel_scale=options["coarse"],
        )

    def _say(self, started: float) -> Any:
        def show(done: int, total: int) -> None:
            passed = time.monotonic() - started
            self.stdout.write(f"series {done} of {total} ({passed:.1f} s)")

        return show


def _from_file(path: Path) -> CaseSpec:
    try:
        spec = CaseSpec.from_json(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise CommandError(f"There is no file {path}.") from error
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(f"{path} is not a recipe: {error}") from error
    unknown = {one.slug for one in spec.diseases} - set(known_models())
    if unknown:
        raise CommandError(f"{path} names {sorted(unknown)}, which have no model.")
    return spec


def _series(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in SERIES:
            near = difflib.get_close_matches(name.upper(), SERIES, n=1, cutoff=0.4)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise CommandError(f"There is no series {name}.{hint} There are {', '.join(SERIES)}.")
    if not names:
        raise CommandError("--series names no series.")
    return names


def _params(text: str) -> dict[str, Any]:
    try:
        params = json.loads(text)
    except ValueError as error:
        raise CommandError(f"--params is not JSON: {error}") from error
    if not isinstance(params, dict):
        raise CommandError('--params must be a JSON object, such as {"count": 3}.')
    return params
