"""Type-ahead of the editor: entities and groups, findings, references."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.teach.names import NOT_PROVEN_NAME
from config.lib.access import educators_only
from knowledge.models import Finding, Reference
from knowledge.resolve import suggest
from knowledge.selectors import vocabulary

MOST = 8
LONGEST = 100


def _asked(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "")[:LONGEST].split())


def _suggestions(rows: list[dict[str, str]]) -> JsonResponse:
    return JsonResponse({"suggestions": rows[:MOST]})


@educators_only
@require_safe
def entities(request: HttpRequest) -> JsonResponse:
    """Entities and groups whose names continue `q`, and "Not proven"."""
    text, names = _asked(request), vocabulary()
    found = suggest(text, names, 2 * MOST) if text else ()
    rows = [
        {"name": names.name(one.slug), "note": one.note}
        for one in found
        if names.is_ours(one.slug)
    ]
    if text and NOT_PROVEN_NAME.casefold().startswith(text.casefold()):
        rows.insert(0, {"name": NOT_PROVEN_NAME, "note": str(_("never graded"))})
    return _suggestions(rows)


@educators_only
@require_safe
def findings(request: HttpRequest) -> JsonResponse:
    """Findings that hold all words of `q`, those with them in the name first."""
    text = _asked(request)
    rows = Finding.objects.filter(withdrawn=False)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(definition__icontains=word))
    shown = sorted(rows, key=lambda row: (text.casefold() not in row.name.casefold(), row.name))
    listed = [{"name": row.name, "note": str(row.get_kind_display())} for row in shown]
    return _suggestions(listed if text else [])


@educators_only
@require_safe
def references(request: HttpRequest) -> JsonResponse:
    """References whose citation or id holds all words of `q`; the id is what is entered."""
    text = _asked(request)
    rows = Reference.objects.filter(withdrawn=False)
    for word in text.split():
        rows = rows.filter(Q(citation__icontains=word) | Q(ref_id__icontains=word))
    listed = [{"name": row.ref_id, "note": row.citation} for row in rows[:MOST]] if text else []
    return _suggestions(listed)
