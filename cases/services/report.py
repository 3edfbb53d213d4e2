"""What an import tells its owner, file by file. Never written to the database or a log:
file names may name a patient."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["taken", "duplicate", "quarantined", "held", "read"]


@dataclass(frozen=True)
class FileRow:
    """One file: what became of it, a sentence that says why or where it went, the case's slug."""

    name: str
    status: Status
    sentence: str = ""
    case: str = ""


@dataclass
class IngestReport:
    """The rows in the order of the files; the cases (slugs) and series (labels) that grew."""

    rows: list[FileRow] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    series: list[str] = field(default_factory=list)
    actions: Counter[str] = field(default_factory=Counter)
    elements: Counter[str] = field(default_factory=Counter)

    def count(self, status: Status) -> int:
        """Return how many files had this fate."""
        return sum(row.status == status for row in self.rows)

    def add(self, other: "IngestReport") -> None:
        """Take the rows and counts of another report in."""
        self.rows += other.rows
        self.cases += [slug for slug in other.cases if slug not in self.cases]
        self.series += other.series
        self.actions.update(other.actions)
        self.elements.update(other.elements)

    @property
    def taken(self) -> int:
        """How many files are now in the library."""
        return self.count("taken")

    @property
    def duplicates(self) -> int:
        """How many files were there already."""
        return self.count("duplicate")

    @property
    def held(self) -> int:
        """How many files wait until a person has looked at their pixels."""
        return self.count("held")

    @property
    def quarantined(self) -> int:
        """How many files were turned away. Nothing of them is kept."""
        return self.count("quarantined")
