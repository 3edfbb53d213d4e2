"""A worker that is killed leaves no half case and no duplicate; the import ends complete.

A real process is killed with SIGKILL, which nothing can catch. The default run does so a few
times; `-m exhaustive` fifty times.
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection

from cases.intake import service
from cases.intake.folder import Folder
from cases.models import Case, Frame, Instance, Series, Study
from tests.cases import make
from tests.cases.intake.test_service import fill

pytestmark = pytest.mark.django_db(transaction=True)

STUDIES, SERIES, SLICES = 2, 2, 4
WORKER = """
import sys, django
django.setup()
from django.conf import settings
from pathlib import Path
settings.MEDIA_ROOT, settings.PRIVATE_ROOT = Path(sys.argv[1]), Path(sys.argv[2])
settings.INGEST_PROCESSES = 1
settings.DEIDENTIFY_SECRET = "test key"
settings.DATABASES["default"]["NAME"] = sys.argv[3]
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[3]
from cases.intake import service
print("working", flush=True)
print(service.work_off(sys.argv[4]), flush=True)
"""


def database() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or "memory" in name:
        pytest.skip("needs a database that two processes can open")
    return name


def worker(intake):
    command = [sys.executable, "-c", WORKER, str(django_settings.MEDIA_ROOT),
               str(django_settings.PRIVATE_ROOT), database(), intake.public_id]  # fmt: skip
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return subprocess.Popen(
        command, cwd=django_settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
    )


def give(intake, tmp_path):
    paths = []
    for study in range(1, STUDIES + 1):
        for series in range(1, SERIES + 1):
            for index in range(SLICES):
                seed = 1000 * study + 100 * series + index
                ds = make.dataset(make.phantom(seed), index=index, study=study, series=series)
                paths.append(make.write(tmp_path / f"s{study}", ds))
    fill(intake, paths)
    service.start(intake)


def whole():
    """Whether every study that is there is whole, and every case has its study."""
    for study in Study.objects.all():
        assert study.series.count() == SERIES
        for series in study.series.all():
            assert len(series.frame_digests) == SLICES and series.frames_ready
            assert series.frames.count() == series.instances.count() == SLICES
    assert Case.objects.count() == Study.objects.count()


def kill_at(intake, seconds):
    """Start a worker and kill it so long after it began; returns whether it was killed."""
    process = worker(intake)
    assert process.stdout.readline() == b"working\n"
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return process.returncode == -signal.SIGKILL


def test_a_worker_killed_anywhere_leaves_nothing_half(intake, tmp_path, moments):
    give(intake, tmp_path)
    killed = 0
    for seconds in moments:
        killed += kill_at(intake, seconds)
        whole()
        intake.attempts = 0
        intake.save(update_fields=["attempts"])
    assert killed
    last = worker(intake)
    out, _none = last.communicate(timeout=120)
    assert out.endswith(b"done\n") or intake.state == "done"
    intake.refresh_from_db()
    total = STUDIES * SERIES * SLICES
    assert (intake.state, intake.taken, intake.duplicates) == ("done", total, 0)
    whole()
    assert (Case.objects.count(), Series.objects.count()) == (STUDIES, STUDIES * SERIES)
    assert Instance.objects.count() == Frame.objects.count() == total
    assert not Folder(intake.public_id).files.exists()


@pytest.fixture
def moments(request):
    return getattr(request, "param", [0.02, 0.15, 0.3])
