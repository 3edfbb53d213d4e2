"""`make run` and `make serve`: prepare the data, then run the server and its worker together.

`python -m config.run run` is for looking and developing: demo accounts, debug pages, reloading.
`python -m config.run serve` is the production server (gunicorn, whitenoise) on this machine.
Every step may be repeated. HOST and PORT say where to listen (127.0.0.1, 8000).
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Seconds that the server gets for its first answer, and its children for their end.
PATIENCE, GRACE = 60.0, 10.0
#: Processes for the work behind the pages: the library is filled twice as fast by two.
WORKERS = min(2, os.cpu_count() or 1)


class Refusal(Exception):
    """A reason not to start, as a sentence."""


def say(text: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


def address() -> tuple[str, int]:
    """Return where to listen, from HOST and PORT; raises `Refusal` for nonsense."""
    host = os.environ.get("HOST") or "127.0.0.1"
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Refusal(f"PORT is {port!r}; it must be a number from 1 to 65535.")
    return host, int(port)


def check_free(host: str, port: int) -> None:
    """Raise `Refusal` when somebody listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                f"{host}:{port} cannot be used ({error.strerror}). Is Spine Mimics running "
                f"already? Stop it, or choose another port: make run PORT={port + 1}"
            ) from error


def step(title: str, act: Callable[[], object]) -> None:
    """Do one thing and say how long it took; what it prints itself follows the title."""
    say(f"{title} …")
    started = time.monotonic()
    act()
    say(f"  done in {time.monotonic() - started:.1f} s")


#: (what is told, command, options, whether to go on when it fails)
Step = tuple[str, str, dict[str, object], bool]
BEFORE: tuple[Step, ...] = (
    ("Database", "migrate", {"verbosity": 0, "interactive": False}, False),
    ("Knowledge", "sync_knowledge", {"verbosity": 0}, False),
    ("Interrupted imports", "resume_intakes", {"verbosity": 0}, True),
    ("Practice cases from real DICOM", "demo_cases", {}, True),
    ("Simulated cases, one of each group", "build_library", {"starter": True}, True),
    ("The rest of the library, left to the worker", "build_library", {"background": True}, True),
)
DEMO: Step = ("Demo accounts", "demo_accounts", {"verbosity": 0}, False)
STATIC: Step = ("Static files", "collectstatic", {"verbosity": 0, "interactive": False}, False)


def prepare(*, demo: bool) -> None:
    """Bring database, knowledge and library up to date; `demo` adds the demo accounts.

    A library that cannot be filled is told, and the rest starts: the pages are there without it.
    """
    import django
    from django.conf import settings
    from django.core.management import CommandError, call_command
    from django.db import connections

    django.setup()
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    for title, command, options, optional in (*BEFORE, DEMO if demo else STATIC):
        try:
            step(title, partial(call_command, command, **options))
        except CommandError as error:
            if not optional:
                raise Refusal(f"{title}: {error}") from error
            say(f"  left out: {error}")
    connections.close_all()


def production_environment(host: str) -> dict[str, str]:
    """Return what production settings need and the environment does not say.

    The secret key is made once and kept in DATA_DIR. Without HTTPS=1 cookies travel over plain
    HTTP: right for one's own machine, wrong for a network.
    """
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var")
    data.mkdir(parents=True, exist_ok=True)
    made = {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    if not os.environ.get("SECRET_KEY"):
        made["SECRET_KEY"] = kept_secret(data / "secret_key")
    if not os.environ.get("DEIDENTIFY_SECRET"):
        secret, made_before = data / "deidentify_secret", (data / "db.sqlite3").exists()
        if made_before and not secret.exists():
            # Until now UIDs were replaced under the secret key: studies must be found again.
            made["DEIDENTIFY_SECRET"] = os.environ.get("SECRET_KEY") or made["SECRET_KEY"]
        made["DEIDENTIFY_SECRET"] = kept_secret(secret, made.get("DEIDENTIFY_SECRET", ""))
    if not os.environ.get("ALLOWED_HOSTS"):
        made["ALLOWED_HOSTS"] = ",".join(dict.fromkeys([host, "127.0.0.1", "localhost"]))
    if not os.environ.get("HTTPS"):
        made["HTTPS"] = "0"
    return made


def kept_secret(path: Path, first: str = "") -> str:
    """Return the secret in `path`, made (or `first`) on first use and readable by its owner."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(first or secrets.token_urlsafe(60))
    return path.read_text(encoding="utf-8").strip()


def start(*command: str) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that its own children end with it."""
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """End every child and whatever it started; insist after a while."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for child in children:
            try:
                os.killpg(child.pid, number)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and any(child.poll() is None for child in children):
            time.sleep(0.05)


def wait_for_answer(url: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; False when it ended or took too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310
                return True
        except OSError:
            time.sleep(0.2)
    return False


def announce(url: str, *, demo: bool) -> None:
    """Say where to go, and as whom."""
    say("")
    say(f"  Spine Mimics is at {url}/")
    say("  Read a case at once as a guest, or sign in.")
    if demo:
        from quiz.management.commands.demo_accounts import ACCOUNTS

        say("")
        for account in ACCOUNTS:
            say(f"    {account.username:<10} password {account.password:<14} {account.purpose}")
    say("")
    say("  Stop with Ctrl-C.")
    say("")


def run(kind: str) -> int:
    """Prepare, start, announce, wait, stop; returns the server's exit code."""
    host, port = address()
    check_free(host, port)
    demo = kind == "run"
    if demo:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")  # announce() says it
    else:
        os.environ.update(production_environment(host))
    prepare(demo=demo)
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, bind.rsplit(":", 1)[0])  # noqa: S104
    url = f"http://{shown}:{port}"
    python = sys.executable
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # cores are shared out by cases
    workers = [start(python, "manage.py", "db_worker", "--verbosity", "1") for _ in range(WORKERS)]
    for worker in workers:
        os.setpriority(os.PRIO_PGRP, worker.pid, 10)  # rendering gives way to whoever reads
    if demo:
        server = start(python, "manage.py", "runserver", "--verbosity", "0", bind)
    else:
        settings = ["-c", "python:config.gunicorn", "-b", bind]
        server = start(python, "-m", "gunicorn", *settings, "config.wsgi")
    try:
        if not wait_for_answer(url, server):
            raise Refusal("The server did not start; the reason stands above.")
        announce(url, demo=demo)
        return server.wait()
    finally:
        stop([server, *workers])


def main() -> int:
    """Run, and turn every foreseeable trouble into a sentence."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        return run(kind)
    except Refusal as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
