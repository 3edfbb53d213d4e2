"""The next case while the library is being drawn, against the same on an idle machine.

In a database and a store of its own: `build_library` draws with as many processes and at the same
priority as the workers of `make run`. Run: `make bench ONLY=filling`. It needs a quiet machine.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.run import WORKERS
from tests.bench.table import Row

ROOT = Path(__file__).resolve().parents[2]
WARM, REQUESTS, PAUSE, GOAL, PRIORITY = 10, 80, 0.1, 1.5, 10


def next_cases(order: Iterator[int]) -> list[float]:
    """Milliseconds of asking for the next case and opening it, over and over, as one reader."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from quiz.models import Session
    from tests.bench.scale_world import ANSWER

    client = Client()
    client.force_login(User.objects.create(username=f"reader-{next(order)}"))
    client.post(reverse("quiz:start"), {"length": "0"})
    session = Session.objects.latest("pk")
    form = {
        "differential": list(ANSWER.differential), "ct_class": ANSWER.ct_class,
        "extent": ANSWER.extent, "malignancy": ANSWER.malignancy, "next_step": ANSWER.next_step,
    }  # fmt: skip
    times = []
    for number in range(1, WARM + REQUESTS + 1):
        place = [session.public_id, number]
        before = time.perf_counter()
        client.post(reverse("quiz:next", args=place[:1]))
        page = client.get(reverse("quiz:read", args=place))
        times.append(1000 * (time.perf_counter() - before))
        assert page.status_code == 200, page.status_code
        client.post(reverse("quiz:read", args=place), form)
        time.sleep(PAUSE)
    return times[WARM:]


@contextmanager
def drawing() -> Iterator[None]:
    """The library is being filled; the first case has been published when this begins."""
    command = [sys.executable, "-u", "manage.py", "build_library", "--processes", str(WORKERS)]
    worker = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    os.setpriority(os.PRIO_PGRP, worker.pid, PRIORITY)
    try:
        assert worker.stdout is not None
        next(line for line in worker.stdout if line.startswith("1/"))
        yield
        assert worker.poll() is None, "the library was ready too early"
    finally:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait()


def one() -> None:
    """In a process of its own, with a database of its own: measure and print JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench import scale_world

    call_command("migrate", verbosity=0)
    call_command("sync_knowledge", verbosity=0)
    scale_world.make_cases()
    order = iter(range(9))
    found = {"idle": next_cases(order)}
    with drawing():
        found["drawing"] = next_cases(order)
    print(json.dumps(found))


def main() -> list[Row]:
    """Measure both in one run; 95th percentiles."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings = {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.filling"],
            cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    idle, busy = (statistics.quantiles(found[key], n=20)[-1] for key in ("idle", "drawing"))
    return [
        Row(
            "next case while the library is drawn, p95",
            f"≤ {GOAL} × idle",
            f"{busy:.0f} ms, idle {idle:.0f} ms",
            f"{busy / idle:.2f}",
            busy <= GOAL * idle,
        )
    ]


if __name__ == "__main__":
    one()
