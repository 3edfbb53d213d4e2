"""Rapid reading: one case, six buttons, the next case; the curve at the end."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cases.selectors import manifest
from knowledge.selectors import relations
from quiz import charts
from quiz.analytics.progress import CALLED_MALIGNANT, Rate
from quiz.elsewhere import elsewhere
from quiz.models import Reading, Session, SessionItem
from quiz.psychometrics.roc import roc
from quiz.selectors import progress_of
from quiz.services.rapid import CONFIDENCE, commit_confidence, start_rapid
from quiz.services.session import NoCases, finish, mark_shown, next_item
from quiz.views.common import allow_images, reader_with_token

STEPS = {
    1: gettext_lazy("surely not malignant"),
    2: gettext_lazy("probably not malignant"),
    3: gettext_lazy("rather not malignant"),
    4: gettext_lazy("rather malignant"),
    5: gettext_lazy("probably malignant"),
    6: gettext_lazy("surely malignant"),
}


def running(session: Session) -> bool:
    """Whether this is a rapid session that has not ended: nothing may be told yet."""
    return session.mode == Session.Mode.RAPID and session.finished_at is None


@require_POST
def start(request: HttpRequest) -> HttpResponseBase:
    """Choose a set and go to its first case."""
    reader = reader_with_token(request)
    try:
        session = start_rapid(user=reader.user, guest_token=reader.guest_token)
    except NoCases:
        messages.warning(request, _("There is no proven case to read rapidly yet."))
        return redirect("quiz:home")
    return redirect("quiz:read", session.public_id, 1)


def read(request: HttpRequest, item: SessionItem) -> HttpResponseBase:
    """Show the case (GET), or take the confidence and go on (POST)."""
    if request.method == "POST":
        step = request.POST.get("step", "")
        if not step.isdecimal() or int(step) not in CONFIDENCE:
            return _page(request, item, _("Please choose one of the six answers."), status=422)
        if item.session.finished_at is None:
            commit_confidence(item=item, step=int(step))
        return _go_on(item.session)
    if item.committed is not None or item.session.finished_at is not None:
        return _go_on(item.session)
    mark_shown(item=item)
    return _page(request, item)


def _go_on(session: Session) -> HttpResponseBase:
    """Go to the first open case; the last one ends the session."""
    following = next_item(session=session)
    if following is None:
        finish(session=session)
        return redirect("quiz:session", session.public_id)
    return redirect("quiz:read", session.public_id, following.order)


def _page(
    request: HttpRequest, item: SessionItem, error: str = "", status: int = 200
) -> HttpResponse:
    allow_images(request, item.case)
    ahead = (
        SessionItem.objects.filter(session=item.session, order=item.order + 1)
        .select_related("case")
        .first()
    )
    context = {
        "item": item,
        "session": item.session,
        "elsewhere": elsewhere(request, item),
        "progress": progress_of(item),
        "manifest": manifest(item.case),
        "ahead": manifest(ahead.case) if ahead else None,
        "simulated": item.case.simulated,
        "still": item.case.still_images,
        "steps": STEPS.items(),
        "error": error,
    }
    return render(request, "quiz/rapid.html", context, status=status)


def summary(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Show the curve and each case with what was said; while it runs, go on reading."""
    if session.finished_at is None:
        return _go_on(session)
    names = relations().names
    rows = [_row(reading, names) for reading in _readings(session)]
    return render(request, "quiz/rapid_summary.html", {"session": session, **_figures(rows)})


def _readings(session: Session) -> QuerySet[Reading]:
    rows = Reading.objects.filter(session=session, probability__isnull=False)
    return rows.select_related("response__item").order_by("response__item__order")


def _row(reading: Reading, names: Mapping[str, str]) -> dict[str, Any]:
    said = reading.probability or 0.0
    step = min(CONFIDENCE, key=lambda step: abs(CONFIDENCE[step] / 100 - said))
    return {
        "order": reading.response.item.order,
        "name": names.get(reading.diagnosis, _("Normal")),
        "malignant": bool(reading.malignant),
        "probability": said,
        "step": STEPS[step],
        "right": (said >= CALLED_MALIGNANT) == bool(reading.malignant),
        "seconds": reading.seconds,
    }


def _figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found = roc([row["probability"] for row in rows], [row["malignant"] for row in rows])
    sick = [row["right"] for row in rows if row["malignant"]]
    well = [row["right"] for row in rows if not row["malignant"]]
    times = sorted(row["seconds"] for row in rows if row["seconds"] is not None)
    return {
        "rows": rows,
        "progress": SimpleNamespace(roc=found),
        "roc_path": charts.roc_path(found) if found else "",
        "sensitivity": Rate(sum(sick), len(sick)),
        "specificity": Rate(sum(well), len(well)),
        "median": times[len(times) // 2] if times else None,
    }
