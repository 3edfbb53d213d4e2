"""Converting many objects on all cores. A file that kills its decoder costs only itself."""

import multiprocessing
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from cases.dicom import files
from cases.dicom.convert import Converted, Order, convert
from cases.dicom.errors import Refused
from cases.dicom.header import Header, scan
from cases.dicom.still import Still, write

#: Fewer jobs than this are done at once in this process: starting others takes longer.
FEW = 16
CRASHED = "Decoding this file crashed the decoder: it is damaged. Export it again."
UNEXPECTED = "This file could not be processed: its header contradicts itself. Export it again."

Job = TypeVar("Job")
Result = TypeVar("Result")


def convert_into(root: Path, order: Order) -> Converted | Refused:
    """Convert one object into the store below root; a refusal is a value."""
    return _value(lambda: convert(order, partial(files.put, root)))


@dataclass(frozen=True)
class Look:
    """A file whose header is read: its kin, whether it was cleared, whether it was shared."""

    path: Path
    near: str = ""
    cleared: bool = False
    shared: bool = False


def scan_file(secret: bytes, job: Look) -> Header | Refused:
    """Read one header; a refusal is a value."""
    return _value(lambda: scan(job.path, secret, job.near, cleared=job.cleared, shared=job.shared))


def write_still(still: Still) -> Refused | None:
    """Write one picture as DICOM; a refusal is a value."""
    return _value(partial(write, still))


def _value(work: Callable[[], Result]) -> Result | Refused:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydicom warns at length about what is judged here
            return work()
    except Refused as refusal:
        return refusal
    except (OSError, MemoryError):
        raise
    except Exception:  # whatever a hostile header provokes, the other files go on
        return Refused(UNEXPECTED)


def _end_with_parent() -> None:
    """End this process when the one that began it is killed; nobody else would."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class Workers:
    """Runs jobs here while they are few, else in worker processes that live until `close`."""

    def __init__(self, processes: int):
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *unused: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def run(
        self, work: Callable[[Job], Result | Refused], jobs: Sequence[Job]
    ) -> Iterator[tuple[int, Result | Refused]]:
        """Yield (number of the job, result) as results come."""
        if self.processes < 2 or (self._pool is None and len(jobs) < FEW):
            for number, job in enumerate(jobs):
                yield number, work(job)
            return
        pool = self._started()
        futures: dict[Future[Result | Refused], int] = {
            pool.submit(work, job): number for number, job in enumerate(jobs)
        }
        left = set(futures.values())
        try:
            for future in as_completed(futures):
                result = future.result()
                left.discard(futures[future])
                yield futures[future], result
        except BrokenProcessPool:
            yield from self._one_by_one(work, jobs, sorted(left))

    def _one_by_one(
        self, work: Callable[[Job], Result | Refused], jobs: Sequence[Job], left: list[int]
    ) -> Iterator[tuple[int, Result | Refused]]:
        """After a crash: each remaining job alone, so that the culprit is known."""
        self._pool = None
        if not self._can_start():
            for number in left:
                yield number, work(jobs[number])
            return
        for number in left:
            try:
                yield number, self._started(1).submit(work, jobs[number]).result()
            except BrokenProcessPool:
                self._pool = None
                yield number, Refused(CRASHED)

    def _can_start(self) -> bool:
        """Whether processes can be started at all: not where the main program is not a file."""
        try:
            return bool(self._started(1).submit(bool, 1).result())
        except BrokenProcessPool:
            self._pool, self.processes = None, 1
            return False

    def _started(self, processes: int | None = None) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(["cases.dicom.workers"])
            self._pool = ProcessPoolExecutor(
                processes or self.processes, mp_context=context, initializer=_end_with_parent
            )
        return self._pool
