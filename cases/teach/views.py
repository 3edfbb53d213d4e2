"""The workbench's front page: the cases, by state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.teach.listing import listing, picture_of
from config.lib.access import educators_only


@educators_only
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Every case with picture, state and diagnosis; `?q=`, `?state=`, `?page=` narrow it."""
    found = listing(request.GET)
    rows = [(case, picture_of(case)) for case in found.page]
    return render(request, "teach/cases.html", {"listing": found, "rows": rows})
