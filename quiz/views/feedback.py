"""After the commit: what it was, why the grade is what it is, where to look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.answerkey.types import AnswerKey
from cases.selectors import manifest, series_of
from knowledge.models import Entity
from knowledge.selectors import findings_for, references_for, relations
from quiz import words
from quiz.difficulty import difficulty_of
from quiz.feedback import Feedback, Library, build_feedback
from quiz.grading.rubric import RUBRIC, RUBRICS
from quiz.models import Grade, Session, SessionItem
from quiz.pairs import differences, look_alikes, mimic_taken_for
from quiz.reveal import Reveal, build_reveal
from quiz.selectors import latest_grade, previous_case, progress_of
from quiz.services.assigned import told_from
from quiz.services.challenge import EmptyChallenge, challenge_key
from quiz.services.session import key_from
from quiz.views import rapid
from quiz.views.common import allow_images, get_item, no_store, own_page


@own_page
@require_safe
def feedback(request: HttpRequest, session_id: str, order: int) -> HttpResponseBase:
    """Show the result of a committed item; an open one leads back to the reading room."""
    item = get_item(request, session_id, order)
    grade = latest_grade(item) if item.committed is not None else None
    if grade is None or rapid.running(item.session):
        return redirect("quiz:read", session_id, order)
    if told_from(item.session) is not None:
        return redirect("quiz:session", session_id)
    allow_images(request, item.case)
    key = key_from(item.answer_key)
    reveal = build_reveal(
        key=key,
        series=list(series_of(item.case)),
        key_view=getattr(item.case, "key_view", None),
        answer=item.response.payload["answer"],
    )
    context = {
        "item": item,
        "session": item.session,
        "progress": progress_of(item),
        "feedback": feedback_of(grade, key, reveal),
        "pass_mark": RUBRICS.get(grade.rubric_version, RUBRIC).pass_mark,
        "challenge": getattr(item.response, "key_challenge", None),
        "manifest": manifest(item.case),
        "simulated": item.case.simulated,
        "still": item.case.still_images,
        "review_next": _next_in_review(item),
        "difficulty": difficulty_of(item.case),
        "previous": previous_case(item),
        "flagged": item.order in item.session.settings.get("flags", ()),
        "note": getattr(item, "note", None),
        "last": item.session.length is not None and order >= item.session.length,
        "state": {**reveal.to_json(), "words": words.reveal()},
    }
    return render(request, "quiz/feedback.html", context)


def _next_in_review(item: SessionItem) -> int | None:
    """The case after this one in a set that is told as a whole at its end; None after the last."""
    session = item.session
    told_at_end = session.like_exam or session.mode == Session.Mode.RAPID
    return item.order + 1 if told_at_end and item.order < (session.length or 0) else None


def feedback_of(grade: Grade, key: AnswerKey, reveal: Reveal) -> Feedback:
    """Collect the pages and references that the sentences point to. Four queries."""
    detail: dict[str, Any] = grade.detail
    evidence = [point["evidence"] for point in detail["points"]]
    slugs = {key.diagnosis, *(row["slug"] for row in (*detail["model"], *detail["entries"]))}
    slugs |= {one["entity"] for one in evidence}
    entities = {row.slug: row for row in Entity.objects.filter(slug__in=slugs - {None, ""})}
    mimic = mimic_taken_for(detail, key.diagnosis, entities)
    ref_ids = {one["reference"] for one in evidence} | set(key.references)
    if mimic is not None:
        ref_ids |= {
            ref
            for row in mimic.content.get("discriminators", ())
            for ref in row.get("sources", ())
        }
    library = Library(
        names=relations().names,
        pages=frozenset(slug for slug, row in entities.items() if not row.withdrawn),
        findings=findings_for({one["finding"] for one in evidence} - {""}),
        references=references_for(ref_ids - {""}),
        diagnosis=key.diagnosis,
    )
    built = build_feedback(
        detail=detail, key=key, library=library, places=reveal.places, fallback=reveal.fallback
    )
    if mimic is not None:
        built.pair = differences(mimic, library)
        built.pair_title = _("%(name)s or metastasis?") % {"name": mimic.short_name}
        built.sources = list(library.used.values())
    if alike := look_alikes(detail, key, entities, mimic):
        built.compare_url = reverse("learn:compare", args=[one.slug for one in alike])
        built.compare_names = tuple(one.short_name for one in alike)
    return built


@no_store
@require_POST
def challenge(request: HttpRequest, session_id: str, order: int) -> HttpResponseBase:
    """Take "I think the key is wrong" to the educators, with the response attached."""
    item: SessionItem = get_item(request, session_id, order)
    if item.committed is None or told_from(item.session) is not None:
        return redirect("quiz:read", session_id, order)
    context: dict[str, Any] = {"item": item, "session": item.session, "open": True}
    try:
        context["challenge"] = challenge_key(
            response=item.response, text=request.POST.get("text", "")
        )
    except EmptyChallenge:
        context["challenge_error"] = _("Please write what you think is wrong, in a sentence.")
    if getattr(request, "htmx", False):
        return _part(request, context)
    if "challenge_error" in context:
        messages.error(request, context["challenge_error"])
    else:
        messages.success(request, _("Thank you. Your doubt is with the educators."))
    return redirect("quiz:feedback", session_id, order)


def _part(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = 422 if "challenge_error" in context else 200
    return render(request, "quiz/_challenge.html", context, status=status)
