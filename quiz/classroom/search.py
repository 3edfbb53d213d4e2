"""Finding cases for a quiz: by words, kind, difficulty and pool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet, Subquery
from django.db.models.expressions import OuterRef

from cases.answerkey.types import NORMAL
from cases.models import Case, Difficulty, Pool, Series
from quiz.models import Quiz
from quiz.services.quizzes import choosable

PAGE_SIZE = 12
MAX_QUERY = 100
KINDS = {
    "malignant": Q(malignant=True),
    "normal": Q(diagnosis_slug=NORMAL),
    "mimic": Q(malignant=False) & ~Q(diagnosis_slug=NORMAL),
}


@dataclass(frozen=True)
class Search:
    """One page of cases and what was asked for."""

    page: Page[Case]
    query: str
    kind: str
    difficulty: str
    pool: str

    @property
    def address(self) -> str:
        """The query of this search without its page."""
        asked = {
            "q": self.query,
            "kind": self.kind,
            "difficulty": self.difficulty,
            "pool": self.pool,
        }
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def found_cases(asked: Mapping[str, str], *, without: Sequence[int]) -> Search:
    """Return the cases that `q`, `kind`, `difficulty`, `pool` and `page` ask for."""
    query = " ".join(asked.get("q", "").split())[:MAX_QUERY]
    kind = asked.get("kind", "") if asked.get("kind") in KINDS else ""
    difficulty = asked.get("difficulty", "")
    difficulty = difficulty if difficulty in Difficulty.values else ""
    pool = asked.get("pool", "") if asked.get("pool") in Pool.values else ""
    rows = choosable().exclude(pk__in=without).filter(KINDS.get(kind, Q()))
    if difficulty:
        rows = rows.filter(difficulty=difficulty)
    if pool:
        rows = rows.filter(pool=pool)
    for word in query.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(slug__icontains=word)
            | Q(diagnosis_slug__icontains=word)
            | Q(history__icontains=word)
        )
    pages = Paginator(_pictured(rows).order_by("slug"), PAGE_SIZE)
    return Search(pages.get_page(asked.get("page")), query, kind, difficulty, pool)


def of_quiz(quiz: Quiz) -> list[Case]:
    """Return the cases of a quiz in order, with a picture each. Three queries."""
    places = quiz.places.order_by("order").values_list("case", flat=True)
    found = {case.pk: case for case in _pictured(Case.objects.filter(pk__in=Subquery(places)))}
    return [found[pk] for pk in places]


def _pictured(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Fetch with each case the first series that has a picture."""
    first = Series.objects.filter(study__case=OuterRef("study__case"), frames_ready=True)
    picture = Series.objects.filter(
        pk=Subquery(first.order_by("order", "pk").values("pk")[:1])
    ).select_related("study")
    return cases.prefetch_related(
        Prefetch("studies__series", queryset=picture, to_attr="pictured"), "studies"
    )
