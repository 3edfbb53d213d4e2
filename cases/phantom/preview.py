"""A quick look at one case: `python -m cases.phantom.preview SLUG --seed 3 --out sheet.png`.

SLUG is an entity, several joined by "+", or "normal". Each difficulty that is named makes a row.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from .sheets import contact_sheet
from .study import CaseSpec, DiseaseSpec

FAST = 1.5  # pixel size of --fast relative to the protocol


def parser() -> argparse.ArgumentParser:
    """The command line."""
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("slug")
    p.add_argument("--seed", default="5", help="one seed or several, as in 1,2,3: a row each")
    p.add_argument(
        "--difficulty", default="typical", help="easy, typical, hard, or several by comma"
    )
    p.add_argument("--series", default="T1,T2,STIR,T1G,CT")
    p.add_argument("--age", type=float, default=55)
    p.add_argument("--sex", default="F", choices=("F", "M"))
    p.add_argument("--bmi", type=float, default=25)
    p.add_argument("--region", default="lumbar")
    p.add_argument("--axial", default="", help="level of axial series, such as L3 or L3/4")
    p.add_argument(
        "--params", default="{}", help="JSON that replaces drawn numbers of the first disease"
    )
    p.add_argument("--scoliosis", type=float, default=None)
    p.add_argument("--fast", action="store_true", help="coarser matrix")
    p.add_argument("--outline", action="store_true", help="draw the border of the lesion mask")
    p.add_argument("--pair", action="store_true", help="add the same patient without disease")
    p.add_argument("--height", type=int, default=448)
    p.add_argument("--out", type=Path, default=Path("preview.png"))
    return p


def specs(args: argparse.Namespace) -> list[CaseSpec]:
    """The cases that the command line asks for."""
    out = []
    for seed in args.seed.split(","):
        for difficulty in args.difficulty.split(","):
            slugs = [] if args.slug == "normal" else args.slug.split("+")
            diseases = tuple(
                DiseaseSpec(s, json.loads(args.params) if k == 0 else {}, difficulty)
                for k, s in enumerate(slugs)
            )
            spec = CaseSpec(
                seed=int(seed), age=args.age, sex=args.sex, bmi=args.bmi, diseases=diseases,
                series=tuple(args.series.split(",")), region=args.region, scoliosis=args.scoliosis,
                axial_levels=(args.axial,) if args.axial else (),
                pixel_scale=FAST if args.fast else 1.0,
            )  # fmt: skip
            out += [spec, spec.without_disease()] if args.pair else [spec]
    return out


def main(argv: Sequence[str] | None = None) -> None:
    """Write the sheet and say how long it took."""
    args = parser().parse_args(argv)
    start = time.perf_counter()
    contact_sheet(specs(args), height=args.height, outline=args.outline).save(args.out)
    print(f"{args.out} in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
