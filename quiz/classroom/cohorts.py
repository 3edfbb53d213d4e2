"""Cohorts: the list, one with its members, the invitation link."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from config.lib.access import educators_only
from quiz.classroom.forms import CohortForm, MembersForm
from quiz.models import Cohort
from quiz.services import cohorts
from quiz.services.cohorts import Enrolled

PAGE_SIZE = 30
MEMBERS_A_PAGE = 50
#: So many names of a list without an account are said; the rest is counted.
NAMES_SAID = 20


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Every cohort; a POST makes one."""
    form = CohortForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = cohorts.make_cohort(owner=cast(User, request.user), name=form.cleaned_data["name"])
        return redirect("classroom:cohort", made.public_id)
    rows = Cohort.objects.select_related("owner").annotate(
        size=Count("memberships", distinct=True), given=Count("assignments", distinct=True)
    )
    page = Paginator(rows.order_by("name", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    status = 422 if request.method == "POST" else 200
    return render(request, "classroom/cohorts.html", {"page": page, "form": form}, status=status)


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, public_id: str) -> HttpResponse:
    """Members, link and assignments; a POST adds a list of names."""
    found = get_object_or_404(Cohort, public_id=public_id)
    form = MembersForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _say(request, cohorts.enrol(cohort=found, names=form.cleaned_data["found"]))
        return redirect("classroom:cohort", public_id)
    members = found.memberships.select_related("user").order_by("user__username")
    context = {
        "cohort": found,
        "form": form,
        "members": Paginator(members, MEMBERS_A_PAGE).get_page(request.GET.get("page")),
        "link": request.build_absolute_uri(reverse("quiz:join", args=[found.token])),
        "assignments": found.assignments.select_related("quiz").order_by("-due_at"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "classroom/cohort.html", context, status=status)


def _say(request: HttpRequest, found: Enrolled) -> None:
    words = ngettext("%d member added.", "%d members added.", found.added) % found.added
    if found.there:
        words += " " + _("%d were members already.") % found.there
    messages.success(request, words)
    for names, sentence in (
        (found.unknown, _("No account has these names; send them the link: %s")),
        (found.ambiguous, _("More than one account has these addresses; use user names: %s")),
    ):
        if names:
            more = len(names) - NAMES_SAID
            said = ", ".join(names[:NAMES_SAID])
            if more > 0:
                said += " " + _("and %d more") % more
            messages.warning(request, sentence % said)


@educators_only
@require_POST
def link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Renew, close or open the invitation link: field `do`."""
    found = get_object_or_404(Cohort, public_id=public_id)
    do = request.POST.get("do")
    if do == "renew":
        cohorts.renew_link(cohort=found)
        messages.success(request, _("The link is new; the old one leads nowhere."))
    elif do in {"open", "close"}:
        cohorts.open_link(cohort=found, open_=do == "open")
    return redirect("classroom:cohort", public_id)


@educators_only
@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a member out: field `member`, the id of the account."""
    found = get_object_or_404(Cohort, public_id=public_id)
    member = request.POST.get("member", "")
    known = member.isdecimal() and len(member) < 18
    if known and cohorts.leave(cohort=found, user_id=int(member)):
        messages.success(request, _("Taken out. What was read stays with the account."))
    return redirect("classroom:cohort", public_id)
