"""Review: how much is due, and starting it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.tasks import ask_for_unseen
from quiz import charts
from quiz.services.review import NothingDue, due_of, seen_through, start_review
from quiz.services.session import next_item
from quiz.views.common import own_page


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponseBase:
    """Show what is due (GET) or start today's review (POST); guests are told what it needs."""
    if request.method == "POST" and isinstance(request.user, User):
        return _start(request, request.user)
    return render(request, "quiz/review.html", due_context(request))


def _start(request: HttpRequest, user: User) -> HttpResponse:
    try:
        session = start_review(user=user)
    except NothingDue:
        messages.info(request, _("Nothing is due today."))
        return redirect("quiz:review")
    ask_for_unseen(seen_through(session))
    item = next_item(session=session)
    if item is None:
        session.delete()
        messages.warning(request, _("What is due is in an exam or quiz of yours. End it first."))
        return redirect("quiz:review")
    return redirect("quiz:read", session.public_id, item.order)


def due_context(request: HttpRequest) -> dict[str, Any]:
    """Return what is due and the marks of its chart. Two queries for an account, else none."""
    due = due_of(request.user)
    return {"due": due, "due_chart": charts.day_bars(due.loads, timezone.localdate(), due.limit)}
