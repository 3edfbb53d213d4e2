"""A printed citation taken apart: authors, title, journal, volume, pages.

The content keeps each reference as one line in the manner of Vancouver,

    Ulano A, Bredella MA, et al. Distinguishing untreated … AJR 2016;207:362-368

Names count as authors only when every one of them is a surname with initials; anything else is
left in the title rather than guessed at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTICLES = r"(?:(?:van|von|de|der|den|del|di|da|la|le|el|al|ter|ten|dos) )*"
_SURNAME = rf"{_PARTICLES}(?:d['’])?[^\W\d_a-z][\w'’\-]*"
_NAME = re.compile(rf"^{_SURNAME}(?: {_SURNAME}){{0,2}} [A-Z]{{1,4}}$")
_ET_AL = re.compile(r",? et al$")
#: Bodies that stand in the place of authors.
_BODIES = ("GeneReviews", "Radiopaedia", "Radiopaedia case", "Orphanet", "TSC Alliance")
_CHAPTER = re.compile(r"^(?P<title>.+)\. In: (?P<book>.+)\. (?P<publisher>\D+) (?P<year>\d{4})$")
_DATED = re.compile(r"^(?P<title>.+)\. (?P<year>\d{4})$")
_ARTICLE = re.compile(
    r"^(?P<title>.+[.?])\s(?P<journal>[A-Z][^.?;:\d]*?)"
    r"(?:,? (?P<year>\d{4}))?"
    r"(?:;(?P<volume>[^:;]+?))?(?::(?P<pages>[A-Za-z]*\d[\w\-–]*))?$"
)


@dataclass(frozen=True)
class Work:
    """One reference as the content has it."""

    key: str
    citation: str
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""

    @property
    def link(self) -> str:
        """The best address of the work, or nothing."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        if self.pmcid:
            return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{self.pmcid}/"
        return self.url


@dataclass(frozen=True)
class Parts:
    """What a citation surely says. `more`: there are authors beyond those named."""

    title: str
    authors: tuple[str, ...] = ()
    body: str = ""
    more: bool = False
    journal: str = ""
    book: str = ""
    publisher: str = ""
    year: str = ""
    volume: str = ""
    pages: str = ""


def parts_of(work: Work) -> Parts:
    """Take the citation of `work` apart; the year of the reference wins over that of the line."""
    line = work.citation.strip().rstrip(".")
    authors, more, body, rest = _authors(line)
    named = _named(rest)
    return Parts(
        title=named.get("title", rest).rstrip("."),
        authors=authors,
        body=body,
        more=more,
        journal=named.get("journal", ""),
        book=named.get("book", ""),
        publisher=named.get("publisher", ""),
        year=str(work.year) if work.year else named.get("year", ""),
        volume=named.get("volume", ""),
        pages=named.get("pages", ""),
    )


def _authors(line: str) -> tuple[tuple[str, ...], bool, str, str]:
    """Authors, whether there are more, a body in their place, and the rest of the line."""
    head, dot, rest = line.partition(". ")
    if not dot:
        return (), False, "", line
    if head in _BODIES:
        return (), False, head, rest
    more = bool(_ET_AL.search(head))
    names = tuple(_ET_AL.sub("", head).split(", "))
    if all(_NAME.match(name) for name in names):
        return names, more, "", rest
    return (), False, "", line


def _named(rest: str) -> dict[str, str]:
    dated = _DATED.match(rest)
    if dated:
        return dated.groupdict()
    for pattern in (_CHAPTER, _ARTICLE):
        found = pattern.match(rest)
        if found:
            return {name: value.strip() for name, value in found.groupdict().items() if value}
    return {}
