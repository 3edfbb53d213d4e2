"""Exams: start, the cases in any order, the overview, handing in."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quiz.models import Session, SessionItem
from quiz.services import exam
from quiz.services.session import NoCases
from quiz.submission import from_post
from quiz.views.common import get_item, get_session, no_store, reader_with_token, wants_json


@require_POST
def start(request: HttpRequest) -> HttpResponseBase:
    """Choose a set, start the clock, go to the first case."""
    reader = reader_with_token(request)
    asked = request.POST.get("length", "")
    length = int(asked) if asked.isdecimal() and len(asked) < 3 else exam.LENGTHS[1]
    length = max(1, min(length, exam.LENGTHS[-1]))
    try:
        session = exam.start_exam(user=reader.user, guest_token=reader.guest_token, length=length)
    except NoCases:
        messages.warning(request, _("There is no proven case for an exam yet."))
        return redirect("quiz:home")
    return redirect("quiz:read", session.public_id, 1)


def keep(request: HttpRequest, item: SessionItem) -> HttpResponseBase:
    """Keep what was posted and go to the next case, or to the overview after the last one."""
    draft = getattr(item, "draft", None)
    edited = max(int(time.time() * 1000), draft.edited + 1 if draft else 0)
    exam.keep_answer(item=item, submission=from_post(request.POST), edited=edited)
    session = item.session
    if session.finished_at is None and item.order < (session.length or 0):
        target = reverse("quiz:read", args=[session.public_id, item.order + 1])
    else:
        target = reverse("quiz:session", args=[session.public_id])
    return JsonResponse({"next": target}) if wants_json(request) else redirect(target)


def context_of(item: SessionItem) -> dict[str, Any]:
    """Return what the reading room shows of an exam: the grid, the clock, the flag."""
    return {
        "exam": True,
        "places": exam.places(item.session, item.order),
        "seconds_left": exam.whole_seconds_left(item.session),
        "flagged": item.order in item.session.settings.get("flags", ()),
    }


def overview(request: HttpRequest, session: Session) -> HttpResponse:
    """Show what is answered and flagged, the time left, and the button that hands in."""
    grid = exam.places(session)
    context = {
        "session": session,
        "places": grid,
        "answered": sum(place.answered for place in grid),
        "seconds_left": exam.whole_seconds_left(session),
    }
    return render(request, "quiz/exam_overview.html", context)


@no_store
@require_POST
def flag(request: HttpRequest, session_id: str, order: int) -> HttpResponseBase:
    """Flag a case of a session that is open, or take the flag away."""
    item = get_item(request, session_id, order)
    if item.session.finished_at is None:
        exam.toggle_flag(item=item)
    return redirect("quiz:read", session_id, order)


@no_store
@require_POST
def hand_in(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """End the exam: every case is committed as it stands."""
    session = get_session(request, session_id)
    if exam.running(session):
        exam.hand_in(session=session)
    return redirect("quiz:session", session_id)


@no_store
@require_safe
def clock(request: HttpRequest, session_id: str) -> JsonResponse:
    """Say how many seconds are left, by the server's clock; 0 for what is over or has no clock."""
    session = get_session(request, session_id)
    left = exam.whole_seconds_left(session) if exam.running(session) else 0
    return JsonResponse({"left": left or 0})
