"""The search of the header: knowledge for everybody, own reads, and cases to educators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.lib.access import is_educator
from quiz import search as searching
from quiz.views.common import own_page, reader_of


@own_page
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what `?q=` finds; without it, what can be searched for."""
    query = searching.tidy(request.GET.get("q", ""))
    context: dict[str, Any] = {"query": query, "educator": is_educator(request.user)}
    if query:
        context["results"] = searching.search(query, reader_of(request))
    return render(request, "quiz/search.html", context)
