"""What the class taught us: assignments with their figures, one item's answers, exports."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.selectors import manifest, series_of
from config.lib.access import educators_only
from knowledge.selectors import relations
from quiz import words
from quiz.analytics.classroom import Results, Row, results_of
from quiz.classroom import export
from quiz.models import Assignment, Response
from quiz.reveal import build_reveal
from quiz.services.assigned import close_overdue, with_standing
from quiz.services.session import key_from

PAGE_SIZE = 30
#: The most learners that are listed on one page.
LEARNERS_A_PAGE = 100


@educators_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every assignment: how many are in the class, have started, have handed in, were late."""
    page = Paginator(with_standing(Assignment.objects.all()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "classroom/results.html", {"page": page, "now": timezone.now()})


def _results(public_id: str) -> Results:
    found = get_object_or_404(
        Assignment.objects.select_related("quiz", "cohort"), public_id=public_id
    )
    close_overdue(assignment=found)
    return results_of(found)


@educators_only
@require_safe
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """One assignment: the class, the items, how well the set tells learners apart."""
    found = _results(public_id)
    people = found.learners
    hidden = request.GET.get("names") == "0"
    if hidden:
        people = tuple(sorted(people, key=lambda one: one.pseudonym))
    page = Paginator(people, LEARNERS_A_PAGE).get_page(request.GET.get("page"))
    context = {"results": found, "assignment": found.assignment, "page": page, "hidden": hidden}
    return render(request, "classroom/result.html", context)


@educators_only
@require_safe
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The class report on paper: all learners, all items, by pseudonym where that is wanted."""
    found = _results(public_id)
    hidden = request.GET.get("names") == "0"
    people = found.learners
    if hidden:
        people = tuple(sorted(people, key=lambda one: one.pseudonym))
    context = {
        "results": found,
        "assignment": found.assignment,
        "learners": people,
        "hidden": hidden,
        "printed": timezone.now(),
    }
    return render(request, "classroom/report.html", context)


@educators_only
@require_safe
def download(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """The results as `csv` (one row for each answer) or `xlsx` (learners, items, answers)."""
    found = _results(public_id)
    hidden = request.GET.get("names") == "0"
    content, content_type = export.written(found, kind=kind, hidden=hidden)
    response = HttpResponse(content, content_type=content_type)
    name = f"results-{found.assignment.public_id}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@educators_only
@require_safe
def item(request: HttpRequest, public_id: str, order: int) -> HttpResponse:
    """One item: every first attempt's mark on the images, what was named, how it was answered."""
    found = _results(public_id)
    rows = {one.order: one for one in found.items}
    row = rows.get(order)
    if row is None:
        raise Http404
    responses = list(
        Response.objects.filter(
            item__session__attempt__assignment=found.assignment,
            item__session__attempt__number=1,
            item__session__finished_at__isnull=False,
            item__case=row.case,
        ).select_related("reading", "item")
    )
    context = {
        "results": found,
        "assignment": found.assignment,
        "row": row,
        "before": max((one for one in rows if one < order), default=None),
        "after": min((one for one in rows if one > order), default=None),
        "manifest": manifest(row.case),
        **_answers(row, responses),
    }
    return render(request, "classroom/item.html", context)


def _answers(row: Row, responses: list[Response]) -> dict[str, Any]:
    """The marks of all, and tables of what was said."""
    key = key_from(responses[0].item.answer_key if responses else row.case.answer_key)
    answers = [response.payload["answer"] for response in responses]
    reveal = build_reveal(
        key=key,
        series=list(series_of(row.case)),
        key_view=getattr(row.case, "key_view", None),
        answer={"clicks": [click for one in answers for click in one.get("clicks", ())]},
    )
    localised = [
        response.reading.localised
        for response in responses
        if response.reading.localised is not None
    ]
    return {
        "state": {**reveal.to_json(), "words": words.reveal()},
        "marks": len(reveal.clicks),
        "localised": localised,
        "found": sum(value >= 1 for value in localised),
        "classes": export.counted(one.get("ct_class") for one in answers),
        "steps": export.counted(_step(key, one.get("next_step")) for one in answers),
        "diagnosis": relations().names.get(key.diagnosis, key.diagnosis),
        "probabilities": export.binned([one.get("malignancy") for one in answers]),
        "malignant": key.malignant,
    }


def _step(key: Any, slug: str | None) -> str | None:
    return next((step.text for step in key.next_steps if step.slug == slug), None)
