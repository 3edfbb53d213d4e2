"""Taking a zip apart without trusting it: neither its names nor its sizes.

Members are written under numbers of our own, so that no name in the archive reaches the disk.
"""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from cases.dicom.errors import Refused

CHUNK = 1 << 20
NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
BEGINNINGS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
)


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold: files, bytes a file, bytes together, times its packed size.

    An empty slice compresses a thousandfold, so that the ratio counts only above `ratio_above`.
    """

    files: int = 20_000
    file_bytes: int = 1 << 30
    total_bytes: int = 20 << 30
    ratio: int = 120
    ratio_above: int = 256 << 20


@dataclass(frozen=True)
class Member:
    """One file of the archive: its name there, and where it was put, or why not."""

    name: str
    path: Path | None = None
    refused: str = ""


def is_zip(path: Path) -> bool:
    """Whether the file begins as a zip does."""
    with path.open("rb") as stream:
        return stream.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def is_deck(path: Path) -> bool:
    """Whether the file is a PowerPoint collection (.pptx, .pptm, .potx)."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "ppt/presentation.xml" in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def refuse_bombs(path: Path, limits: Limits = Limits()) -> None:
    """Raise Refused for an archive that is damaged, or unpacks to more than the limits."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bombs(archive.infolist(), path.stat().st_size, limits)
            if any(entry.file_size > limits.file_bytes for entry in archive.infolist()):
                raise Refused("This archive unpacks to more than is taken at once. Split it.")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise Refused("This zip archive is damaged or of a kind that cannot be read.") from error


def expand(path: Path, folder: Path, limits: Limits = Limits()) -> Iterator[Member]:
    """Write the members into the folder one by one and yield them; raise Refused for the whole.

    The whole archive is refused if it is damaged, or a bomb: too many files, too many bytes, too
    high a ratio. Single members are refused if they leave the folder, are links, encrypted or
    archives themselves; the others are taken.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_bombs(entries, path.stat().st_size, limits)
            left = limits.total_bytes
            for number, entry in enumerate(entries):
                sentence = _unwanted(entry)
                if sentence:
                    yield Member(entry.filename, refused=sentence)
                    continue
                member, size = _write(archive, entry, folder / f"{number:06d}", limits, left)
                left -= size
                yield member
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise Refused("This zip archive is damaged or of a kind that cannot be read.") from error


def _refuse_bombs(entries: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(entries) > limits.files:
        raise Refused(
            f"This archive holds {len(entries)} files; at most {limits.files} are taken."
        )
    total = sum(entry.file_size for entry in entries)
    if total > limits.total_bytes:
        raise Refused("This archive unpacks to more than is taken at once. Split it.")
    if total > limits.ratio_above and total > limits.ratio * max(packed, 1):
        raise Refused(
            "This archive unpacks to much more than images could (a zip bomb?) and is not opened."
        )


def _unwanted(entry: zipfile.ZipInfo) -> str:
    """Return why a member is not taken, or nothing."""
    name = entry.filename.replace("\\", "/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name[:3]:
        return "The name of this file points outside the archive, so it is not unpacked."
    if kind == stat.S_IFLNK:
        return "This is a symbolic link, not a file, and is not followed."
    if kind and kind != stat.S_IFREG:
        return "This is not a regular file."
    if entry.flag_bits & 1:
        return "This file is encrypted. Unpack the archive and import its files."
    if name.lower().endswith(NESTED):
        return "This is an archive within the archive. Unpack it and import its files."
    return ""


def _write(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, limits: Limits, left: int
) -> tuple[Member, int]:
    try:
        with archive.open(entry) as source:
            return _copy(source, entry.filename, target, limits, left)
    except Refused:
        raise
    except Exception:  # zlib, CRC, length: the member is damaged, the others may be sound
        target.unlink(missing_ok=True)
        return Member(entry.filename, refused="This file is damaged within the archive."), 0


def _copy(
    source: IO[bytes], name: str, target: Path, limits: Limits, left: int
) -> tuple[Member, int]:
    """Copy what really comes out, counting: the sizes that the archive states may be lies."""
    size = 0
    with target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            if size == 0 and chunk.startswith(BEGINNINGS):
                target.unlink()
                return Member(
                    name, refused="This is an archive within the archive. Unpack it first."
                ), 0
            size += len(chunk)
            if size > limits.file_bytes:
                target.unlink()
                return Member(name, refused="This file is larger than 1 GB and is not taken."), 0
            if size > left:
                raise Refused("This archive unpacks to more than is taken at once. Split it.")
            sink.write(chunk)
    return Member(name, path=target), size
