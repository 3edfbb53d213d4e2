"""Skip, flag, bookmark and note: what a reader does with a case beside answering it."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quiz.models import SessionItem
from quiz.selectors import notes_of
from quiz.services import notes
from quiz.services.draft import save_draft
from quiz.services.session import next_item, skip
from quiz.submission import from_post
from quiz.views.common import get_item, no_store, own_page, reader_of

PAGE = 25


@no_store
@require_POST
def skip_case(request: HttpRequest, session_id: str, order: int) -> HttpResponseBase:
    """Put the case off and go to the next one; to the session's page where it is the last."""
    item = get_item(request, session_id, order)
    _keep_answer(request, item)
    skip(item=item)
    following = next_item(session=item.session)
    if following is None or following.pk == item.pk:
        messages.info(request, _("This is the last case. Read it, or end the session."))
        return redirect("quiz:session", session_id)
    return redirect("quiz:read", session_id, following.order)


@no_store
@require_POST
def keep(request: HttpRequest, session_id: str, order: int) -> HttpResponseBase:
    """Bookmark the case, or keep the note on it; answers with that part of the page."""
    item = get_item(request, session_id, order)
    _keep_answer(request, item)
    context: dict[str, Any] = {"item": item, "session": item.session}
    try:
        context |= {"note": _act(request, item), "kept": request.POST.get("act") == "note"}
    except notes.NoteTooLong:
        context["note_error"] = _("A note holds %(most)d characters; this one has %(count)d.") % {
            "most": notes.LONGEST,
            "count": len(request.POST.get("note", "")),
        }
        context["note"] = {"text": request.POST.get("note", "")}
    if getattr(request, "htmx", False):
        return _part(request, context)
    if "note_error" in context:
        return render(request, "quiz/note.html", context, status=422)
    return redirect("quiz:feedback" if item.committed else "quiz:read", session_id, order)


def _act(request: HttpRequest, item: SessionItem) -> Any:
    """Do what was asked; a bookmark takes along what is typed as a note beside it."""
    text = request.POST.get("note")
    if request.POST.get("act") != "bookmark":
        return notes.write_note(item=item, text=text or "")
    if text is not None:
        notes.write_note(item=item, text=text)
    return notes.toggle_bookmark(item=item)


def _part(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if "note_error" in context else 200
    return render(request, "quiz/_keep.html", context, status=status)


def _keep_answer(request: HttpRequest, item: SessionItem) -> None:
    """Without a script nothing else has saved what stands in the form."""
    if "plain" in request.POST and item.committed is None:
        draft = getattr(item, "draft", None)
        edited = max(int(time.time() * 1000), draft.edited + 1 if draft else 0)
        save_draft(item=item, submission=from_post(request.POST), edited=edited)


@own_page
@require_safe
def bookmarks(request: HttpRequest) -> HttpResponse:
    """The reader's bookmarks and notes, the latest first."""
    pages = Paginator(notes_of(reader_of(request)), PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "quiz/bookmarks.html", {"page": page, "total": pages.count})
