"""Sharing a quiz: its cases and its terms as one zip."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.share import pages
from config.lib.access import educators_only
from quiz.models import Quiz
from quiz.services.sharing import cases_of, told


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show what leaves with the quiz; a POST sends the zip."""
    quiz = get_object_or_404(Quiz, public_id=public_id)
    cases = cases_of(quiz)
    page = pages.Page(
        heading=_("Share this quiz"),
        back=(reverse("classroom:quiz", args=[public_id]), quiz.title),
        name=f"quiz-{slugify(quiz.title)[:60] or quiz.public_id}",
        quiz=partial(told, quiz, cases),
        problem="" if cases else _("This quiz holds no cases yet."),
    )
    return pages.share(request, cases, page)
