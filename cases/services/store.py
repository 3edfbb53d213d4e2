"""Where image files lie: named by the hash of what they hold, below MEDIA_ROOT.

    dicom/ab/<sha256>.dcm      de-identified DICOM objects
    frames/ab/<digest>.bin     frames as the browser gets them
    previews/ab/<digest>.bin   preview packs

A name that exists holds those bytes already, so that writing is idempotent and a crash leaves
at worst a file that no row names (`manage.py` housekeeping may sweep it), never half a file.
"""

import os
import tempfile
from pathlib import Path

from django.conf import settings

KINDS = {"dicom": ".dcm", "frames": ".bin", "previews": ".bin"}


def relative_path(kind: str, digest: str) -> str:
    """Return the path below MEDIA_ROOT of the file that holds the content with this hash."""
    return f"{kind}/{digest[:2]}/{digest}{KINDS[kind]}"


def path_of(kind: str, digest: str) -> Path:
    """Return the absolute path of the file that holds the content with this hash."""
    return Path(settings.MEDIA_ROOT) / relative_path(kind, digest)


def write(root: Path, relative: str, content: bytes) -> None:
    """Write the content below root unless it is there; whole or not at all, also after a crash."""
    target = root / relative
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
