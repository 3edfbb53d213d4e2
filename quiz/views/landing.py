"""Where reading starts: one button, and what was left open."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quiz.grading.rubric import RUBRIC
from quiz.panel import Choice
from quiz.selectors import library_counts, recent_sessions
from quiz.services.assigned import given_to
from quiz.services.exam import LENGTHS as EXAM_LENGTHS
from quiz.services.exam import MINUTES_A_CASE
from quiz.services.notices import notices_for
from quiz.services.rapid import SET, SHARES
from quiz.services.session import DEFAULT_LENGTH, LENGTHS
from quiz.views.common import own_page, reader_of
from quiz.views.review import due_context


@own_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page: start practice, continue what is open, recent sessions."""
    reader = reader_of(request)
    sessions = recent_sessions(reader)
    library = library_counts(reader)
    context = {
        "library": library,
        "assigned": given_to(user=reader.user) if isinstance(reader.user, User) else [],
        "notices": notices_for(reader),
        "running": next((one for one in sessions if one.finished_at is None), None),
        "recent": sessions,
        "lengths": _lengths(library["all"]),
        "rapid": {
            "size": min(SET, library["all"]),
            "malignant": round(100 * SHARES["malignant"]),
            "normal": round(100 * SHARES["normal"]),
        },
        "exam": {"minutes": MINUTES_A_CASE, "lengths": _exam_lengths(library["all"])},
        "identify": round(RUBRIC.identify * 100),
        "recognise": round(RUBRIC.recognise * 100),
        "differentiate": round(RUBRIC.differentiate * 100),
        **due_context(request),
    }
    return render(request, "quiz/home.html", context)


def _lengths(total: int) -> tuple[Choice, ...]:
    """The lengths to choose from: none longer than the library, all of it, or no end."""
    default = min(total, DEFAULT_LENGTH)
    numbers = [length for length in LENGTHS if length < total]
    choices = [Choice(str(length), str(length), length == default) for length in numbers]
    if total <= LENGTHS[-1]:
        choices.append(Choice(str(total), _("All %d") % total, total == default))
    return (*choices, Choice("0", _("Open end"), False))


def _exam_lengths(total: int) -> list[int]:
    """The lengths of an exam that the library can fill, or all of it."""
    return [length for length in EXAM_LENGTHS if length <= total] or [total]
