"""Pages of self-study with images: any two entities side by side, and the list of pairs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.learn.compare import in_order, pair_shown, pairs_page
from cases.models import Case, Showing
from knowledge import selectors
from knowledge.pages.comparison import comparison_page

FOREVER = "public, max-age=31536000, immutable"


@require_safe
def outlines(request: HttpRequest, public_id: str, made_for: str) -> HttpResponse:
    """The outlines of an exhibit as the viewer draws them; another key has another address."""
    showings = Showing.objects.filter(case__in=Case.objects.exhibits(), made_for=made_for)
    showing = get_object_or_404(showings, case__public_id=public_id)
    return JsonResponse(showing.regions, headers={"Cache-Control": FOREVER})


@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Every pair that is written about, and a form that opens any other (`?a=…&b=…`)."""
    page = pairs_page(request.GET.get("a", ""), request.GET.get("b", ""))
    if page.ready:
        return redirect("learn:compare", *in_order(page.a, page.b))
    return render(request, "learn/pairs.html", {"page": page})


@require_safe
def compare(request: HttpRequest, a: str, b: str) -> HttpResponse:
    """Two entities: linked viewers, what differs, what would settle it.

    Each pair has one address; the other order leads there. `?part=images` sends the viewers
    alone, for pages that open the pair in place.
    """
    first, second = selectors.entity_by_slug(a), selectors.entity_by_slug(b)
    if first is None or second is None:
        raise Http404(_("There is no entity with this address."))
    if first == second:
        return redirect(first)
    if (a, b) != in_order(a, b):
        address = redirect("learn:compare", *in_order(a, b))
        if request.GET:
            address["Location"] += f"?{request.GET.urlencode()}"
        return address
    shown = pair_shown(first, second)
    if request.GET.get("part") == "images":
        return render(request, "learn/_pair_images.html", {"shown": shown, "part": True})
    page = comparison_page(first, second)
    return render(request, "learn/compare.html", {"page": page, "shown": shown})
