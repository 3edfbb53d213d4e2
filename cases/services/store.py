"""The store of image files below MEDIA_ROOT; see `cases.dicom.files` for its layout."""

from pathlib import Path

from django.conf import settings

from cases.dicom import files


def root() -> Path:
    """Return the folder below which everything lies."""
    return Path(settings.MEDIA_ROOT)


def path_of(kind: str, digest: str) -> Path:
    """Return the absolute path of the file that holds the content with this digest."""
    return root() / files.relative_path(kind, digest)


def put(kind: str, content: bytes) -> str:
    """Write content and return its digest."""
    digest = files.digest_of(content)
    files.put(root(), kind, digest, content)
    return digest
