"""The queue: what readers report, oldest open first, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.lib.access import educators_only
from knowledge.forms import SettleForm
from knowledge.models import Report
from knowledge.services import settle_report

PER_PAGE = 25


@educators_only
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every report: the open ones first, the oldest of them on top; then the settled."""
    rows = Report.objects.select_related("entity", "finding", "user", "settled_by")
    settled = Case(
        When(state=Report.State.OPEN, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    ordered = rows.annotate(settled=settled).order_by("settled", "created_at", "id")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "knowledge/reports.html",
        {"page": page, "states": Report.State.choices},
    )


@educators_only
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle one report, or open it again."""
    report = get_object_or_404(Report, pk=pk)
    form = SettleForm(request.POST)
    if form.is_valid():
        settle_report(report, by=request.user, **form.cleaned_data)
        messages.success(request, _("The report is marked."))
    else:
        messages.error(request, _("That did not work; choose a state and keep the note short."))
    return redirect("reports:queue")
