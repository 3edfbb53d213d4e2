"""Simulator: CPU seconds, memory and disk, beside the prototype's seconds when it is here.

The prototype lives outside the repository: SPINE_PROTOTYPE names its folder. Both draw the same
matrices: 15 x 448 x 448 with T1, T2 and STIR, and CT 23 x 540 x 300 at 0.5 mm, one thread each.
The library's own matrices are smaller; cases a minute are made with those, ingest included.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.table import Row

ROOT = Path(__file__).resolve().parents[2]
PROTOTYPE = ROOT.parent / "shared" / "prototypes" / "spine_simulator"

OURS = """
import json, resource, time
from dataclasses import replace
from cases.phantom.study import CaseSpec, Study
spec = CaseSpec(seed=5, age=45)
out = {}
start = time.process_time()
study = Study(spec)
for name, names, shape in (("mr", ["T1", "T2", "STIR"], (448, 448)), ("ct", ["CT"], (540, 300))):
    ((stack, protocols),) = study.groups(names)
    stack = replace(stack, rows=shape[0], columns=shape[1])
    for shot in study.slices(stack, protocols):
        pass
    out[name], start = time.process_time() - start, time.process_time()
out["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(out))
"""
THEIRS = """
import json, resource, sys, time
sys.argv = ["x"]
start = time.process_time()
import case
out = {}
start = time.process_time()
sc, G, gr, px, M, O = case.make("normal", seed=5, n=448, ctpx=None)
out["mr"], start = time.process_time() - start, time.process_time()
Gc, gc, pc = case.ctgrid(sc.S)
Mc = sc.render(Gc, ("HU",))
case.ct(Mc["HU"], gc, pc, case.np.random.default_rng(5))
out["ct"] = time.process_time() - start
out["rss"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(out))
"""
BUILT = """
import json, time
from tests.bench.library import application
with application() as store:
    from cases.services import library
    from knowledge.services import sync_content
    sync_content()
    slugs = ("vertebral-hemangioma-01", "vertebral-hemangioma-02")
    recipes = [library.book().by_slug()[slug] for slug in slugs]
    out = {"cases": len(recipes)}
    start = time.process_time()
    for recipe in recipes:
        library.make(recipe)
    out["seconds"] = time.process_time() - start
    out["bytes"] = sum(f.stat().st_size for f in store.rglob("*") if f.is_file())
print(json.dumps(out))
"""
#: Cases of the whole library; they are to be made within about an hour by two processes.
LIBRARY, HOUR = 290, 60.0
THREADS = {k: "1" for k in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


def measured(code: str, folder: Path) -> dict[str, float]:
    """Run code in a process of its own and read the numbers that it prints."""
    environment = {**os.environ, **THREADS, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> list[Row]:
    """Measure ours, and the prototype when SPINE_PROTOTYPE names it."""
    ours = measured(OURS, ROOT)
    folder = Path(os.environ.get("SPINE_PROTOTYPE") or PROTOTYPE)
    theirs = measured(THEIRS, folder) if folder.is_dir() else None
    rows = []
    for key, name in (
        ("mr", "lumbar MR, 3 sequences x 15 slices"),
        ("ct", "lumbar CT, 23 slices"),
    ):
        ratio = ours[key] / theirs[key] if theirs else None
        rows.append(
            Row(
                name,
                "<= 0.75 x the prototype",
                f"{ours[key]:.1f} CPU s",
                f"{ratio:.2f}" if ratio else "",
                ratio <= 0.75 if ratio else None,
            )
        )
    rows.append(Row("peak memory", "<= 250 MiB", f"{ours['rss']:.0f} MiB", "", ours["rss"] <= 250))
    return rows + built()


def built() -> list[Row]:
    """Whole cases from recipe to published case: how many a minute, how many bytes."""
    found = measured(BUILT, ROOT)
    each = found["seconds"] / found["cases"]
    minutes = LIBRARY * each / 2 / 60
    return [
        Row("one case, recipe to published", "", f"{each:.1f} CPU s"),
        Row(
            f"{LIBRARY} cases by two processes",
            f"<= about {HOUR:.0f} min",
            f"{minutes:.0f} min",
            "",
            minutes <= 1.1 * HOUR,
        ),
        Row("disk a case", "", f"{found['bytes'] / found['cases'] / 1e6:.1f} MB"),
    ]
