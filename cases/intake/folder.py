"""The private folder of one intake: pieces of uploads, their names, the report.

    <PRIVATE_ROOT>/intake/<public id>/files/<key>        bytes that arrived so far
                                     /files/<key>.json   {"path", "size"} as announced
                                     /scratch/           unpacked archives while the work goes on
                                     /decks/             collections that were read
                                     /plan.json          which slides make a case
                                     /order.json         what is to be fetched from an archive
                                     /report.json        what became of every file

Readable by the application's own account alone. A `key` is made of path, size and time of
change, so that the same file, announced again after a reload, goes on where it stopped.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings

LONGEST_PATH = 1000


@dataclass(frozen=True)
class Upload:
    """One announced file: `size` bytes in all, `offset` of them here."""

    key: str
    path: str
    size: int
    offset: int

    @property
    def whole(self) -> bool:
        """Whether every byte has arrived."""
        return self.offset == self.size


def root() -> Path:
    """Return the folder of all intakes."""
    return Path(settings.PRIVATE_ROOT) / "intake"


class Folder:
    """The files of one intake on disk."""

    def __init__(self, public_id: str):
        self.path = root() / public_id
        self.files = self.path / "files"
        self.scratch = self.path / "scratch"
        self.decks = self.path / "decks"
        self.plan = self.path / "plan.json"
        self.ordered = self.path / "order.json"
        self.report_path = self.path / "report.json"

    def announce(self, path: str, size: int, modified: str) -> tuple[Upload, bool]:
        """Note a file that is going to be sent; returns it and whether it is new."""
        told = clean_path(path)
        key = hashlib.sha256(f"{told}\0{size}\0{modified}".encode()).hexdigest()[:24]
        private(self.files)
        sidecar = json.dumps({"path": told, "size": size}).encode()
        try:
            with _create(self.files / f"{key}.json") as stream:
                stream.write(sidecar)
        except FileExistsError:
            pass
        try:
            _create(self.files / key).close()
        except FileExistsError:
            return self.upload(key) or Upload(key, told, size, 0), False
        return Upload(key, told, size, 0), True

    def upload(self, key: str) -> Upload | None:
        """Return one announced file, None if there is none."""
        if not key.isalnum():
            return None
        try:
            told = json.loads((self.files / f"{key}.json").read_text())
            offset = (self.files / key).stat().st_size
        except (OSError, ValueError):
            return None
        return Upload(key, told["path"], told["size"], offset)

    def uploads(self) -> list[Upload]:
        """Return every announced file by path."""
        keys = [one.stem for one in self.files.glob("*.json")]
        found = (self.upload(key) for key in keys)
        return sorted((one for one in found if one), key=lambda one: (one.path, one.key))

    @contextmanager
    def appending(self, key: str) -> Iterator[Any]:
        """Open a file for its next piece; BlockingIOError while another piece is written."""
        with (self.files / key).open("r+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stream.seek(0, os.SEEK_END)
            yield stream

    def forget(self, key: str) -> None:
        """Throw one file away."""
        for name in (key, f"{key}.json"):
            (self.files / name).unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Hold the intake while working on it; yields False if somebody else does.

        The lock is the operating system's: it is free again the moment a worker dies.
        """
        private(self.path)
        with (self.path / "lock").open("a") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def fresh_scratch(self) -> Path:
        """Return an empty folder for unpacking; what a killed worker left in it is gone."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        return private(self.scratch)

    def write_report(self, report: dict[str, Any]) -> None:
        """Keep the report, whole or not at all."""
        part = self.report_path.with_suffix(".part")
        part.write_text(json.dumps(report))
        part.replace(self.report_path)

    def report(self) -> dict[str, Any] | None:
        """Return the report, None when there is none (any more)."""
        try:
            found: dict[str, Any] = json.loads(self.report_path.read_text())
        except (OSError, ValueError):
            return None
        return found

    def empty(self) -> None:
        """Throw away what was uploaded and unpacked; the report stays."""
        shutil.rmtree(self.files, ignore_errors=True)
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.ordered.unlink(missing_ok=True)

    def empty_decks(self) -> None:
        """Throw the collections away that have become cases."""
        shutil.rmtree(self.decks, ignore_errors=True)
        self.plan.unlink(missing_ok=True)

    def remove(self) -> None:
        """Throw everything away."""
        shutil.rmtree(self.path, ignore_errors=True)


def private(path: Path) -> Path:
    """Make a folder that only the application's account can read."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def clean_path(path: str) -> str:
    """Return the owner's name for a file as a relative path, without anything that leads out."""
    parts = PurePosixPath(path.replace("\\", "/").replace("\0", "")).parts
    kept = [part for part in parts if part not in {"/", "..", "."}]
    return "/".join(kept)[-LONGEST_PATH:] or "file"


def _create(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
