"""Files named by the hash of what they hold.

    dicom/ab/<digest>.dcm      de-identified DICOM objects
    frames/ab/<digest>.bin     frames as the browser gets them
    previews/ab/<digest>.bin   preview packs
    pictures/ab/<digest>.webp  stills for self-study
    parts/                     what is being written

A name that exists holds those bytes already, so that writing is idempotent, and a crash leaves
at worst a file that no row names, never half a file; `sweep` removes the parts it left.
"""

import hashlib
import os
import tempfile
from pathlib import Path

PARTS = "parts"
SUFFIXES = {"dicom": ".dcm", "frames": ".bin", "previews": ".bin", "pictures": ".webp"}


def digest_of(content: bytes) -> str:
    """Return the name of content: 160 bits of SHA-256, enough that no two ever meet."""
    return hashlib.sha256(content).hexdigest()[:40]


def relative_path(kind: str, digest: str) -> str:
    """Return the path below the store's root of the file that holds this content."""
    return f"{kind}/{digest[:2]}/{digest}{SUFFIXES[kind]}"


def put(root: Path, kind: str, digest: str, content: bytes) -> None:
    """Write the content unless it is there; whole or not at all, also after a crash."""
    target = root / relative_path(kind, digest)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = root / PARTS
    parts.mkdir(exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=parts)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def sweep(root: Path, before: float) -> int:
    """Remove parts that were begun before a moment (seconds since 1970); returns how many."""
    old = [path for path in (root / PARTS).glob("*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
