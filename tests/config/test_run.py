"""Starting: what is refused with a sentence, what is kept, what is ended again."""

import os
import socket
import stat
import subprocess
import sys
import time

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from config import run


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "80 80"])
def test_nonsense_in_port_gets_a_sentence(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(run.Refusal, match="PORT is"):
        run.address()


def test_defaults_and_wishes(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setenv("HOST", "")
    assert run.address() == ("127.0.0.1", 8000)
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "9000")
    assert run.address() == ("0.0.0.0", 9000)


def test_a_busy_port_gets_a_sentence_before_anything_is_done(monkeypatch, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("HOST", "127.0.0.1")
        monkeypatch.setenv("PORT", str(port))
        monkeypatch.setattr(run, "prepare", lambda **_: pytest.fail("prepared nevertheless"))
        monkeypatch.setattr(sys, "argv", ["run", "run"])
        assert run.main() == 1
    said = capsys.readouterr().out
    assert f"127.0.0.1:{port} cannot be used" in said
    assert f"PORT={port + 1}" in said


def test_production_gets_a_secret_that_stays_and_that_others_cannot_read(tmp_path, monkeypatch):
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "HTTPS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    first = run.production_environment("0.0.0.0")
    second = run.production_environment("0.0.0.0")
    assert first == second
    assert len(first["SECRET_KEY"]) > 50
    assert first["ALLOWED_HOSTS"] == "0.0.0.0,127.0.0.1,localhost"
    mode = stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode)
    assert mode == 0o600


def test_what_the_administrator_says_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "mine")
    monkeypatch.setenv("DEIDENTIFY_SECRET", "mine too")
    monkeypatch.setenv("ALLOWED_HOSTS", "spine.example.org")
    monkeypatch.setenv("HTTPS", "1")
    made = run.production_environment("127.0.0.1")
    assert made == {"DJANGO_SETTINGS_MODULE": "config.settings.production"}


def test_children_end_with_their_own_children(tmp_path):
    note = tmp_path / "pid"
    script = (
        "import subprocess, sys, pathlib, time; "
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"pathlib.Path({str(note)!r}).write_text(str(p.pid)); time.sleep(60)"
    )
    child = run.start(sys.executable, "-c", script)
    deadline = time.monotonic() + 10
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    run.stop([child])
    assert child.poll() is not None
    grandchild = int(note.read_text())
    for _ in range(100):
        if not alive(grandchild):
            break
        time.sleep(0.02)
    assert not alive(grandchild)


def alive(pid: int) -> bool:
    """Whether the process runs; one that waits to be buried does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return not state.stdout.strip().startswith("Z")


def test_a_server_that_ends_at_once_is_not_waited_for():
    server = run.start(sys.executable, "-c", "raise SystemExit(3)")
    started = time.monotonic()
    assert run.wait_for_answer("http://127.0.0.1:9", server) is False
    assert time.monotonic() - started < 10


def test_steps_say_what_they_do(capsys):
    run.step("Counting", lambda: None)
    assert capsys.readouterr().out.startswith("Counting …\n  done in 0.")


@pytest.fixture
def steps(monkeypatch, settings, tmp_path):
    """Replace the commands by a list of what was called; `failing` names those that refuse."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    called: list[str] = []
    failing: set[str] = set()

    def call(command, **options):
        called.append(command)
        if command in failing:
            raise CommandError("no recipes")

    monkeypatch.setattr("django.core.management.call_command", call)
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    return called, failing


def test_everything_is_prepared_in_order(steps):
    called, _ = steps
    run.prepare(demo=True)
    assert called[:2] == ["migrate", "sync_knowledge"]
    assert called[-1] == "demo_accounts"
    assert "collectstatic" not in called


def test_production_makes_no_demo_accounts(steps):
    called, _ = steps
    run.prepare(demo=False)
    assert called[-1] == "collectstatic"
    assert "demo_accounts" not in called


def test_a_library_that_cannot_be_filled_does_not_stop_the_start(steps, capsys):
    called, failing = steps
    failing.add("build_library")
    run.prepare(demo=True)
    assert called[-1] == "demo_accounts"
    assert "left out: no recipes" in capsys.readouterr().out


def test_a_database_that_cannot_be_migrated_does(steps):
    _, failing = steps
    failing.add("migrate")
    with pytest.raises(run.Refusal, match="Database: no recipes"):
        run.prepare(demo=True)


@pytest.mark.django_db
def test_demo_accounts_are_for_development_only(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="in development"):
        call_command("demo_accounts", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_demo_accounts_are_three_and_repaired(settings, capsys):
    settings.DEBUG = True
    call_command("demo_accounts")
    assert "resident-demo" in capsys.readouterr().out
    resident = User.objects.get(username="resident")
    resident.set_password("other")
    resident.is_superuser = True
    resident.save()
    call_command("demo_accounts", verbosity=0)
    resident.refresh_from_db()
    assert resident.check_password("resident-demo")
    assert not resident.is_superuser and not resident.is_staff
    assert User.objects.get(username="educator").is_staff
    assert User.objects.get(username="admin").is_superuser
    assert User.objects.count() == 3


def test_identifiers_have_a_secret_of_their_own(tmp_path, monkeypatch):
    for name in ("SECRET_KEY", "DEIDENTIFY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    made = run.production_environment("127.0.0.1")
    assert made["DEIDENTIFY_SECRET"] not in {"", made["SECRET_KEY"]}
    assert run.production_environment("127.0.0.1") == made


def test_a_library_that_is_there_keeps_the_secret_it_was_made_with(tmp_path, monkeypatch):
    for name in ("SECRET_KEY", "DEIDENTIFY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    (tmp_path / "db.sqlite3").touch()
    made = run.production_environment("127.0.0.1")
    assert made["DEIDENTIFY_SECRET"] == made["SECRET_KEY"]
    monkeypatch.setenv("SECRET_KEY", "another")
    again = run.production_environment("127.0.0.1")
    assert again["DEIDENTIFY_SECRET"] == made["DEIDENTIFY_SECRET"]
