"""Assigned quizzes and classes, from the learner's side: start, join."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from config.lib.http import page_before
from quiz.models import Assignment, Cohort
from quiz.services.assigned import CannotStart, start_assigned
from quiz.services.cohorts import join as join_cohort
from quiz.services.notices import dismiss as put_away
from quiz.views.common import no_store, reader_of


@require_POST
@login_required
def start(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Start the quiz, or go on with the attempt that is open; only for members of the class."""
    user = cast(User, request.user)
    mine = Assignment.objects.filter(cohort__memberships__user=user.pk).select_related("quiz")
    assignment = mine.filter(public_id=public_id).first()
    if assignment is None:
        raise Http404
    try:
        session = start_assigned(user=user, assignment=assignment)
    except CannotStart as refusal:
        messages.warning(request, str(refusal))
        return redirect("quiz:home")
    first = session.items.filter(response=None).order_by("order").first()
    if first is None:
        return redirect("quiz:session", session.public_id)
    return redirect("quiz:read", session.public_id, first.order)


@require_POST
def dismiss(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Put away a notice of answers that were graded again, and go back to where it was read."""
    put_away(reader=reader_of(request), notice_id=notice_id)
    return redirect(page_before(request) or "quiz:home")


@no_store
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Say which class the link leads to; take the account in when its button is pressed.

    A guest is shown the way to an account and comes back here. A link that was renewed or closed
    says so, with 404.
    """
    cohort = Cohort.objects.filter(token=token, link_open=True).first()
    if cohort is None:
        return render(request, "quiz/join_gone.html", status=404)
    if not request.user.is_authenticated:
        return render(request, "quiz/join.html", {"cohort": cohort, "here": request.path})
    user = request.user
    if request.method == "POST":
        if join_cohort(cohort=cohort, user=user):
            messages.success(request, _("You are now in %s.") % cohort.name)
        return redirect("quiz:home")
    member = cohort.memberships.filter(user=user.pk).exists()
    return render(request, "quiz/join.html", {"cohort": cohort, "member": member})
