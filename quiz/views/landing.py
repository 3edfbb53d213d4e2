"""Where reading starts: one button, and what was left open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quiz.selectors import library_counts, recent_sessions
from quiz.services.session import DEFAULT_LENGTH, LENGTHS, NoCases, next_item, start_practice
from quiz.views.common import no_store, reader_of, reader_with_token


@no_store
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page: start practice, continue what is open, recent sessions."""
    reader = reader_of(request)
    sessions = recent_sessions(reader)
    context = {
        "library": library_counts(reader),
        "running": next((one for one in sessions if one.finished_at is None), None),
        "recent": sessions,
        "lengths": [(length or 0, length == DEFAULT_LENGTH) for length in LENGTHS],
    }
    return render(request, "quiz/home.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponseBase:
    """Open a practice session and go to its first case."""
    reader = reader_with_token(request)
    try:
        session = start_practice(
            user=reader.user,
            guest_token=reader.guest_token,
            length=_length(request.POST.get("length", "")),
        )
    except NoCases:
        messages.warning(request, _("There is no published case to practice on yet."))
        return redirect("quiz:home")
    item = next_item(session=session)
    return redirect("quiz:read", session.public_id, item.order if item else 1)


def _length(text: str) -> int | None:
    """The number of cases asked for: "0" is open-ended, anything strange the default."""
    if text == "0":
        return None
    return int(text) if text.isdecimal() and int(text) in LENGTHS else DEFAULT_LENGTH
