"""A worker that is killed leaves no half case and no duplicate; the import ends complete.

Real `db_worker` processes on a database and folders of their own are killed with SIGKILL, which
nothing can catch. The default run does so once; `-m exhaustive` fifty times.
"""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.cases import lettering, make

ROOT = Path(__file__).resolve().parents[3]
STUDIES, SERIES, SLICES = 2, 2, 6

PREPARE = """
import sys, django
django.setup()
from pathlib import Path
from cases.intake import service, tasks
from django.contrib.auth.models import User
intake = service.begin(User.objects.create_user("teacher"))
for path in sorted(Path(sys.argv[1]).rglob("*.dcm")):
    upload = service.announce(intake, f"{path.parent.name}/{path.name}", path.stat().st_size)
    with path.open("rb") as stream:
        service.append(intake, upload, stream)
service.start(intake)
tasks.enqueue(intake)
"""
RESUME = """
import django
django.setup()
from cases.models import Intake
Intake.objects.update(attempts=0)
from cases.intake import tasks
tasks.revive_all()
"""
LOOK = """
import json, django
django.setup()
from cases.models import Case, Frame, Instance, Intake, Series, Study
intake = Intake.objects.get()
print(json.dumps({
    "state": intake.state, "taken": intake.taken, "duplicates": intake.duplicates,
    "cases": Case.objects.count(), "instances": Instance.objects.count(),
    "frames": Frame.objects.count(),
    "studies": [[[len(s.frame_digests), s.frames_ready, s.instances.count(), s.frames.count()]
                 for s in study.series.all()] for study in Study.objects.all()],
}))
"""
WHOLE = [[SLICES, True, SLICES, SLICES]] * SERIES


@pytest.fixture
def machine(tmp_path, db):
    """Commands on a database, a store and a private folder of their own; two studies sent."""
    if connection.vendor != "sqlite":
        pytest.skip("copies an empty SQLite database")
    home = tmp_path / "home"
    home.mkdir()
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(home / "db.sqlite3")) as copy:
        copy.executescript("\n".join(connection.connection.iterdump()))
    environment = {
        **os.environ, "DATA_DIR": str(home), "DATABASE_URL": "", "OMP_NUM_THREADS": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    for study in range(1, STUDIES + 1):
        for series in range(1, SERIES + 1):
            for index in range(SLICES):
                image = lettering.mr(1000 * study + 100 * series + index, 160)
                ds = make.dataset(image, index=index, study=study, series=series)
                make.write(tmp_path / f"study{study}", ds)
    run("-c", PREPARE, str(tmp_path))
    run.environment = environment
    return run


def kill_after(machine, seconds):
    """Let a worker begin the work and kill it so long after that; returns whether it ran still."""
    command = [sys.executable, "manage.py", "db_worker", "--batch"]
    worker = subprocess.Popen(
        command, cwd=ROOT, env=machine.environment, stderr=subprocess.PIPE, start_new_session=True
    )
    for line in worker.stderr:
        if b"state=RUNNING" in line:
            break
    time.sleep(seconds)
    ran = worker.poll() is None
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stderr.close()
    return ran


def survives(machine, moments):
    """Kill a worker at every moment, look after each, and let the last one finish."""
    killed = 0
    for seconds in moments:
        killed += kill_after(machine, seconds)
        found = json.loads(machine("-c", LOOK))
        assert all(study == WHOLE for study in found["studies"]), (seconds, found)
        assert found["cases"] == len(found["studies"]), (seconds, found)
        machine("-c", RESUME)
    machine("manage.py", "db_worker", "--batch")
    found = json.loads(machine("-c", LOOK))
    total = STUDIES * SERIES * SLICES
    assert (found["state"], found["taken"], found["duplicates"]) == ("done", total, 0)
    assert found["studies"] == [WHOLE] * STUDIES and found["cases"] == STUDIES
    assert found["instances"] == found["frames"] == total
    return killed


def test_a_worker_killed_in_its_work_leaves_nothing_half(machine):
    assert survives(machine, [0.1]) == 1


@pytest.mark.exhaustive
def test_a_worker_killed_at_fifty_moments_leaves_nothing_half(machine):
    rng = random.Random(6)
    assert survives(machine, [rng.uniform(0, 1.5) for _ in range(50)]) >= 10
