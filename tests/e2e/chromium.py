"""Find a Chromium for the browser tests, or get one where that is allowed.

`python -m tests.e2e.chromium` prints its path; without one it installs Debian's package when it
runs as root, else it says what to install and ends with 1.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

#: A workstation and a phone.
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ADVICE = """The browser tests need Chromium. Install it and run again:
  Debian, Ubuntu   sudo apt-get install chromium
  Fedora           sudo dnf install chromium
  macOS            brew install --cask google-chrome
or say where it is: CHROMIUM=/path/to/chromium make test"""


def find() -> str | None:
    """Return the path of a Chromium: the variable CHROMIUM, else the first known name."""
    told = os.environ.get("CHROMIUM")
    if told:
        return told if Path(told).exists() else shutil.which(told)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(MAC) if MAC.exists() else None


def install() -> None:
    """Install Debian's chromium if this is root on a machine with apt-get."""
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    print("Installing chromium for the browser tests (apt-get) …", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    if subprocess.run(command, env=environment, stdout=sys.stderr).returncode:
        subprocess.run([apt, "update", "-qq"], env=environment, stdout=sys.stderr)
        subprocess.run(command, env=environment, stdout=sys.stderr)


def main() -> int:
    """Print the path; install first if there is none."""
    if find() is None:
        install()
    path = find()
    if path is None:
        print(ADVICE, file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
