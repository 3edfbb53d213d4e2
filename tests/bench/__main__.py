"""Run the benchmarks one after the other; one that breaks does not stop the rest."""

import importlib
import os
import pkgutil
import subprocess
import sys
import time
import traceback

import tests.bench
from tests.bench.table import Row, table

#: Not benchmarks themselves.
HELPERS = {"table", "library", "scale_world", "__main__"}
#: Takes long, has a target of its own (`make bench-scale`), and is run only when asked for.
ON_REQUEST = {"scale"}


def modules() -> list[str]:
    """Return the names of the modules beside this one."""
    return [found.name for found in pkgutil.iter_modules(tests.bench.__path__)]


def run(name: str) -> bool | None:
    """Run one module's `main`; True when it went through, None when it has none."""
    module = importlib.import_module(f"tests.bench.{name}")
    main = getattr(module, "main", None)
    if main is None:
        return None
    title = (module.__doc__ or name).strip().splitlines()[0]
    print(f"\n== {name}: {title}", flush=True)
    started = time.perf_counter()
    try:
        rows = main()
    except SystemExit as ended:
        return not ended.code
    except Exception:
        traceback.print_exc()
        return False
    if rows and not isinstance(rows, int) and all(isinstance(row, Row) for row in rows):
        print(table(rows))
    print(f"   ({time.perf_counter() - started:.0f} s)", flush=True)
    return not (isinstance(rows, int) and rows)


def run_apart(name: str) -> bool:
    """Run one in a process of its own: none finds the other's database, caches or memory."""
    command = [sys.executable, "-m", "tests.bench", name]
    return subprocess.run(command).returncode == 0


def main(wanted: list[str]) -> int:
    """Run all, or those whose names begin with one of `wanted`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    known = [name for name in modules() if name not in HELPERS]
    chosen = (
        [n for n in known if n in wanted or n.startswith(tuple(wanted))]
        if wanted
        else [n for n in known if n not in ON_REQUEST]
    )
    if not chosen:
        print(f"No benchmark is called {' or '.join(wanted)}; there are {', '.join(known)}.")
        return 1
    sys.argv = sys.argv[:1]  # a module that reads arguments must not take ours for its own
    one_by_one = run if len(chosen) == 1 else run_apart
    broken = [name for name in chosen if one_by_one(name) is False]
    if broken:
        print(f"\nBroken or missed: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
