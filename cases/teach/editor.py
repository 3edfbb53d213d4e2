"""The editor: one page with viewer, form and checklist; the same address takes what is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.models import Case
from cases.services import drafts
from cases.services.checklist import checklist
from cases.services.content import Content
from cases.services.drafts import Saved, current, draft_of
from cases.services.merging import flat
from cases.teach import words
from cases.teach.formdata import Read, read_form
from cases.teach.page import Page, build_page, fields, images, model_names, script_state, side_of
from cases.teach.readable import field_label, field_text
from config.lib import markdown
from config.lib.access import educators_only

#: Events that stand beside the editor; the page of versions has more.
MOST_EVENTS = 12


def case_or_404(public_id: str) -> Case:
    """Return the case; every educator may open every case."""
    return get_object_or_404(Case, public_id=public_id)


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show the working copy of a case (GET) or keep the form as it is posted."""
    found = case_or_404(public_id)
    return _save(request, found) if request.method == "POST" else show(request, found)


def show(
    request: HttpRequest,
    case: Case,
    *,
    content: Content | None = None,
    conflicts: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the editor with the working copy, or with `content` that could not be saved."""
    draft = draft_of(case)
    shown = content if content is not None else current(case, draft)
    page = build_page(case, draft, shown, checklist(case, draft, shown))
    context = {
        "page": page,
        "case": case,
        "draft": draft,
        "fields": fields(page),
        "manifest": images(page),
        "state": script_state(page, words.editor()),
        "conflicts": conflicts or [],
        "events": case.events.select_related("by")[:MOST_EVENTS],
    }
    return render(request, "teach/edit/case.html", context, status=status)


def _save(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Keep the form; a script is answered in JSON, a plain form by the page."""
    draft = draft_of(case)
    read = read_form(request.POST, current(case, draft))
    base = request.POST.get("version", "")
    saved = drafts.save(case, _user(request), read.content, int(base) if base.isdecimal() else 0)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(_answer(case, read, saved))
    if saved.conflicts:
        messages.error(request, words.conflict(saved.other))
        told = differences(saved, read.content)
        return show(request, case, content=read.content, conflicts=told, status=409)
    for remark in read.remarks:
        messages.warning(request, remark)
    if saved.changed:
        messages.success(request, _("Saved."))
    return redirect(case.workbench_url)


def _user(request: HttpRequest) -> Any:
    return request.user


def differences(saved: Saved, mine: Content) -> list[dict[str, str]]:
    """Return both texts of every field that two people changed."""
    ours, theirs = flat(mine), flat(saved.content or {})
    return [
        {
            "field": name,
            "label": str(field_label(name)),
            "mine": field_text(name, ours[name]),
            "theirs": field_text(name, theirs.get(name)),
        }
        for name in saved.conflicts
    ]


def _answer(case: Case, read: Read, saved: Saved) -> dict[str, Any]:
    """What the page's script is told after a save."""
    draft = draft_of(case)
    content = current(case, draft)
    lines = checklist(case, draft, content)
    page: Page = build_page(case, draft, content, lines)
    return {
        "version": saved.version,
        "at": timezone.localtime().strftime("%H:%M:%S"),
        "theirs": [str(field_label(name)) for name in saved.theirs],
        "conflicts": differences(saved, read.content),
        "other": saved.other,
        "remarks": list(read.remarks),
        "checklist": render_to_string("teach/edit/_checklist.html", {"page": page, "case": case}),
        "state": render_to_string("teach/edit/_state.html", {"case": case, "draft": draft}),
        "changed": page.changed,
        "model": model_names(page.key),
        "side": side_of(page.key),
        "discussion": markdown.render(page.key.discussion),
    }


@educators_only
@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Go back to what the working copy was before the newest save."""
    found = case_or_404(public_id)
    if drafts.undo(found, _user(request)) is None:
        messages.info(request, _("There is nothing before this."))
    else:
        messages.success(request, _("Gone back one step. Versions hold every step."))
    return redirect(found.workbench_url)
