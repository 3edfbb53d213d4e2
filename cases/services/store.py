"""The store of image files below MEDIA_ROOT; see `cases.dicom.files` for its layout."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from cases.dicom import files
from cases.models import Instance


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


def drop_unnamed(digests: Iterable[str]) -> None:
    """Remove those of the objects that no row names: they were written, and then not taken."""
    paths = {files.relative_path("dicom", digest) for digest in digests}
    named = Instance.objects.filter(file__in=paths).values_list("file", flat=True)
    for path in paths.difference(named):
        (root() / path).unlink(missing_ok=True)
