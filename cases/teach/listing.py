"""The list of cases that educators work in: filtered, counted, paged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.functional import Promise

from cases.models import Case, Series, State

PAGE_SIZE = 30
#: Longest search that is taken; the rest is cut off.
MAX_QUERY = 100


@dataclass(frozen=True)
class Tab:
    """One state with the number of cases in it, after the search."""

    state: str
    label: str | Promise
    count: int
    on: bool


@dataclass(frozen=True)
class Listing:
    """One page of cases, the tabs above them, and what was asked for."""

    page: Page[Case]
    tabs: tuple[Tab, ...]
    query: str
    state: str

    @property
    def total(self) -> int:
        """Return how many cases the search finds in every state."""
        return sum(tab.count for tab in self.tabs)


def listing(asked: Mapping[str, str]) -> Listing:
    """Return the cases that `q`, `state` and `page` ask for. Four queries, however many cases."""
    query = " ".join(asked.get("q", "").split())[:MAX_QUERY]
    state = asked.get("state", "")
    state = state if state in State.values else ""
    found = matching(query)
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    tabs = tuple(
        Tab(value, label, counts.get(value, 0), value == state) for value, label in State.choices
    )
    shown = found.filter(state=state) if state else found
    pages = Paginator(with_picture(shown).order_by("-updated_at", "slug"), PAGE_SIZE)
    pages.count = counts.get(state, 0) if state else sum(counts.values())
    return Listing(pages.get_page(asked.get("page")), tabs, query, state)


def matching(query: str, diagnoses: Sequence[str] = ()) -> QuerySet[Case]:
    """Return the cases whose title, slug, diagnosis or history contains every word.

    Those with one of the `diagnoses`, too: what the words are another name of.
    """
    wanted = Q()
    for word in query.split():
        wanted &= (
            Q(title__icontains=word)
            | Q(slug__icontains=word)
            | Q(diagnosis_slug__icontains=word)
            | Q(public_id__iexact=word)
            | Q(history__icontains=word)
        )
    if diagnoses:
        wanted |= Q(diagnosis_slug__in=diagnoses)
    return Case.objects.worked_on().filter(wanted)


def with_picture(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch with each case the first series that has a picture, and how many series there are."""
    first = Series.objects.filter(study__case=OuterRef("study__case"), frames_ready=True)
    picture = Series.objects.filter(
        pk=Subquery(first.order_by("order", "pk").values("pk")[:1])
    ).select_related("study")
    return cases.annotate(images=Count("studies__series")).prefetch_related(
        Prefetch("studies__series", queryset=picture, to_attr="pictured"), "studies"
    )


def picture_of(case: Case) -> Series | None:
    """Return the series whose middle slice stands for the case, as `listing` fetched it."""
    for study in case.studies.all():
        for series in getattr(study, "pictured", []):
            found: Series = series
            return found
    return None
