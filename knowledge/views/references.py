"""The references as a page, and to take along as BibTeX or RIS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge import selectors
from knowledge.bibliography import Work, to_bibtex, to_ris
from knowledge.models import Entity, Reference
from knowledge.pages.works import all_works, works_of


@dataclass(frozen=True)
class Format:
    """A format of references: its content type, its ending, its writer."""

    content_type: str
    ending: str
    write: Callable[[Iterable[Work]], str]


_BIBTEX = Format("application/x-bibtex", "bib", to_bibtex)
_RIS = Format("application/x-research-info-systems", "ris", to_ris)


@require_safe
def references(request: HttpRequest) -> HttpResponse:
    """Every source, by the first words of its citation."""
    rows = Reference.objects.filter(withdrawn=False).order_by("citation")
    return render(request, "knowledge/references.html", {"references": rows})


@require_safe
def all_bibtex(request: HttpRequest) -> HttpResponse:
    """All references as BibTeX."""
    return _file(_BIBTEX, all_works(), "spine-mimics")


@require_safe
def all_ris(request: HttpRequest) -> HttpResponse:
    """All references as RIS."""
    return _file(_RIS, all_works(), "spine-mimics")


@require_safe
def entity_bibtex(request: HttpRequest, slug: str) -> HttpResponse:
    """The references of one entity as BibTeX."""
    return _file(_BIBTEX, works_of(_entity(slug)), slug)


@require_safe
def entity_ris(request: HttpRequest, slug: str) -> HttpResponse:
    """The references of one entity as RIS."""
    return _file(_RIS, works_of(_entity(slug)), slug)


def _entity(slug: str) -> Entity:
    row = selectors.entity_by_slug(slug)
    if row is None:
        raise Http404(_("There is no entity with this address."))
    return row


def _file(kind: Format, works: Iterable[Work], name: str) -> HttpResponse:
    content_type = f"{kind.content_type}; charset=utf-8"
    response = HttpResponse(kind.write(works), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind.ending}"'
    return response
