"""The generic vocabulary for the fields that suggest as one types: the same in every case."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from knowledge.models import Finding
from knowledge.resolve import suggest as suggest_names
from knowledge.selectors import vocabulary
from quiz.submission import LONGEST_ENTRY, MOST_ENTRIES
from quiz.views.common import no_store
from quiz.views.reading import understood_of

MOST_SUGGESTIONS = 8


@cache_control(private=True, max_age=300)
@vary_on_cookie
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Names that continue `q`: {"suggestions": [{"name", "note"}], "understood": sentence}.

    `understood` is what Enter would be understood as, empty while it is not clear.
    """
    text = request.GET.get("q", "")[:LONGEST_ENTRY]
    if not text.strip():
        return JsonResponse({"suggestions": [], "understood": ""})
    rows = [
        {"name": one.name, "note": one.note}
        for one in suggest_names(text, vocabulary(), MOST_SUGGESTIONS)
    ]
    named = [entry for entry in understood_of((text,))[0] if entry.known]
    said = _("Understood as %(names)s") % {"names": " · ".join(entry.name for entry in named)}
    return JsonResponse({"suggestions": rows, "understood": said if named else ""})


@no_store
@require_safe
def understand(request: HttpRequest) -> JsonResponse:
    """How each `text` is understood: {"texts": [[{"text", "status", "name", "sentence", …}]]}."""
    texts = [text[:LONGEST_ENTRY] for text in request.GET.getlist("text")][: 2 * MOST_ENTRIES]
    rows = [[entry.to_json() for entry in row] for row in understood_of(tuple(texts))]
    return JsonResponse({"texts": rows})


@cache_control(private=True, max_age=300)
@vary_on_cookie
@require_safe
def findings(request: HttpRequest) -> JsonResponse:
    """Findings that hold all words of `q`, or the one of `slug`, for the search that adds them."""
    text = " ".join(request.GET.get("q", "")[:100].split())
    rows = Finding.objects.filter(withdrawn=False)
    if slug := request.GET.get("slug", "")[:80]:
        rows = rows.filter(slug=slug)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(definition__icontains=word))
    shown = sorted(rows, key=lambda row: (text.casefold() not in row.name.casefold(), row.name))
    return JsonResponse(
        {
            "suggestions": [
                {"value": row.slug, "name": row.name, "note": str(row.get_kind_display())}
                for row in shown[:MOST_SUGGESTIONS]
            ]
        }
    )
