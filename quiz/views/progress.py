"""What a learner's reads add up to, and taking one's data along."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from quiz import charts
from quiz.analytics.progress import CT_CLASSES, ENOUGH, progress_of
from quiz.level import level_of
from quiz.models import Note, Response
from quiz.selectors import Reader, sessions_of, untold
from quiz.services.notices import notices_for
from quiz.views.common import no_store, own_page, reader_of
from quiz.views.review import due_context

COLUMNS = (
    "committed_at",
    "mode",
    "seconds",
    "diagnosis",
    "first_named",
    "malignant",
    "probability_of_malignancy",
    "localised",
    "total",
    "identify",
    "recognize",
    "differentiate",
)
FIELDS = (
    "committed_at",
    "item__session__mode",
    "seconds",
    "reading__diagnosis",
    "reading__named",
    "reading__malignant",
    "reading__probability",
    "reading__localised",
    "reading__total",
    "reading__lo1",
    "reading__lo2",
    "reading__lo3",
)
DOUBT = "key_challenge__text"


@own_page
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The dashboard: figures with their intervals, or how many reads are missing for them."""
    reader = reader_of(request)
    found = progress_of(reader, today=timezone.localdate())
    context: dict[str, Any] = {"progress": found, "needed": ENOUGH, "ct_classes": CT_CLASSES}
    context |= due_context(request)
    context["notices"] = notices_for(reader)
    if found.enough:
        context["level"] = level_of(reader)
        curve = charts.curve_marks(found.curve)
        context |= {
            "roc_path": charts.roc_path(found.roc) if found.roc else "",
            "calibration": charts.calibration_marks(found.calibration)
            if found.calibration
            else [],
            "curve": curve,
            "curve_line": charts.polyline(curve),
        }
    return render(request, "quiz/progress.html", context)


class Echo:
    """A file for `csv.writer` that gives back what is written."""

    def write(self, text: str) -> str:
        """Return the line."""
        return text


@no_store
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send what is one's own: as `csv` the reads, as `json` also the account and every answer."""
    reader = reader_of(request)
    mine = Response.objects.filter(item__session__in=sessions_of(reader))
    rows = mine.exclude(item__session__in=untold(reader)).order_by("pk")
    if kind == "csv":
        lines = _csv(rows.values_list(*FIELDS).iterator(chunk_size=1000))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        answers = rows.values_list("payload", DOUBT, *FIELDS).iterator(chunk_size=200)
        lines = _json(_account(request.user), _notes(reader), answers)
        response = StreamingHttpResponse(lines, content_type="application/json")
    name = f"spine-mimics-{timezone.localdate().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    for committed_at, *rest in rows:
        yield writer.writerow([committed_at.isoformat(), *rest])


def _account(user: User | AnonymousUser) -> dict[str, str] | None:
    """Return what is kept about the person; None for a guest, of whom nothing is."""
    if not isinstance(user, User):
        return None
    return {
        "username": user.get_username(),
        "email": user.email,
        "member_since": user.date_joined.isoformat(),
    }


def _notes(reader: Reader) -> list[dict[str, Any]]:
    """Return the reader's bookmarks and notes. One query."""
    rows = Note.objects.filter(item__session__in=sessions_of(reader)).order_by("pk")
    fields = ("item__session__public_id", "item__order", "bookmarked", "text")
    return [
        dict(zip(("session", "case", "bookmarked", "text"), row, strict=True))
        for row in rows.values_list(*fields)
    ]


def _json(
    account: dict[str, str] | None,
    notes: list[dict[str, Any]],
    rows: Iterator[tuple[Any, ...]],
) -> Iterator[str]:
    yield f'{{"account": {json.dumps(account)},\n"notes": {json.dumps(notes)},\n"reads": ['
    for number, (payload, doubt, committed_at, *rest) in enumerate(rows):
        values = dict(zip(COLUMNS, (committed_at.isoformat(), *rest), strict=True))
        read = {**values, "answer": payload, "doubt_about_the_key": doubt}
        yield (",\n" if number else "\n") + json.dumps(read)
    yield "\n]}\n"
