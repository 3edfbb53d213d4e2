"""Results of a class as files: CSV for scripts, XLSX for people; by pseudonym where wanted."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font

from quiz.analytics.classroom import Learner, Results, reads_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEARNERS = (
    "learner",
    "state",
    "attempts",
    "started_at",
    "handed_in_at",
    "cases_graded",
    "cases_passed",
    "total",
    "identify",
    "recognize",
    "differentiate",
    "seconds",
)
ITEMS = (
    "case",
    "title",
    "diagnosis",
    "read_by",
    "right",
    "facility",
    "facility_low",
    "facility_high",
    "discrimination",
    "discrimination_low",
    "discrimination_high",
    "point_biserial",
    "point_biserial_low",
    "point_biserial_high",
    "median_seconds",
    "most_named_wrong",
)
READS = (
    "learner",
    "case",
    "named_first",
    "right",
    "total",
    "identify",
    "recognize",
    "differentiate",
    "malignant",
    "probability_of_malignancy",
    "seconds",
)
#: What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(results: Results, *, kind: str, hidden: bool) -> tuple[bytes, str]:
    """Return the file and its content type; `hidden` puts pseudonyms for user names."""
    if kind == "csv":
        return _csv([READS, *_reads(results, hidden)]), "text/csv; charset=utf-8"
    return _xlsx(results, hidden), XLSX


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: text that looks like a formula gets a quote."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def counted(values: Iterable[str | None]) -> list[tuple[str, int]]:
    """Return how often each value was given, the most frequent first; None is "" here."""
    return Counter(value or "" for value in values).most_common()


def binned(values: Sequence[float | None]) -> list[tuple[str, int]]:
    """Return how many probabilities lie in each fifth."""
    known = [min(4, int(value * 5)) for value in values if value is not None]
    counts = Counter(known)
    return [(f"{20 * place}–{20 * place + 20} %", counts[place]) for place in range(5)]


def _name(learner: Learner, hidden: bool) -> str:
    return learner.pseudonym if hidden else learner.user.get_username()


def _ordered(results: Results, hidden: bool) -> list[Learner]:
    """By the name that is shown: the order of user names would tell who is who."""
    return sorted(results.learners, key=lambda one: _name(one, hidden).casefold())


def _learners(results: Results, hidden: bool) -> Iterable[Sequence[Any]]:
    for one in _ordered(results, hidden):
        yield (
            _name(one, hidden),
            one.state,
            one.attempts,
            _moment(one.started_at),
            _moment(one.finished_at),
            one.graded,
            one.passed,
            one.total,
            one.lo1,
            one.lo2,
            one.lo3,
            one.seconds,
        )


def _items(results: Results) -> Iterable[Sequence[Any]]:
    for row in results.items:
        figures = row.figures
        estimates = (
            (figures.facility, figures.discrimination, figures.correlation)
            if figures
            else (None, None, None)
        )
        cells: list[Any] = []
        for estimate in estimates:
            cells.append(estimate.value if estimate else None)
            cells += list(estimate.interval or (None, None)) if estimate else [None, None]
        yield (
            row.order,
            row.case.title or row.case.slug,
            row.case.diagnosis_slug,
            row.read,
            figures.right if figures else None,
            *cells,
            row.seconds,
            "; ".join(f"{name or '–'} ({count})" for name, count in row.wrong),
        )


def _reads(results: Results, hidden: bool) -> Iterable[Sequence[Any]]:
    sessions = dict(results.assignment.taken.filter(number=1).values_list("session", "user"))
    learners = {one.user.pk: one for one in results.learners}
    found = [
        (_name(learners[sessions[read.session]], hidden), read)
        for read in reads_of(results.assignment)
    ]
    for name, read in sorted(found, key=lambda pair: (pair[0].casefold(), pair[1].order)):
        yield (
            name,
            read.order,
            read.named,
            int(read.right),
            read.total,
            read.lo1,
            read.lo2,
            read.lo3,
            read.malignant,
            read.probability,
            read.seconds,
        )


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _csv(rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue().encode()


def _xlsx(results: Results, hidden: bool) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, head, rows in (
        ("Learners", LEARNERS, _learners(results, hidden)),
        ("Items", ITEMS, _items(results)),
        ("Answers", READS, _reads(results, hidden)),
    ):
        sheet = book.create_sheet(title)
        sheet.append(list(head))
        for row in rows:
            sheet.append([safe(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
