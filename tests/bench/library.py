"""A throw-away application for benchmarks: test settings, database in memory, own store."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
CT = SHARED / "spine_ct_totalsegmentator"
MR = SHARED / "spine_mr_t2_sagittal"


def files(folder: Path) -> list[Path]:
    """Return the DICOM files of a folder, without licences."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith("LICENSE"))


@contextlib.contextmanager
def application() -> Iterator[Path]:
    """Set Django up on an empty database in memory and an empty store; yield the store."""
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django
    from django.conf import settings

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        settings.DATABASES["default"]["NAME"] = ":memory:"
        settings.MEDIA_ROOT = Path(folder)
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield Path(folder)
