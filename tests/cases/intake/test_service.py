"""From files to draft cases: complete, once, and again after any interruption."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.intake import service, tasks
from cases.intake.folder import Folder
from cases.intake.outcome import outcome
from cases.models import Case, Instance, Intake, Series
from tests.cases import make

pytestmark = pytest.mark.django_db


def fill(intake, paths, prefix="study"):
    for path in paths:
        upload = service.announce(intake, f"{prefix}/{path.name}", path.stat().st_size)
        with path.open("rb") as stream:
            service.append(intake, upload, stream)


def finished(intake):
    service.start(intake)
    assert service.work_off(intake.public_id) == "done"
    intake.refresh_from_db()
    return intake


def test_two_studies_become_two_drafts(intake, tmp_path):
    fill(intake, make.stack(tmp_path / "a", 3), "one")
    second = [make.write(tmp_path / "b", make.dataset(make.phantom(40 + i), index=i, study=2))
              for i in range(2)]  # fmt: skip
    fill(intake, second, "two")
    finished(intake)
    assert (intake.state, intake.taken, intake.quarantined) == ("done", 5, 0)
    assert {case.state for case in intake.cases.all()} == {"draft"} and intake.cases.count() == 2
    assert Instance.objects.filter(intake=intake).count() == 5


def test_nothing_that_was_sent_is_left_afterwards(intake, tmp_path, settings):
    fill(intake, make.stack(tmp_path / "a", 2))
    finished(intake)
    left = [path for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file()]
    assert {path.name for path in left} == {"report.json", "lock"}
    for word in make.SECRETS:
        assert not any(word.encode() in path.read_bytes() for path in left)


def test_file_names_are_never_in_the_database(intake, tmp_path):
    path = make.write(tmp_path / "a", make.dataset(), "HASENPFEFFER.dcm")
    fill(intake, [path])
    finished(intake)
    rows = [str(list(model.objects.values())) for model in (Intake, Case, Series, Instance)]
    assert "HASENPFEFFER" not in "".join(rows)
    assert outcome(intake).groups[0].names == ["study/HASENPFEFFER.dcm"]


def test_the_report_says_what_was_taken_out(intake, tmp_path):
    fill(intake, make.stack(tmp_path / "a", 2))
    actions = {action.label: dict(action.elements) for action in outcome(finished(intake)).actions}
    assert actions["Removed"]["Private"] >= 2
    assert actions["Replaced by another UID"]["SOPInstanceUID"] == 2
    assert actions["Kept: says how the image was made"]["Rows"] == 2


def test_a_file_that_did_not_arrive_whole_is_not_taken(intake, tmp_path):
    fill(intake, make.stack(tmp_path / "a", 2))
    service.announce(intake, "study/cut.dcm", 100)
    finished(intake)
    assert (intake.taken, intake.quarantined) == (2, 1)
    assert "did not arrive whole" in outcome(intake).groups[0].sentence


def test_the_same_again_is_a_duplicate_but_not_to_the_intake_that_was_interrupted(
    intake, tmp_path
):
    paths = make.stack(tmp_path / "a", 2)
    fill(intake, paths)
    finished(intake)
    Intake.objects.update(state="running")  # killed after filing, before it was said to be done
    fill(intake, paths)
    service.work_off(intake.public_id)
    intake.refresh_from_db()
    assert (intake.state, intake.taken, intake.duplicates) == ("done", 2, 0)
    assert intake.cases.count() == 1
    other = service.begin(intake.owner)
    fill(other, paths)
    assert finished(other).duplicates == 2


def test_only_one_works_on_an_intake(intake, tmp_path):
    fill(intake, make.stack(tmp_path / "a", 2))
    service.start(intake)
    with Folder(intake.public_id).locked() as ours:
        assert ours and not service.is_abandoned(intake)
        assert service.work_off(intake.public_id) == "busy"
    assert service.is_abandoned(intake)
    assert service.work_off(intake.public_id) == "done"
    assert service.work_off(intake.public_id) == "nothing to do"


def test_what_a_killed_worker_left_is_taken_up_again(
    intake, tmp_path, django_capture_on_commit_callbacks
):
    fill(intake, make.stack(tmp_path / "a", 2))
    Intake.objects.update(state="running")
    (Folder(intake.public_id).path / "scratch").mkdir()
    (Folder(intake.public_id).path / "scratch" / "left").write_bytes(b"Hasenpfeffer")
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.revive_all() == 1
    intake.refresh_from_db()
    assert (intake.state, intake.taken) == ("done", 2)
    assert not (Folder(intake.public_id).path / "scratch").exists()


def test_what_a_worker_killed_at_its_very_end_left_is_thrown_away(intake, tmp_path, settings):
    paths = make.stack(tmp_path / "a", 2)
    fill(intake, paths)
    Intake.objects.update(state="done")
    parts = settings.MEDIA_ROOT / "parts"
    parts.mkdir(parents=True)
    for name, age in (("old", 7200), ("new", 0)):
        (parts / name).write_bytes(b"half")
        os.utime(parts / name, (time.time() - age,) * 2)
    assert tasks.revive_all() == 0
    assert not Folder(intake.public_id).files.exists()
    assert [path.name for path in parts.iterdir()] == ["new"]


def test_work_that_never_ends_is_given_up(intake, tmp_path):
    fill(intake, make.stack(tmp_path / "a", 2))
    Intake.objects.update(state="running", attempts=service.MOST_ATTEMPTS)
    assert service.work_off(intake.public_id) == "given up"
    intake.refresh_from_db()
    assert intake.state == "failed" and not Case.objects.exists()
    assert service.cancel(intake) and not Folder(intake.public_id).path.exists()


def test_cancelling_deletes_what_was_sent(intake, tmp_path):
    fill(intake, make.stack(tmp_path / "a", 2))
    assert service.cancel(intake)
    assert (intake.state, Folder(intake.public_id).path.exists()) == ("cancelled", False)
    assert not service.start(intake)


def test_old_uploads_and_reports_are_thrown_away(intake, tmp_path):
    fill(intake, make.stack(tmp_path / "a", 2))
    now = timezone.now()
    assert service.throw_away(now - timedelta(days=1)) == 0
    assert service.throw_away(now + timedelta(seconds=1)) == 1
    intake.refresh_from_db()
    assert intake.state == "cancelled" and not Folder(intake.public_id).path.exists()
