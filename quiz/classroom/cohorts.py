"""Cohorts: the list, one with its members, the invitation link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.lib.access import educators_only
from quiz.classroom.forms import CohortForm, MembersForm
from quiz.models import Cohort
from quiz.services import cohorts
from quiz.services.cohorts import Became, Enrolled

PAGE_SIZE = 30
MEMBERS_A_PAGE = 50
#: Mail programs cut longer lists of recipients off.
WRITTEN_AT_ONCE = 40


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
    report = None
    if request.method == "POST" and form.is_valid():
        report = cohorts.enrol(cohort=found, people=form.cleaned_data["found"])
        form = MembersForm(initial={"names": "\n".join(one.text for one, _ in report.left)})
    link_to = request.build_absolute_uri(reverse("quiz:join", args=[found.token]))
    members = found.memberships.select_related("user").order_by("user__username")
    context = {
        "cohort": found,
        "form": form,
        "members": Paginator(members, MEMBERS_A_PAGE).get_page(request.GET.get("page")),
        "link": link_to,
        "report": report and _told(found, report, link_to),
        "assignments": found.assignments.select_related("quiz").order_by("-due_at"),
    }
    status = 422 if request.method == "POST" and not report else 200
    return render(request, "classroom/cohort.html", context, status=status)


def _told(cohort: Cohort, report: Enrolled, link_to: str) -> dict[str, Any]:
    """Return the report as the page shows it: who is in, and the others with the reason."""
    unknown = [one.names for one, _became in report.those(Became.UNKNOWN)]
    mails = [mail for names in unknown if (mail := _address(names))]
    return {
        "added": report.added,
        "there": report.there,
        "in": report.those(Became.ADDED, Became.THERE),
        "left": [
            (one, became, _letter(cohort, link_to, [mail]) if mail else "")
            for one, became in report.left
            for mail in [_address(one.names) if became == Became.UNKNOWN else ""]
        ],
        "unknown": len(unknown),
        "letter": _letter(cohort, link_to, mails) if 1 < len(mails) <= WRITTEN_AT_ONCE else "",
    }


def _address(names: Sequence[str]) -> str:
    return next((name for name in names if "@" in name), "")


def _letter(cohort: Cohort, link_to: str, mails: Sequence[str]) -> str:
    """Return what opens a letter with the invitation; several people do not see each other."""
    subject = _("Join “%(name)s” on Spine Mimics") % {"name": cohort.name}
    body = _("Make an account and join the class with this link:") + f"\n\n{link_to}\n"
    to, more = (
        (quote(mails[0], safe="@"), {}) if len(mails) == 1 else ("", {"bcc": ",".join(mails)})
    )
    return f"mailto:{to}?" + urlencode({**more, "subject": subject, "body": body}, quote_via=quote)


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
