"""What a case was: revisions that were published, versions that were saved, who did what when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.models import Case, CaseRevision, DraftVersion
from cases.services import drafts
from cases.services.content import Content, content_of_revision
from cases.services.drafts import current, draft_of
from cases.teach.editor import case_or_404
from cases.teach.readable import changes
from config.lib.access import educators_only

MOST = 60


@educators_only
@require_safe
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    """List revisions, saved versions and events. A constant number of queries."""
    case = case_or_404(public_id)
    saved = DraftVersion.objects.filter(draft__case=case).select_related("by")
    context = {
        "case": case,
        "draft": draft_of(case),
        "revisions": case.revisions.select_related("created_by").order_by("-number"),
        "versions": saved.defer("content")[:MOST],
        "events": case.events.select_related("by")[:MOST],
    }
    return render(request, "teach/edit/versions.html", context)


@educators_only
@require_safe
def version(request: HttpRequest, public_id: str, version: int) -> HttpResponse:
    """Show what would change if the working copy became this version."""
    case = case_or_404(public_id)
    found = get_object_or_404(
        DraftVersion.objects.select_related("by"), pk=version, draft__case=case
    )
    now = current(case, draft_of(case))
    context = {"case": case, "version": found, "changes": changes(now, found.content)}
    return render(request, "teach/edit/version.html", context)


def revision_or_404(case: Case, number: int) -> CaseRevision:
    """Return a published revision of the case."""
    return get_object_or_404(
        CaseRevision.objects.select_related("created_by"), case=case, number=number
    )


@educators_only
@require_safe
def revision(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Show how a revision differs from another: `?against=` a number, else the one before."""
    case = case_or_404(public_id)
    found = revision_or_404(case, number)
    asked = request.GET.get("against", "")
    other = int(asked) if asked.isdecimal() and len(asked) < 9 else number - 1
    before: Content | None = None
    if other > 0:
        before = content_of_revision(case, revision_or_404(case, other))
    after = content_of_revision(case, found)
    context = {
        "case": case,
        "revision": found,
        "other": other if before is not None else None,
        "numbers": case.revisions.order_by("number").values_list("number", flat=True),
        "changes": changes(before if before is not None else _nothing(after), after),
    }
    return render(request, "teach/edit/revision.html", context)


def _nothing(content: Content) -> Content:
    """A case of which nothing is known yet: the first revision is all new."""
    empty: dict[str, Any] = {name: None for name in content}
    return empty | {"answer_key": {}}


@educators_only
@require_POST
def restore_revision(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """Make the working copy what that revision was; what is served stays until published."""
    case = case_or_404(public_id)
    user: Any = request.user
    drafts.restore_revision(case, user, revision_or_404(case, number))
    messages.success(
        request,
        _("The working copy is revision %(number)d now. Publish it to serve it.")
        % {"number": number},
    )
    return redirect(case.workbench_url)


@educators_only
@require_POST
def restore_version(request: HttpRequest, public_id: str, version: int) -> HttpResponseBase:
    """Take over the content of a kept version."""
    case = case_or_404(public_id)
    user: Any = request.user
    if drafts.restore_version(case, user, version) is None:
        raise Http404
    messages.success(request, _("The working copy is that version now."))
    return redirect(case.workbench_url)
