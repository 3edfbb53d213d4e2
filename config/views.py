"""The front door and what belongs to no app: home, about, theme, health."""

from django.db import connection
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from cases import selectors
from cases.models import Case, Frame
from config.context import HINTS, HINTS_COOKIE, THEME_COOKIE, THEMES, closed_hints
from config.lib.access import is_educator
from config.lib.http import page_before, safe_next
from quiz.selectors import Reader
from quiz.today import teaching, today_of

DAY = 24 * 60 * 60
YEAR = 365 * DAY
#: With so many slices a stack is worth scrolling on the front page.
SCROLLABLE = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say in one line what this is and start a first case in one click.

    Whoever is signed in finds instead what was left open, the last result and one suggestion;
    educators also what waits for them.
    """
    stack = front_stack()
    context: dict[str, object] = {"stack": stack}
    if request.user.is_authenticated:
        context["today"] = today_of(Reader(request.user))
        if is_educator(request.user):
            context["teaching"] = teaching()
    return render(request, "home.html", context)


def front_stack() -> dict[str, object] | None:
    """Return manifest and origin of the case on the front page, None without one.

    It is a case that everybody may see, one worth scrolling if there is any, and the same from
    visit to visit: simulated before real, old before new.
    """
    frames = Frame.objects.filter(series__study__case=OuterRef("pk"))
    cases = Case.objects.public().order_by("-provenance", "published_at", "pk")
    case = cases.filter(Exists(frames.filter(index=SCROLLABLE - 1))).first()
    scrollable = case is not None
    case = case or cases.filter(Exists(frames)).first()
    if case is None:
        return None
    manifest = selectors.manifest(case)
    return {"manifest": manifest, "simulated": case.simulated, "scrollable": scrollable}


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


@require_POST
def close_hints(request: HttpRequest, name: str) -> HttpResponse:
    """Remember in a cookie that this visitor has read the hints of a place; they never return."""
    if name not in HINTS:
        raise Http404
    back = safe_next(request, page_before(request))
    response = HttpResponse() if request.headers.get("HX-Request") else redirect(back)
    closed = {*closed_hints(request), name}
    response.set_cookie(
        HINTS_COOKIE,
        "-".join(sorted(closed)),
        max_age=YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


@cache_control(public=True, max_age=DAY)
@require_safe
def fetch_ahead(request: HttpRequest) -> HttpResponse:
    """Return the rules of what browsers may fetch ahead: pages that only read, never a case.

    Whatever starts, shows or commits something lies under addresses that are not named here.
    """
    safe = {"href_matches": [reverse("knowledge:map") + "*", reverse("help") + "*"]}
    files = {"href_matches": ["/*.bib", "/*.ris", "/*/report/"]}
    rule = {"where": {"and": [safe, {"not": files}]}, "eagerness": "moderate"}
    return JsonResponse({"prefetch": [rule]}, content_type="application/speculationrules+json")


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
