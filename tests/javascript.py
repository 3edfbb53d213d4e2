"""Lint and unit-test the JavaScript where Node is present; say what is left out where it is not.

Nobody needs Node to run, test or change the product: the browser tests exercise the same modules.
Standard library only.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def scripts() -> dict[str, str]:
    """Return the scripts that package.json offers."""
    path = ROOT / "package.json"
    if not path.exists():
        return {}
    return json.loads(path.read_text(encoding="utf-8")).get("scripts", {})


def install_tools() -> bool:
    """Install the linters from the lock; False when that cannot be done (no network)."""
    lock, done = ROOT / "package-lock.json", ROOT / "node_modules" / ".package-lock.json"
    if not lock.exists():
        return True
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return True
    command = ["npm", "ci", "--no-audit", "--no-fund", "--silent"]
    return subprocess.run(command, cwd=ROOT).returncode == 0


def main() -> int:
    """Run the package's `lint` and `test`."""
    if not shutil.which("node") or not shutil.which("npm"):
        print("JavaScript: no Node here, lint and unit tests are left to the browser tests.")
        return 0
    offered = scripts()
    if "lint" in offered and not install_tools():
        print("JavaScript: the linter cannot be installed here; only the unit tests run.")
        offered.pop("lint")
    for name in ("lint", "test"):
        if name in offered:
            print(f"JavaScript: {name}", flush=True)
            if subprocess.run(["npm", "run", "--silent", name], cwd=ROOT).returncode:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
