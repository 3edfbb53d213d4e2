"""Reporting a problem with a page: open to everybody, limited by address, nothing is lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.lib.http import client_address
from config.lib.throttle import Throttle
from knowledge import selectors
from knowledge.forms import ReportForm
from knowledge.models import Entity, Finding
from knowledge.services import file_report

#: A class sits behind one address, so an hour allows more than one reader would write.
REPORTS = Throttle("knowledge-report", limit=20, window=60 * 60)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Report a problem with an entity's page."""
    return _report(request, selectors.entity_by_slug(slug))


@require_http_methods(["GET", "HEAD", "POST"])
def report_finding(request: HttpRequest, slug: str) -> HttpResponse:
    """Report a problem with a finding's page."""
    return _report(request, selectors.finding_by_slug(slug))


def _report(request: HttpRequest, about: Entity | Finding | None) -> HttpResponse:
    if about is None:
        raise Http404(_("There is no page with this address."))
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        address = client_address(request)
        if REPORTS.blocked(address):
            form.add_error(None, _("Too many reports from here within an hour. Send it later."))
            status = 429
        elif form.is_valid():
            REPORTS.hit(address)
            file_report(about, user=request.user, **form.cleaned_data)
            messages.success(request, _("Thank you. Your report is with the educators."))
            return redirect(about)
        else:
            status = 422
    context = {"form": form, "about": about}
    return render(request, "knowledge/report.html", context, status=status)
