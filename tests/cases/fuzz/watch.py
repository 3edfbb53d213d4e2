"""What an import of damaged files may cost: seconds of work, waiting, memory."""

import os
import resource
import time

from cases.services.ingest import ingest

SEED = int(os.environ.get("SEED", "1"))
#: Seconds of work for one file, and megabytes that the import of a batch may add. A file that
#: waits instead of working may take longer, for others work on the machine, too.
PATIENCE, WAITING, MEMORY = 10.0, 120.0, 500.0


class Clock:
    """What the slowest step of an import took: seconds of work, and by the clock on the wall."""

    def __init__(self):
        self.last = self.now()
        self.slowest = (0.0, 0.0)

    @staticmethod
    def now():
        return time.process_time(), time.monotonic()

    def __call__(self, *_told):
        now = self.now()
        spent = [new - old for new, old in zip(now, self.last, strict=True)]
        self.slowest = tuple(map(max, self.slowest, spent))
        self.last = now

    def check(self, where):
        """Nothing has worked or waited longer than it may."""
        self()
        work, wait = self.slowest
        assert work < PATIENCE and wait < WAITING, (where, self.slowest)


def peak():
    """The highest memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def taken_in(path, where):
    """Import a file or folder; returns the report after a look at its time and its sentences."""
    clock = Clock()
    report = ingest([path], progress=clock)
    clock.check(where)
    told(report.rows)
    return report


def told(rows):
    """Every row has a word for what became of the file, and a sentence."""
    for row in rows:
        assert row.status in {"taken", "duplicate", "quarantined", "read"}
        assert row.sentence.endswith("."), row
