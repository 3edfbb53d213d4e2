"""Pages of the self-study: the map, an entity, the findings."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge import selectors
from knowledge.pages.entity import entity_page
from knowledge.pages.finding import finding_page, findings_page
from knowledge.pages.map import map_of
from knowledge.pages.search import MAX_QUERY, search


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Groups × CT classes, and the answer to a search (`?q=`)."""
    query = " ".join(request.GET.get("q", "").split())[:MAX_QUERY]
    found = search(query) if query else None
    return render(
        request,
        "knowledge/map.html",
        {"map": map_of(selectors.entities()), "query": query, "found": found},
    )


@require_safe
def entity(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one entity."""
    row = selectors.entity_by_slug(slug)
    if row is None:
        raise Http404(_("There is no entity with this address."))
    return render(
        request,
        "knowledge/entity.html",
        {"page": entity_page(row), "library_revision": selectors.content_revision()},
    )


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """The vocabulary of findings, by kind."""
    return render(request, "knowledge/findings.html", {"page": findings_page()})


@require_safe
def finding(request: HttpRequest, slug: str) -> HttpResponse:
    """One finding and the entities that show it."""
    row = selectors.finding_by_slug(slug)
    if row is None:
        raise Http404(_("There is no finding with this address."))
    return render(request, "knowledge/finding.html", {"page": finding_page(row)})
