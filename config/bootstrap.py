"""Make the Python environment: `python3 config/bootstrap.py requirements.txt`.

Needs nothing but Python 3.11 or newer and its own `venv`. The environment is stamped with the
hash of the lock it was installed from, so a second run takes no time and no network.
Runs on the system's Python, which may be old: only syntax that Python 3.7 reads.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
OLDEST = (3, 11)
#: Which locks are satisfied once this one is installed.
INCLUDES = {"requirements-dev.txt": ["requirements.txt"]}


def say(text: str) -> None:
    """Print one line at once, also when the output is a pipe."""
    print(text, flush=True)


def find_python() -> str:
    """Return a Python that is new enough, or end with a sentence."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in range(20, OLDEST[1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path:
            return path
    sys.exit(
        "Spine Mimics needs Python {}.{} or newer; this is {}.{}. "
        "Install one, or say where it is: make PYTHON=/path/to/python3.12 run".format(
            *OLDEST, *sys.version_info[:2]
        )
    )


def digest(lock: str) -> str:
    """Return what the stamp remembers of a lock: its content and the Python it was made for."""
    content = (ROOT / lock).read_bytes()
    return hashlib.sha256(content + str(sys.version_info[:2]).encode()).hexdigest()


def stamped() -> dict[str, str]:
    """Return {lock: digest} of what is installed."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    """Create .venv unless a working one is there."""
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.call([str(python), "-c", "import pip"]) == 0:
        return
    say("Making the environment in .venv …")
    if subprocess.call([find_python(), "-m", "venv", "--clear", str(VENV)]):
        sys.exit(
            "This Python cannot make environments. On Debian and Ubuntu: "
            "sudo apt-get install python3-venv"
        )


def install(lock: str) -> None:
    """Install a lock with hashes; show which package is being fetched."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    wanted = sum(1 for line in lines if "==" in line and line[0].isalpha())
    say(f"Installing {wanted} packages from {lock}; the first time this takes a minute or two …")
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-r", lock]
    started, seen = time.time(), 0
    tail: list[str] = []
    process = subprocess.Popen(
        command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for line in process.stdout or ():
        tail = [*tail[-19:], line]
        if line.startswith("Collecting "):
            seen += 1
            show_progress(seen, wanted, line.split()[1].split("==")[0])
    if process.wait():
        say("")
        say("".join(tail))
        sys.exit("The packages could not be installed; the reason stands above.")
    say(f"\rInstalled in {time.time() - started:.0f} s.{' ' * 40}")


def show_progress(seen: int, wanted: int, name: str) -> None:
    """Rewrite one line on a terminal; every tenth package elsewhere."""
    if sys.stdout.isatty():
        print(f"\r  {seen}/{wanted} {name:<40}", end="", flush=True)
    elif seen % 10 == 0:
        say(f"  {seen}/{wanted}")


def main(lock: str) -> None:
    """Make what `lock` asks for, unless it is there."""
    wanted = digest(lock)
    if stamped().get(lock) == wanted and (VENV / "bin" / "python").exists():
        return
    os.umask(0o022)
    make_venv()
    install(lock)
    stamps = {lock: wanted}
    stamps.update({other: digest(other) for other in INCLUDES.get(lock, [])})
    STAMP.write_text(json.dumps(stamps, indent=1), encoding="utf-8")


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        newer = find_python()
        sys.exit(subprocess.call([newer, *sys.argv]))
    main(sys.argv[1])
