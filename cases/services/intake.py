"""Finding the files of an import: paths, folders, zips and uploaded streams."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from cases.dicom import archive
from cases.dicom.blank import Clearance
from cases.dicom.errors import Refused

#: Litter of operating systems, not worth a line in a report.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})

DECK = (
    "This is a PowerPoint collection. Bring it in under Teach › Bring in, where you say which "
    "slides make a case."
)


@dataclass(frozen=True)
class Source:
    """One file to look at: what its owner calls it, where it lies, which files are its kin.

    `refused` says why it is not even opened, `clearance` what a person decided about its pixels.
    `study` is the (remapped) study that it goes to whatever its header says, `stack` what pictures
    share that are scrolled together, `picture` that it was a picture before it became DICOM.
    `shared`: it comes from another installation and keeps its UIDs if they say nothing.
    """

    name: str
    path: Path | None
    near: str = ""
    refused: str = ""
    clearance: Clearance | None = None
    study: str = ""
    stack: str = ""
    picture: bool = False
    shared: bool = False


#: A path, an open stream, or a file with the name and the kin that its owner gave it.
Given = Path | str | IO[bytes] | Source


def sources(given: Iterable[Given], scratch: Path) -> Iterator[Source]:
    """Yield every file that was given, folders walked and zips unpacked below `scratch`."""
    for number, one in enumerate(given):
        room = scratch / f"{number:04d}"
        if isinstance(one, Source):
            yield from _from_source(one, room)
        elif isinstance(one, (str, Path)):
            yield from _from_path(Path(one), room)
        else:
            room.mkdir(parents=True)
            path = room / "upload"
            with path.open("wb") as sink:
                shutil.copyfileobj(one, sink, 1 << 20)
            name = Path(str(getattr(one, "name", "") or "upload")).name
            yield from _from_file(path, name, f"upload {number}", room / "members")


def _from_source(source: Source, room: Path) -> Iterator[Source]:
    name = Path(source.name).name
    if name in LITTER or name.startswith("._"):
        return
    if source.path is None or source.refused or source.clearance or source.shared:
        yield source
    else:
        for found in _from_file(source.path, source.name, source.near, room):
            yield replace(found, study=source.study, stack=source.stack)


def _from_path(path: Path, room: Path) -> Iterator[Source]:
    if path.is_symlink() or path.is_file():
        yield from _from_file(path, str(path), str(path.parent), room)
        return
    if not path.is_dir():
        yield Source(str(path), None, refused="There is no such file or folder.")
        return
    for number, file in enumerate(sorted(path.rglob("*"))):
        if file.is_dir() or file.name in LITTER or file.name.startswith("._"):
            continue
        yield from _from_file(file, str(file), str(file.parent), room / f"{number:06d}")


def _from_file(path: Path, name: str, near: str, room: Path) -> Iterator[Source]:
    if path.is_symlink():
        yield Source(
            name, None, refused="This is a symbolic link, not a file, and is not followed."
        )
    elif not path.is_file():
        yield Source(name, None, refused="This is not a regular file.")
    elif archive.is_zip(path) and archive.is_deck(path):
        yield Source(name, None, refused=DECK)
    elif archive.is_zip(path):
        yield from _from_zip(path, name, room)
    else:
        yield Source(name, path, near)


def _from_zip(path: Path, name: str, room: Path) -> Iterator[Source]:
    room.mkdir(parents=True, exist_ok=True)
    try:
        for member in archive.expand(path, room):
            inside = f"{name} › {member.name}"
            if Path(member.name).name in LITTER or member.name.startswith("__MACOSX/"):
                continue
            near = f"{name}:{Path(member.name).parent}"
            yield Source(inside, member.path, near, member.refused)
    except Refused as refusal:
        yield Source(name, None, refused=str(refusal))
