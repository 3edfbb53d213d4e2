"""Going on, ending, and looking back at a session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.selectors import manifest
from knowledge.selectors import relations
from quiz.models import Session, SessionItem
from quiz.reading_list import mixed_up, next_reads, reads_in
from quiz.selectors import items_with_grades, noted_in
from quiz.services import exam as exam_service
from quiz.services.assigned import told_from
from quiz.services.session import finish, next_item
from quiz.summary import summarize
from quiz.views import exam, rapid
from quiz.views.common import get_session, no_store, own_page, wants_json


@require_safe
def session(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """The cases of a session with their results, and the totals by part."""
    found = get_session(request, session_id)
    kept = own_page if found.finished_at is not None else no_store
    response: HttpResponseBase = kept(_shown)(request, found)
    return response


def _shown(request: HttpRequest, found: Session) -> HttpResponseBase:
    if found.mode == Session.Mode.RAPID:
        return rapid.summary(request, found)
    if exam_service.running(found) and not exam_service.close_if_over(found):
        return exam.overview(request, found)
    waiting = told_from(found)
    if waiting is not None and found.finished_at is not None:
        return render(request, "quiz/handed_in.html", {"session": found, "assignment": waiting})
    return render(request, "quiz/session.html", _summary(found))


def _summary(found: Session) -> dict[str, Any]:
    """Return what the summary shows: results, confusions, what to read next, own marks."""
    reads = reads_in(found)
    return {
        "session": found,
        "summary": summarize(items_with_grades(found)),
        "mixed": mixed_up(reads, relations().names) if reads else [],
        "next_reads": next_reads(reads) if reads else [],
        "flags": found.settings.get("flags", ()),
        "noted": noted_in(found),
    }


@require_POST
def go_on(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """Go to the next case, or end the session where there is none.

    The page's script asks ahead for JSON, to fetch the next images while the feedback is read:
    that makes the item, but neither shows nor ends anything.
    """
    found = get_session(request, session_id)
    item = next_item(session=found)
    if wants_json(request):
        return JsonResponse(_ahead(item))
    if item is None:
        finish(session=found)
        return redirect("quiz:session", session_id)
    return redirect("quiz:read", session_id, item.order)


def _ahead(item: SessionItem | None) -> dict[str, object]:
    """The address of the next case, and its images for the viewer to fetch."""
    if item is None:
        return {"next": None}
    return {
        "next": reverse("quiz:read", args=[item.session.public_id, item.order]),
        "manifest": manifest(item.case),
    }


@require_POST
def end(request: HttpRequest, session_id: str) -> HttpResponseBase:
    """End the session and show its summary."""
    found = get_session(request, session_id)
    if found.mode == Session.Mode.ASSIGNED and found.finished_at is None:
        messages.info(request, _("Kept as it is: go on from here until it is due."))
        return redirect("quiz:home")
    if not exam_service.running(found):  # an exam is handed in, and says so first
        finish(session=found)
    return redirect("quiz:session", session_id)
