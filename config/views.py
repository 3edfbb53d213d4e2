"""The front door and what belongs to no app: home, about, theme, health."""

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases import selectors
from cases.models import Case
from config.context import THEME_COOKIE, THEMES, first_url
from config.lib.http import safe_next

YEAR = 365 * 24 * 60 * 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say in one line what this is and start a first case in one click."""
    stack = front_stack()
    context = {
        "practice_url": first_url("quiz:start") if stack else "",
        "map_url": first_url("knowledge:map"),
        "stack": stack,
    }
    return render(request, "home.html", context)


def front_stack() -> dict[str, object] | None:
    """Return manifest, history and origin of the case on the front page, None without one.

    It is the oldest case that everybody may see, so the page stays the same from visit to visit.
    """
    case = Case.objects.visible_to(AnonymousUser()).order_by("published_at", "pk").first()
    if case is None:
        return None
    manifest = selectors.manifest(case)
    if not manifest["series"]:
        return None
    return {"manifest": manifest, "history": case.history, "simulated": case.simulated}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """About, disclaimer, privacy, licenses and credits on one short page."""
    return render(request, "about.html")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or neither in a cookie, so that the server draws the page right."""
    response: HttpResponse = redirect(safe_next(request, request.POST.get("next", "")))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers that ask by themselves to the icon that our pages name."""
    return redirect(static("img/mark.svg"))


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the process runs and the database answers; for load balancers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})
