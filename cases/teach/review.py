"""The steps of a case's life, and the queue of what waits for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case, CaseDraft, CaseEvent, Stage, State
from cases.services import lifecycle
from cases.services.lifecycle import NotAllowed
from cases.services.publish import PublishError
from cases.services.retire import retire as retire_case
from cases.services.retire import to_draft
from cases.teach.editor import case_or_404
from cases.teach.listing import with_picture
from config.lib.access import educators_only

PAGE_SIZE = 30
LONGEST = 4000


def _send(case: Case, user: Any, text: str) -> str:
    lifecycle.send(case, user, text)
    return _("Sent to review. Another educator finds it under Reviews.")


def _withdraw(case: Case, user: Any, text: str) -> str:
    lifecycle.withdraw(case, user)
    return _("Taken back from review.")


def _comment(case: Case, user: Any, text: str) -> str:
    lifecycle.comment(case, user, text)
    return _("Your comment is there.")


def _changes(case: Case, user: Any, text: str) -> str:
    lifecycle.ask_changes(case, user, text)
    return _("The author is asked for changes.")


def _approve(case: Case, user: Any, text: str) -> str:
    lifecycle.approve(case, user, text)
    return _("Approved as it is now.")


def _publish(case: Case, user: Any, text: str) -> str:
    revision = lifecycle.release(case, user)
    return _("Published as revision %(number)d.") % {"number": revision.number}


def _reopen(case: Case, user: Any, text: str) -> str:
    to_draft(case, user)
    return _("Open for editing.")


STEPS: dict[str, Callable[[Case, Any, str], str]] = {
    "send": _send,
    "withdraw": _withdraw,
    "comment": _comment,
    "changes": _changes,
    "approve": _approve,
    "publish": _publish,
    "reopen": _reopen,
}


@educators_only
@require_POST
def step(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Take the step that `step` names, with the words in `text`; then show the editor again."""
    case = case_or_404(public_id)
    act = STEPS.get(request.POST.get("step", ""))
    text = request.POST.get("text", "").replace("\x00", "")[:LONGEST]
    if act is None:
        messages.error(request, _("Please choose again what should happen."))
        return redirect(case.workbench_url)
    try:
        messages.success(request, act(case, request.user, text))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    except PublishError as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
    return redirect(case.workbench_url)


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Ask once more, then serve the case no longer."""
    case = case_or_404(public_id)
    if case.state != State.PUBLISHED:
        messages.error(request, _("Only a published case is retired."))
        return redirect(case.workbench_url)
    if request.method == "POST":
        user: Any = request.user
        retire_case(case, user, request.POST.get("text", "").replace("\x00", "")[:LONGEST])
        messages.success(request, _("Retired. What was answered on it stays."))
        return redirect(case.workbench_url)
    return render(request, "teach/edit/retire.html", {"case": case})


@educators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Cases in review, oldest first, and those whose authors were asked for changes."""
    page = Paginator(_waiting(), PAGE_SIZE).get_page(request.GET.get("page"))
    user: Any = request.user
    asked = CaseDraft.objects.filter(stage=Stage.CHANGES).select_related("case", "updated_by")
    context = {
        "page": page,
        "user_id": user.pk,
        "needed": lifecycle.review_needed(),
        "asked": asked.order_by("-updated_at")[:PAGE_SIZE],
    }
    return render(request, "teach/edit/reviews.html", context)


def _waiting() -> QuerySet[CaseDraft]:
    """Drafts in review with picture, last word and how many remarks there are."""
    last = CaseEvent.objects.filter(case=OuterRef("case")).exclude(text="").order_by("-pk")
    return (
        CaseDraft.objects.filter(stage=Stage.IN_REVIEW)
        .select_related("sent_by", "approved_by")
        .prefetch_related(_case_with_picture())
        .annotate(
            last_text=Subquery(last.values("text")[:1]),
            last_by=Subquery(last.values("by__username")[:1]),
            remarks=Count("case__events"),
        )
        .order_by("sent_at", "pk")
    )


def _case_with_picture() -> Prefetch[Any]:
    return Prefetch("case", queryset=with_picture(Case.objects.all()))
