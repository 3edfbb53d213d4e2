"""RIS, written by rispy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import rispy

from knowledge.bibliography.parts import Parts, Work, parts_of


class _Writer(rispy.RisWriter):  # type: ignore[misc]
    """Without the running number before each record, which some programs stumble over."""

    def set_header(self, count: int) -> str:
        """Nothing."""
        return ""


def to_ris(works: Iterable[Work]) -> str:
    """One record for each work, in their order. RIS has no “et al.”: a note says so instead."""
    return str(
        rispy.dumps([_record(work, parts_of(work)) for work in works], implementation=_Writer)
    )


def _record(work: Work, parts: Parts) -> dict[str, Any]:
    first, _dash, last = parts.pages.replace("–", "-").partition("-")
    record = {
        "type_of_reference": _kind(parts),
        "id": work.key,
        "title": parts.title,
        "authors": [_author(name) for name in parts.authors]
        or ([parts.body] if parts.body else []),
        "secondary_title": parts.journal or parts.book,
        "publisher": parts.publisher,
        "year": parts.year,
        "volume": parts.volume,
        "start_page": first,
        "end_page": last,
        "doi": work.doi,
        "accession_number": work.pmid,
        "urls": [work.link] if work.link else [],
        "notes": ["There are more authors than are named here."] if parts.more else [],
    }
    return {name: value for name, value in record.items() if value}


def _kind(parts: Parts) -> str:
    if parts.book:
        return "CHAP"
    return "JOUR" if parts.journal else "GEN"


def _author(name: str) -> str:
    surname, _space, initials = name.rpartition(" ")
    return f"{surname}, {' '.join(f'{letter}.' for letter in initials)}"
