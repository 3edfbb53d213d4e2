"""Pages of the self-study that read: the map, an entity, the findings."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge import selectors
from knowledge.pages.entity import entity_page
from knowledge.pages.filters import narrow
from knowledge.pages.finding import finding_page, findings_page, unseen
from knowledge.pages.map import map_of
from knowledge.pages.pictures import illustrator
from knowledge.pages.spine import draw


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Groups × CT classes, narrowed by the filters of the address.

    A change of a filter fetches the panel alone.
    """
    narrowed = narrow(request.GET)
    context = {
        "map": map_of(
            selectors.shown_entities(),
            illustrator().thumbnails(),
            narrowed.slugs if narrowed.active else None,
        ),
        "narrowed": narrowed,
    }
    part = request.headers.get("HX-Target") == "map-panel"
    template = "knowledge/_map_panel.html" if part else "knowledge/map.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Target"])
    return response


@require_safe
def entity(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one entity."""
    row = selectors.entity_by_slug(slug)
    if row is None:
        raise Http404(_("There is no entity with this address."))
    page = entity_page(row)
    shown = illustrator().entity(row.slug, page.text.beside)
    context = {
        "page": page,
        "spine": draw(page.text.distribution.levels, shown.get("levels", ())),
        "library_revision": selectors.content_revision(),
        **shown,
    }
    return render(request, "knowledge/entity.html", context)


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
    page = finding_page(row)
    showing = [entity.slug for entity in page.showing]
    context = {"page": page, **illustrator().finding(row.slug, showing)}
    if "shown" not in context:
        context["unseen"] = unseen(page, illustrator().thumbnails())
    return render(request, "knowledge/finding.html", context)
