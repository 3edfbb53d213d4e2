"""BibTeX, written by pybtex, which escapes what LaTeX would take for its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pybtex.database import BibliographyData, Entry, Person

from knowledge.bibliography.parts import Parts, Work, parts_of

#: Addresses are for programs and stand as they are; pybtex escapes them like prose.
_ADDRESS = re.compile(r"^ {4}(?:doi|url) = .*$", re.MULTILINE)
_ESCAPE = re.compile(r"\\([_%#&$])")


def to_bibtex(works: Iterable[Work]) -> str:
    """One entry for each work, in their order; the key is the reference's own."""
    data = BibliographyData({work.key: _entry(work, parts_of(work)) for work in works})
    return _ADDRESS.sub(lambda line: _ESCAPE.sub(r"\1", line[0]), str(data.to_string("bibtex")))


def _entry(work: Work, parts: Parts) -> Entry:
    fields = {
        "journal": parts.journal,
        "booktitle": parts.book,
        "publisher": parts.publisher,
        "howpublished": parts.body,
        "year": parts.year,
        "volume": parts.volume,
        "pages": parts.pages.replace("–", "-").replace("-", "--"),
        "doi": work.doi,
        "pmid": work.pmid,
        "pmcid": work.pmcid,
        "url": work.link,
    }
    persons = [_person(name) for name in parts.authors]
    if parts.more:
        persons.append(Person("others"))
    return Entry(
        _kind(parts),
        fields=[("title", f"{{{_flat(parts.title)}}}")]
        + [(name, _flat(value)) for name, value in fields.items() if value],
        persons={"author": persons} if persons else {},
    )


def _flat(value: str) -> str:
    """On one line, with parentheses for braces, which BibTeX keeps for itself."""
    return " ".join(value.translate({ord("{"): "(", ord("}"): ")"}).split())


def _kind(parts: Parts) -> str:
    if parts.book:
        return "incollection"
    return "article" if parts.journal else "misc"


def _person(name: str) -> Person:
    surname, _space, initials = name.rpartition(" ")
    return Person(first=" ".join(f"{letter}." for letter in initials), last=surname)
