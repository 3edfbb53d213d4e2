"""The page that images are brought in on, and the page that tells what became of them."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.intake import service, tasks
from cases.intake.access import intake_of
from cases.intake.archive import servers
from cases.intake.outcome import outcome
from cases.models import Intake, IntakeState
from config.lib.access import educators_only

SHOWN = 12


@educators_only
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponseBase:
    """Offer to bring files in; a POST takes them from a plain form, without JavaScript."""
    assert isinstance(request.user, User)  # noqa: S101  (educators are signed in)
    if request.method == "POST":
        given = request.FILES.getlist("files")
        if not given:
            return _page(request, _("Choose files first: nothing was sent."), 422)
        intake = service.begin(request.user)
        try:
            service.add_files(intake, given)
        except service.Full as full:
            service.cancel(intake)
            return _page(request, str(full), 413)
        _hand_over(intake)
        return redirect(intake)
    return _page(request)


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    own = Intake.objects.filter(owner_id=request.user.pk).prefetch_related("cases")
    context = {
        "limits": service.limits(),
        "problem": problem,
        "archives": bool(servers()),
        "unfinished": own.filter(state=IntakeState.RECEIVING, files__gt=0)[:3],
        "intakes": own.exclude(state__in=(IntakeState.RECEIVING, IntakeState.CANCELLED))[:SHOWN],
    }
    return render(request, "teach/intake/bring_in.html", context, status=status)


@educators_only
@require_POST
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin an intake for resumable uploads; answers where its files go."""
    assert isinstance(request.user, User)  # noqa: S101
    return JsonResponse(_addresses(service.begin(request.user)), status=201)


def _addresses(intake: Intake) -> dict[str, str]:
    return {
        name: reverse(f"teach:intake-{name}", args=[intake.public_id])
        for name in ("files", "start", "cancel")
    }


@educators_only
@require_POST
def start(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Hand over what has arrived and go to the page that follows it."""
    intake = intake_of(request.user, public_id)
    if intake.files == 0:
        messages.warning(request, _("No file has arrived yet."))
        return redirect("teach:bring-in")
    _hand_over(intake)
    return redirect(intake)


def _hand_over(intake: Intake) -> None:
    if service.start(intake):
        tasks.enqueue(intake)


@educators_only
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Throw an intake away that has not been worked off."""
    intake = intake_of(request.user, public_id)
    if service.cancel(intake):
        messages.success(request, _("Cancelled. What had been sent is deleted."))
        return redirect("teach:bring-in")
    messages.warning(request, _("The work has begun and cannot be cancelled any more."))
    return redirect(intake)


@educators_only
@require_GET
def show(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Tell how far the work is and what became of every file; asked again while it goes on."""
    intake = intake_of(request.user, public_id)
    tasks.revive(intake)
    context = {"intake": intake, "outcome": None if intake.moving else outcome(intake)}
    followed = getattr(request, "htmx", None) and not intake.moving
    if followed:  # the work ended while somebody watched: the whole page, once
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    template = "teach/intake/show.html"
    if getattr(request, "htmx", None):
        template = "teach/intake/_progress.html"
    return render(request, template, context)
