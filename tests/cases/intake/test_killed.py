"""A worker that is killed leaves no half case, no duplicate, no stray file; the import ends complete.

Real `db_worker` processes on a database and folders of their own are killed with SIGKILL, which
nothing can catch. The default run does so twice; `-m exhaustive` fifty, on real studies.
"""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import pytest
from django.db import connection

from tests.cases import lettering, make
from tests.conftest import SHARED

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
LOOK = """
import json, django
django.setup()
from cases.dicom.files import relative_path
from cases.intake import tasks
from cases.intake.folder import Folder
from cases.models import Case, Frame, Instance, Intake, Series, Study
from cases.services import store
intake = Intake.objects.get()
Intake.objects.update(attempts=0)
tasks.revive_all()  # as every start does
there = {str(path.relative_to(store.root())) for path in store.root().rglob("*.*") if path.is_file()}
named = set(Instance.objects.values_list("file", flat=True))
named |= {relative_path("frames", one) for one in Frame.objects.values_list("digest", flat=True)}
named |= {relative_path("previews", one.preview_digest) for one in Series.objects.all()}
print(json.dumps({
    "state": intake.state, "taken": intake.taken, "duplicates": intake.duplicates,
    "cases": Case.objects.count(), "missing": sorted(named - there), "stray": sorted(there - named),
    "private": [path.name for path in Folder(intake.public_id).files.glob("*")],
    "studies": [[[len(s.frame_digests), s.frames_ready, s.instances.count(), s.frames.count()]
                 for s in study.series.all()] for study in Study.objects.order_by("pk")],
}))
"""


def whole(count):
    """A series with so many images as the database shows it once it is complete."""
    return [count, True, count, count]


SYNTHETIC = [[whole(SLICES)] * SERIES] * STUDIES
#: Folders of real studies, of one series each, and how many images they have.
REAL = {"spine_ct_totalsegmentator": 20, "spine_mr_t2_sagittal": 38}


@pytest.fixture
def machine(tmp_path, db):
    """`machine(paths)`: commands on a database and folders of their own, to which files were sent."""
    if connection.vendor != "sqlite":
        pytest.skip("copies an empty SQLite database")
    connection.ensure_connection()
    empty = "\n".join(connection.connection.iterdump())

    def make_one(source):
        home = Path(tempfile.mkdtemp(dir=tmp_path))
        with contextlib.closing(sqlite3.connect(home / "db.sqlite3")) as copy:
            copy.executescript(empty)
        environment = {
            **os.environ, "DATA_DIR": str(home), "DATABASE_URL": "", "OMP_NUM_THREADS": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip

        def run(*arguments):
            done = subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True,
                text=True,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            return done.stdout

        run("-c", PREPARE, str(source))
        run.environment = environment
        return run

    return make_one


@pytest.fixture
def synthetic(tmp_path):
    """Two studies of two short series."""
    for study, series, index in product(
        range(1, STUDIES + 1), range(1, SERIES + 1), range(SLICES)
    ):
        image = lettering.mr(1000 * study + 100 * series + index, 160)
        ds = make.dataset(image, index=index, study=study, series=series)
        make.write(tmp_path / "files" / f"study{study}", ds)
    return tmp_path / "files"


@pytest.fixture
def real(tmp_path):
    """The CT and the MR beside the repository, in one folder."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs ../shared beside the repository")
    for name in REAL:
        (tmp_path / "real" / name).mkdir(parents=True)
        for path in (SHARED / "data" / name).glob("*[0-9m]"):
            target = tmp_path / "real" / name / f"{path.name.removesuffix('.dcm')}.dcm"
            target.write_bytes(path.read_bytes())
    return tmp_path / "real"


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


def look(machine):
    return json.loads(machine("-c", LOOK))


def survives(machine, moments, wanted):
    """Kill a worker at every moment and look after each; the last finishes. Returns the hits."""
    killed = 0
    for seconds in moments:
        killed += kill_after(machine, seconds)
        found = look(machine)
        assert all(study in wanted for study in found["studies"]), (seconds, found)
        assert found["cases"] == len(found["studies"]) and not found["missing"], (seconds, found)
        if found["state"] == "done":
            break
    machine("manage.py", "db_worker", "--batch")
    found = look(machine)
    total = sum(series[0] for study in wanted for series in study)
    assert (found["state"], found["taken"], found["duplicates"]) == ("done", total, 0)
    assert sorted(found["studies"]) == sorted(wanted) and found["cases"] == len(wanted)
    left = [name for name in found["stray"] if not name.startswith("parts/")]
    assert not (left or found["missing"] or found["private"]), found
    return killed


def test_a_worker_killed_in_its_work_leaves_nothing_half(machine, synthetic):
    assert survives(machine(synthetic), [0.1, 0.7], SYNTHETIC) >= 1


@pytest.mark.exhaustive
def test_fifty_kills_of_the_import_of_real_studies_leave_nothing_half(machine, real):
    rng, killed = random.Random(6), 0
    wanted = [[whole(count)] for count in REAL.values()]
    while killed < 50:
        moments = [rng.uniform(0, 6) for _ in range(min(10, 50 - killed))]
        killed += survives(machine(real), moments, wanted)
