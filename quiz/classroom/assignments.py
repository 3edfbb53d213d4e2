"""Giving a quiz to a cohort, and moving the dates."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from config.lib.access import educators_only
from quiz.classroom.forms import AssignmentForm, default_zone, local_input
from quiz.models import Assignment, Cohort, Quiz
from quiz.services.assigned import make_assignment, unpublished


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give the quiz to a class: from now on for a week, unless it is said otherwise."""
    quiz = get_object_or_404(Quiz, public_id=public_id)
    owner = cast(User, request.user)
    zone = default_zone(owner.pk)
    now = timezone.now().replace(second=0, microsecond=0)
    initial = {
        "opens_at": local_input(now, zone),
        "due_at": local_input(now + timedelta(days=7), zone),
        "zone": zone,
        "cohort": Cohort.objects.filter(public_id=request.GET.get("cohort", "")).first(),
    }
    form = AssignmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        drafts = unpublished(quiz)
        if drafts:
            words = ngettext(
                "%d case of this quiz is not published yet.",
                "%d cases of this quiz are not published yet.",
                drafts,
            )
            form.add_error(None, words % drafts)
        elif quiz.places.exists():
            made = make_assignment(quiz=quiz, owner=owner, **form.cleaned_data)
            messages.success(request, _("Assigned to %s.") % made.cohort)
            return redirect("classroom:result", made.public_id)
        else:
            form.add_error(None, _("This quiz holds no cases yet."))
    context = {"quiz": quiz, "form": form, "cohorts": Cohort.objects.exists()}
    status = 422 if request.method == "POST" else 200
    return render(request, "classroom/assign.html", context, status=status)


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, public_id: str) -> HttpResponse:
    """Move the dates. What was handed in before a moved due date is late no longer."""
    found = get_object_or_404(Assignment.objects.select_related("quiz"), public_id=public_id)
    initial = {
        "opens_at": local_input(found.opens_at, found.zone),
        "due_at": local_input(found.due_at, found.zone),
        "zone": found.zone,
    }
    form = AssignmentForm(request.POST or None, initial=initial, assignment=found)
    if request.method == "POST" and form.is_valid():
        for name in ("opens_at", "due_at", "zone"):
            setattr(found, name, form.cleaned_data[name])
        found.save()
        messages.success(request, _("Saved."))
        return redirect("classroom:result", public_id)
    context = {"quiz": found.quiz, "form": form, "assignment": found, "cohorts": True}
    status = 422 if request.method == "POST" else 200
    return render(request, "classroom/assign.html", context, status=status)
