"""Sharing a quiz: its cases and its terms as one zip."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.dicom.errors import Refused
from cases.share.pages import answer, parcel
from config.lib.access import educators_only
from quiz.models import Quiz
from quiz.services.sharing import cases_of, told


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show what leaves with the quiz; a POST sends the zip."""
    quiz = get_object_or_404(Quiz, public_id=public_id)
    cases = cases_of(quiz)
    status = 200
    if request.method == "POST" and cases:
        name = f"quiz-{slugify(quiz.title)[:60] or quiz.public_id}"
        try:
            return answer(cases, cast(User, request.user), name, told(quiz, cases))
        except Refused:
            messages.error(request, _("Nothing was sent: see why below."))
            status = 422
    context = {
        "heading": _("Share this quiz"),
        "back": (reverse("classroom:quiz", args=[public_id]), quiz.title),
        "parcel": parcel(cases),
        "problem": "" if cases else _("This quiz holds no cases yet."),
    }
    return render(request, "teach/share.html", context, status=status)
