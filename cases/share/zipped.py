"""A shared zip from elsewhere: recognized, taken apart, held against its own list."""

import hashlib
import zipfile
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from cases.dicom.archive import Limits, expand, is_zip
from cases.dicom.errors import Refused
from cases.share.manifest import MOST_BYTES, NAME, Manifest, parse

#: A quiz of a hundred cases holds more files than one study does.
LIMITS = Limits(files=100_000)


def is_shared(path: Path) -> bool:
    """Whether the file is a zip that begins with our list."""
    if not path.is_file() or not is_zip(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            return bool(members) and members[0].filename == NAME
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        return False


def opened(path: Path, folder: Path) -> tuple[Manifest, dict[str, Path]]:
    """Return the list and where its files were put below `folder`, by their names in the list.

    Raises Refused for the whole zip: here nothing may be there that is not on the list, nothing
    may be missing, and every byte has to be the one that was sent.
    """
    manifest = parse(_list_in(path))
    wanted = {file["path"]: file for case in manifest["cases"] for file in case["files"]}
    found: dict[str, Path] = {}
    folder.mkdir(parents=True, exist_ok=True)
    for member in expand(path, folder, LIMITS):
        if member.refused or member.path is None:
            raise Refused(f"{member.name[:80]}: {member.refused}")
        if member.name == NAME:
            continue
        if member.name not in wanted or member.name in found:
            raise Refused(
                _("This zip holds a file that is not on its list: %(name)s. Nothing is taken.")
                % {"name": member.name[:80]}
            )
        found[member.name] = member.path
    for name, file in wanted.items():
        _check(found.get(name), name, file["size"], file["sha256"])
    return manifest, found


def _list_in(path: Path) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(NAME) as stream:
            content = stream.read(MOST_BYTES + 1)
    except (KeyError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Refused(_("The list in this zip is damaged and cannot be read.")) from error
    if len(content) > MOST_BYTES:
        raise Refused(_("The list in this zip is longer than any that is made here."))
    return content


def _check(path: Path | None, name: str, size: int, digest: str) -> None:
    if path is None:
        raise Refused(
            _("A file is missing in this zip: %(name)s. Have it sent again.") % {"name": name}
        )
    with path.open("rb") as stream:
        same = hashlib.file_digest(stream, "sha256").hexdigest() == digest
    if not same or path.stat().st_size != size:
        raise Refused(
            _("A file was changed on the way: %(name)s. Have the zip sent again.") % {"name": name}
        )
