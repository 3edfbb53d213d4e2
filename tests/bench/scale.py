"""What a learner waits for with 1,000 and with 1,000,000 responses behind the site.

1,000 cases and 5,000 learners both times; the measured learner has 200 reads both times, so what
differs is everybody else's. Requests go through Django's whole stack by its test client, without
a network. SQLite always; PostgreSQL, too, where its programs are found (a cluster of its own, on
a socket). Not part of `make bench`: run `make bench-scale`, some minutes and 15 GB of disk. The
databases lie in a temporary folder, or in the one that BENCH_KEEP names: what lies there is
measured again without being built again. Goal: at most 1.5 times as long (docs/performance.md).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.table import Row, table

SMALL, LARGE, GOAL = 1_000, 1_000_000, 1.5
ROUNDS = 40
#: Variables of the environment that lead a process to its database.
Where = dict[str, str]
PAGES = ("next case", "submit", "feedback", "progress")


def measure() -> dict[str, float]:
    """Return the milliseconds of each of `PAGES` for the measured learner."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from quiz.models import Session
    from tests.bench.scale_world import ANSWER, MEASURED

    client = Client()
    client.force_login(User.objects.get(username=MEASURED))
    client.post(reverse("quiz:start"), {"length": "0"})
    session = Session.objects.filter(user__username=MEASURED).latest("pk")
    form = {
        "differential": list(ANSWER.differential), "ct_class": ANSWER.ct_class,
        "extent": ANSWER.extent, "malignancy": ANSWER.malignancy, "next_step": ANSWER.next_step,
    }  # fmt: skip
    times: dict[str, list[float]] = {page: [] for page in PAGES}
    for order in range(1, ROUNDS + 6):
        place = [session.public_id, order]
        read, feedback = (reverse(f"quiz:{name}", args=place) for name in ("read", "feedback"))
        _timed(times, "next case", client.post, reverse("quiz:next", args=place[:1]))
        client.get(read)
        _timed(times, "submit", client.post, read, form)
        _timed(times, "feedback", client.get, feedback)
        _timed(times, "progress", client.get, reverse("progress:home"))
    # The first rounds fill caches that a running site has filled. The lower quartile, since
    # whatever else the machine does makes a round longer, never shorter.
    return {page: 1000 * statistics.quantiles(taken[5:])[0] for page, taken in times.items()}


def _timed(
    times: dict[str, list[float]], page: str, ask: Callable[..., object], *arguments: object
) -> None:
    before = time.perf_counter()
    answer = ask(*arguments)
    times[page].append(time.perf_counter() - before)
    status = getattr(answer, "status_code", 0)
    assert status in (200, 302), f"{page} answered {status}"


def one(responses: int) -> None:
    """In a process of its own: build a world in `DATABASE_URL` unless it is there; measure."""
    import django

    django.setup()
    from django.core.management import call_command

    from quiz.models import Response
    from tests.bench.scale_world import build

    call_command("migrate", verbosity=0)
    before = time.perf_counter()
    if Response.objects.count() < responses:
        build(responses)
    built = time.perf_counter() - before
    print(json.dumps({"built": built, "times": measure()}))


def world(where: Where, responses: int) -> dict[str, float]:
    """Build and measure one world in a process of its own; returns milliseconds by page."""
    environment = os.environ | where | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "tests.bench.scale", str(responses)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"   {responses:,} responses: built in {found['built']:.0f} s", flush=True)
    times: dict[str, float] = found["times"]
    return times


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Callable[[int], Where]]]:
    """Yield by name what makes a place for a world; SQLite has the options of the site."""

    def in_folder(size: int) -> Where:
        (folder / f"scale-{size}").mkdir(exist_ok=True)
        return {"DATA_DIR": str(folder / f"scale-{size}"), "DATABASE_URL": ""}

    made: dict[str, Callable[[int], Where]] = {"SQLite": in_folder}
    programs = postgres_programs()
    if programs is None:
        print("   PostgreSQL is not installed here: SQLite only.")
        yield made
        return
    with cluster(programs, folder) as make:
        yield made | {"PostgreSQL": make}


def postgres_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL, or None."""
    found = [Path(path).resolve().parent for path in (shutil.which("initdb"),) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    needed = ("initdb", "pg_ctl", "createdb")
    return next((one for one in found if all((one / name).exists() for name in needed)), None)


@contextmanager
def cluster(programs: Path, folder: Path) -> Iterator[Callable[[int], Where]]:
    """Run a PostgreSQL of our own; root hands it to the user `postgres`, who must own it."""
    data = folder / "postgres"
    there = data.exists()
    data.mkdir(exist_ok=True)
    as_user: list[str] = []
    if os.geteuid() == 0:
        folder.chmod(0o755)
        shutil.chown(data, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    run = lambda *command: subprocess.run(  # noqa: E731
        [*as_user, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder
    )
    if not there:
        run(str(programs / "initdb"), "-D", str(data / "db"), "-U", "bench", "-A", "trust")
    options = f"-k {data} -c listen_addresses='' -c shared_buffers=256MB"
    start = ["-D", str(data / "db"), "-o", options, "-l", str(data / "log"), "-w"]
    run(str(programs / "pg_ctl"), *start, "start")

    def make(size: int) -> Where:
        if not there:
            run(str(programs / "createdb"), "-h", str(data), "-U", "bench", f"scale_{size}")
        return {"DATABASE_URL": f"postgres://bench@{str(data).replace('/', '%2F')}/scale_{size}"}

    try:
        yield make
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data / "db"), "-m", "fast", "stop")


@contextmanager
def folder_for_databases() -> Iterator[Path]:
    """Yield the folder that BENCH_KEEP names, or one that is thrown away afterwards."""
    if kept := os.environ.get("BENCH_KEEP"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
        return
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        yield Path(name)


def main() -> list[Row]:
    """Measure both sizes in each database."""
    rows = []
    with folder_for_databases() as folder, databases(folder) as made:
        for database, make in made.items():
            print(f"   {database}")
            few, many = (world(make(size), size) for size in (SMALL, LARGE))
            for page in PAGES:
                ratio = many[page] / few[page]
                rows.append(
                    Row(
                        f"{database}, {page}",
                        f"≤ {GOAL} × with {SMALL:,}",
                        f"{many[page]:.1f} ms, {few[page]:.1f}",
                        f"{ratio:.2f}",
                        ratio <= GOAL,
                    )
                )
    return rows


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(int(sys.argv[1]))
    else:
        print(table(main()))
