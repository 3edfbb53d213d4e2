"""The differential: one address holds what was ticked; htmx asks for the ranking alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from knowledge import selectors
from knowledge.pages.differential import differential_page
from knowledge.pages.selected import selected_from
from knowledge.pages.ticking import groups_of


@require_safe
def differential(request: HttpRequest) -> HttpResponse:
    """Rank the causes of what the address says; one query while the content stands."""
    board = selectors.board()
    groups = groups_of(board)
    selected = selected_from(request.GET, board.graph, groups)
    partial = bool(getattr(request, "htmx", False))
    address = reverse("knowledge:differential")
    here = f"{address}?{selected.query}" if selected.query else address
    if not (partial or selected.remarks) and any(group.key in request.GET for group in groups):
        return redirect(here)  # a submitted form: the address that can be kept and passed on
    page = differential_page(selected, board, groups)
    name = "_differential_result" if partial else "differential"
    response = render(request, f"knowledge/{name}.html", {"page": page})
    patch_vary_headers(response, ["HX-Request"])
    if partial:
        response["HX-Replace-Url"] = here
    return response
