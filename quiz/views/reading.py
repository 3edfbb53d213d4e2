"""The reading room: show an open case, keep what is typed, accept the answer once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.selectors import manifest
from knowledge.selectors import finding_names, vocabulary
from quiz import words
from quiz.elsewhere import elsewhere
from quiz.models import Session, SessionItem
from quiz.narrowing import said
from quiz.panel import Panel, build_panel
from quiz.selectors import previous_case, progress_of
from quiz.services import exam as exam_service
from quiz.services.draft import save_draft
from quiz.services.filters import filters_of
from quiz.services.notes import NoteTooLong, write_note
from quiz.services.response import Outcome, commit_response
from quiz.services.session import key_from, mark_shown
from quiz.submission import Submission, from_json, from_post
from quiz.understanding import Understood, resolve_all, say_back
from quiz.views import exam, rapid
from quiz.views.common import allow_images, get_item, get_item_to_answer, no_store, wants_json

#: The browser's clock in milliseconds, as large as the column holds.
LATEST = 2**62


@no_store
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, session_id: str, order: int) -> HttpResponseBase:
    """Show the case (GET) or commit the answer (POST)."""
    committing = request.method == "POST"
    item = (get_item_to_answer if committing else get_item)(request, session_id, order)
    if item.session.mode == Session.Mode.RAPID:
        return rapid.read(request, item)
    exam_service.close_if_over(item.session)
    if committing:
        in_exam = exam_service.running(item.session)
        if in_exam:
            return exam.keep(request, item)
        return _too_late(request, item) if _over(item) else _commit(request, item)
    if item.committed is not None:
        return redirect("quiz:feedback", session_id, order)
    if _over(item):
        return redirect("quiz:session", session_id)
    mark_shown(item=item)
    draft = getattr(item, "draft", None)
    submission = from_json(draft.payload) if draft else Submission()
    return _page(request, item, submission, edited=draft.edited if draft else 0)


def _over(item: SessionItem) -> bool:
    """Whether the session ended before the case was answered."""
    return item.session.finished_at is not None and item.committed is None


def _too_late(request: HttpRequest, item: SessionItem) -> HttpResponseBase:
    """Say that the answer came after the end of the session, and show the session."""
    messages.warning(
        request,
        _("This session had ended before the answer to case %(order)d came: it does not count.")
        % {"order": item.order},
    )
    target = reverse("quiz:session", args=[item.session.public_id])
    return JsonResponse({"next": target}) if wants_json(request) else redirect(target)


def _commit(request: HttpRequest, item: SessionItem) -> HttpResponseBase:
    """Take the answer; say what stands in its way; show the feedback of what was committed."""
    target = reverse("quiz:feedback", args=[item.session.public_id, item.order])
    submission = from_post(request.POST)
    outcome = commit_response(item=item, submission=submission)
    if outcome.response is None:
        return _refuse(request, item, submission, outcome)
    _keep_note(request, item)
    if wants_json(request):
        return JsonResponse({"next": target})
    return redirect(target)


def _keep_note(request: HttpRequest, item: SessionItem) -> None:
    """Keep a note that stood beside the answer and was not kept by its own button."""
    text = request.POST.get("note", "").strip()
    if text and text != getattr(getattr(item, "note", None), "text", ""):
        with suppress(NoteTooLong):
            write_note(item=item, text=text)


def _refuse(
    request: HttpRequest, item: SessionItem, submission: Submission, outcome: Outcome
) -> HttpResponse:
    """Answer with the remarks: 422 and the whole form as it was filled, or JSON for the script."""
    if wants_json(request):
        return JsonResponse({"remarks": [asdict(remark) for remark in outcome.remarks]})
    return _page(request, item, submission, outcome=outcome, status=422)


def _page(
    request: HttpRequest,
    item: SessionItem,
    submission: Submission,
    *,
    edited: int = 0,
    outcome: Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    allow_images(request, item.case)
    context = {
        **context_of(item, submission, edited=edited, outcome=outcome),
        "elsewhere": elsewhere(request, item),
        "progress": progress_of(item),
        "manifest": manifest(item.case),
        **(exam.context_of(item) if exam_service.running(item.session) else _beside(item)),
    }
    return render(request, "quiz/read.html", context, status=status)


def _beside(item: SessionItem) -> dict[str, Any]:
    """What practice and review show beside the case: the one before, filters, flag and note."""
    filters = filters_of(item.session.settings)
    return {
        "previous": previous_case(item),
        "filters": filters,
        "said": said(filters) if filters.given else (),
        "flagged": item.order in item.session.settings.get("flags", ()),
        "note": getattr(item, "note", None),
    }


def context_of(
    item: SessionItem,
    submission: Submission,
    *,
    edited: int = 0,
    outcome: Outcome | None = None,
) -> dict[str, Any]:
    """Return what the page shows beside images and progress; the item need not be saved."""
    understood = understood_of(submission.differential)
    panel = _panel(item, submission, understood, outcome)
    return {
        "item": item,
        "session": item.session,
        "panel": panel,
        "simulated": item.case.simulated,
        "still": item.case.still_images,
        "state": _script_state(item, panel, understood, edited),
    }


def _script_state(
    item: SessionItem, panel: Panel, understood: list[list[Understood]], edited: int
) -> dict[str, Any]:
    """What the page's script starts from; the same facts as the form, and the words it says."""
    return {
        "edited": edited,
        "entries": [entry.to_json() for row in understood for entry in row],
        "words": words.reading(exam=item.session.like_exam),
        "probability": words.probability(),
        "mostClicks": panel.most_clicks,
        "store": f"read:{item.session.public_id}:{item.order}",
    }


def _panel(
    item: SessionItem,
    submission: Submission,
    understood: list[list[Understood]],
    outcome: Outcome | None,
) -> Panel:
    return build_panel(
        seed=f"item:{item.pk}",
        key=key_from(item.answer_key),
        history=item.history,
        finding_names=finding_names(),
        submission=submission,
        understood=understood,
        remarks=outcome.remarks if outcome else (),
    )


def understood_of(texts: tuple[str, ...]) -> list[list[Understood]]:
    """For each text, what it names, said back."""
    if not texts:
        return []
    names = vocabulary()
    return [[say_back(entry, names) for entry in resolve_all([text], names)] for text in texts]


@no_store
@require_POST
def draft(request: HttpRequest, session_id: str, order: int) -> JsonResponse:
    """Keep the form as it stands. Answers {"saved": true} or why not."""
    item = get_item(request, session_id, order)
    edited = request.POST.get("edited", "")
    exam_service.close_if_over(item.session)
    saved = save_draft(
        item=item,
        submission=from_post(request.POST),
        edited=min(int(edited), LATEST) if edited.isdecimal() else 0,
    )
    over = item.session.finished_at is not None
    found = {"saved": saved, "committed": over or item.committed is not None}
    return JsonResponse(found | {"elsewhere": elsewhere(request, item)})


@no_store
@require_safe
def other_browser(request: HttpRequest, session_id: str, order: int) -> JsonResponse:
    """Say whether the session goes on in another browser; asked when the page is looked at."""
    item = get_item(request, session_id, order)
    exam_service.close_if_over(item.session)
    return JsonResponse(elsewhere(request, item))
