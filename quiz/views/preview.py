"""Preview: the learner's own pages for the working copy of a case, and a grade without a trace."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case
from cases.selectors import manifest
from config.lib.access import educators_only
from knowledge.selectors import vocabulary
from quiz import words
from quiz.answering import remarks
from quiz.grading.rubric import RUBRIC
from quiz.reveal import build_reveal
from quiz.selectors import Progress
from quiz.services import preview
from quiz.services.preview import Try
from quiz.services.response import Outcome
from quiz.submission import Submission, from_post
from quiz.understanding import resolve_all, say_back
from quiz.views.common import no_store, wants_json
from quiz.views.feedback import feedback_of
from quiz.views.reading import context_of

WIDTHS = ("desktop", "phone")


def _case(public_id: str) -> Case:
    return get_object_or_404(Case, public_id=public_id)


@educators_only
@no_store
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def frame(request: HttpRequest, public_id: str) -> HttpResponse:
    """The learner's page in a frame as wide as a desktop or a phone; `?width=phone`."""
    case = _case(public_id)
    preview.note_seen(case)
    asked = request.GET.get("width", "")
    width = asked if asked in WIDTHS else WIDTHS[0]
    return render(request, "quiz/preview/frame.html", {"case": case, "width": width})


@educators_only
@no_store
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The reading page of the working copy (GET); grade a try of it (POST)."""
    attempt = preview.begin(_case(public_id))
    if request.method != "POST":
        return _page(request, attempt, Submission())
    submission = from_post(request.POST)
    names = vocabulary()
    entries = resolve_all(submission.differential, names)
    open_remarks = remarks(submission, attempt.key, tuple(say_back(e, names) for e in entries))
    if open_remarks:
        if wants_json(request):
            return JsonResponse({"remarks": [asdict(remark) for remark in open_remarks]})
        return _page(request, attempt, submission, Outcome(None, open_remarks))
    query = urlencode({"answer": preview.pack(submission)})
    target = reverse("preview:feedback", args=[public_id]) + f"?{query}"
    return JsonResponse({"next": target}) if wants_json(request) else redirect(target)


def _page(
    request: HttpRequest, attempt: Try, submission: Submission, outcome: Outcome | None = None
) -> HttpResponse:
    state = attempt.state
    context = {
        **context_of(attempt.item, submission, outcome=outcome),
        "progress": Progress(1, 1, ("now",)),
        "manifest": manifest(state.case, state.series),
    }
    return render(
        request, "quiz/preview/read.html", context, status=422 if outcome is not None else 200
    )


@educators_only
@no_store
@require_safe
def feedback(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The feedback page of a try, graded from the answer in the address."""
    attempt = preview.begin(_case(public_id))
    try:
        submission = preview.unpack(request.GET.get("answer", ""))
    except signing.BadSignature:
        return redirect("preview:read", public_id)
    graded = preview.grade(attempt, submission)
    state = attempt.state
    reveal = build_reveal(
        key=attempt.key,
        series=[one for one in state.series if one.frames_ready],
        key_view=state.key_view,
        answer=graded.answer,
    )
    context = {
        "item": attempt.item,
        "session": attempt.item.session,
        "feedback": feedback_of(graded.grade, attempt.key, reveal),
        "pass_mark": RUBRIC.pass_mark,
        "manifest": manifest(state.case, state.series),
        "simulated": state.case.simulated,
        "still": state.case.still_images,
        "state": {**reveal.to_json(), "words": words.reveal()},
    }
    return render(request, "quiz/preview/feedback.html", context)
