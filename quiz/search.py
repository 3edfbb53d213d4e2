"""One search over everything that a reader may see: knowledge, own reads, and cases to educators.

A case is found by its diagnosis only where the reader has committed an answer to it and the
result is told; everything else that finds a read (date, number, own note) tells nothing of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import formats, timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.models import Case, Series, State
from cases.teach.listing import matching, picture_of, with_picture
from config.lib.access import is_educator
from knowledge.pages.search import MAX_QUERY, Found
from knowledge.pages.search import search as search_knowledge
from quiz.models import Grade, SessionItem
from quiz.selectors import Reader, sessions_of, untold

#: So many reads and cases are listed, the latest first.
MOST = 20


@dataclass(frozen=True)
class Results:
    """What a search found, each kind in the order to be shown in."""

    query: str
    knowledge: Found
    reads: list[SessionItem]
    cases: list[tuple[Case, Series | None]]

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to open."""
        return self.knowledge.empty and not self.reads and not self.cases


def tidy(query: str) -> str:
    """Return what is searched for: single spaces, no longer than anybody types."""
    return " ".join(query.replace("\0", "").split())[:MAX_QUERY]


def search(query: str, reader: Reader) -> Results:
    """Find `query` (tidy, not empty). A constant number of queries."""
    found = search_knowledge(query)
    meant = diagnoses(found)
    return Results(
        query=query,
        knowledge=found,
        reads=list(reads_found(query, meant, reader)[:MOST]),
        cases=_cases(query, meant) if is_educator(reader.user) else [],
    )


def diagnoses(found: Found) -> list[str]:
    """Return the slugs that were meant: what was understood, else the names that come near."""
    meant = [entity.slug for hit in found.hits for entity in hit.entities]
    return meant or [entity.slug for entity in found.near]


def reads_found(query: str, meant: list[str], reader: Reader) -> QuerySet[SessionItem]:
    """Return the reader's own reads that fit, the latest first, with `secret` and `headline`.

    By number, day or note whatever is shown already; by diagnosis only what was committed and
    is told. One query.
    """
    telling = Exists(untold(reader).filter(pk=OuterRef("session")))
    newest = Grade.objects.filter(response__item=OuterRef("pk")).order_by("-pk")
    fits = Q(note__text__icontains=query)
    if meant:
        fits |= Q(response__reading__diagnosis__in=meant, secret=False)
    if (number := number_in(query)) is not None:
        fits |= Q(order=number)
    if (day := day_in(query)) is not None:
        fits |= Q(response__committed_at__date=day) | Q(created_at__date=day)
    items = SessionItem.objects.filter(session__in=sessions_of(reader))
    return (
        items.filter(Q(shown_at__isnull=False) | Q(response__isnull=False))
        .annotate(secret=telling, headline=Subquery(newest.values("detail__headline")[:1]))
        .filter(fits)
        .select_related("session", "response", "note")
        .order_by("-created_at", "-pk")
    )


def _cases(query: str, meant: list[str]) -> list[tuple[Case, Series | None]]:
    """Return what an educator finds in the library, the latest change first. Three queries.

    Without what is retired: every case that was drawn again has such a twin. Teach lists them.
    """
    live = matching(query, meant).exclude(state=State.RETIRED)
    found = with_picture(live).order_by("-updated_at", "slug")[:MOST]
    return [(case, picture_of(case)) for case in found]


def number_in(query: str) -> int | None:
    """Return the number of a case as it is printed: "3", "#3", "case 3", "Practice, case 3"."""
    word = re.escape(_("case"))
    found = re.fullmatch(rf"(?:.*\b(?:case|{word})\s+|#\s*)?(\d{{1,4}})", query, re.IGNORECASE)
    return int(found[1]) if found else None


def day_in(query: str) -> date | None:
    """Return the day that was typed, in figures or with the name of its month, or None.

    Without a year it is the last such day.
    """
    for form in formats.get_format("DATE_INPUT_FORMATS"):
        try:
            return datetime.strptime(query, form).date()
        except ValueError:
            continue
    found = re.fullmatch(
        r"(?:(\d{1,2})\.?\s+)?([^\W\d]{3,})\.?(?:\s+(\d{1,2}),?)?(?:\s+(\d{4}))?", query
    )
    if found is None or not (found[1] or found[3]):
        return None
    month = _month(found[2])
    try:
        day = date(int(found[4] or timezone.localdate().year), month, int(found[1] or found[3]))
        return day if found[4] or day <= timezone.localdate() else day.replace(year=day.year - 1)
    except ValueError:
        return None


def _month(word: str) -> int:
    """Return the number of the month that begins so, in the reader's language or in English."""
    names = [(number, str(name)) for number, name in MONTHS.items()]
    with override("en"):
        names += [(number, str(name)) for number, name in MONTHS.items()]
    return next((n for n, name in names if name.casefold().startswith(word.casefold())), 0)
