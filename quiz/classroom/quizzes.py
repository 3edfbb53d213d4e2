"""The list of quizzes and the builder: cases by hand or by blueprint, terms, copies."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from cases.teach.listing import picture_of
from config.lib.access import educators_only
from quiz.classroom.composition import composition
from quiz.classroom.forms import BlueprintForm, QuizForm
from quiz.classroom.search import found_cases, of_quiz
from quiz.models import Attempt, Quiz
from quiz.services import quizzes
from quiz.services.quizzes import QuizRefused

PAGE_SIZE = 30


@educators_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every quiz with its size, terms and how often it is given. Two queries and the page's."""
    query = " ".join(request.GET.get("q", "").split())[:100]
    begun = Attempt.objects.filter(assignment__quiz=OuterRef("pk"))
    rows = (
        Quiz.objects.filter(title__icontains=query)
        .select_related("owner")
        .annotate(
            size=Count("places", distinct=True),
            given=Count("assignments", distinct=True),
            begun=Exists(begun),
        )
    )
    page = Paginator(rows.order_by("-updated_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(request, "classroom/quizzes.html", {"page": page, "query": query})


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Title and terms first; the cases follow in the builder."""
    form = QuizForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        quiz = quizzes.make_quiz(owner=cast(User, request.user), **form.cleaned_data)
        return redirect("classroom:quiz", quiz.public_id)
    return render(request, "classroom/quiz_new.html", {"form": form})


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest, public_id: str) -> HttpResponse:
    """The builder. A POST changes title and terms."""
    found = get_object_or_404(Quiz, public_id=public_id)
    form = QuizForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("classroom:quiz", public_id)
    status = 422 if request.method == "POST" else 200
    return _page(request, found, status=status, form=form)


@educators_only
@require_POST
def change(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Add, remove or move one case, or undo: fields `do` and `case`."""
    found = get_object_or_404(Quiz, public_id=public_id)
    try:
        _do(found, request.POST.get("do", ""), request.POST.get("case", ""))
    except QuizRefused as refusal:
        messages.error(request, str(refusal))
    if getattr(request, "htmx", False):
        found.refresh_from_db()
        return render(request, "classroom/_builder.html", _builder(request, found, request.POST))
    query = request.POST.get("q", "")
    address = reverse("classroom:quiz", args=[public_id])
    return redirect(f"{address}?q={query}" if query.isalnum() else address)


def _do(found: Quiz, what: str, case_id: str) -> None:
    if what == "undo":
        quizzes.undo(quiz=found)
        return
    case = quizzes.choosable().filter(public_id=case_id[:12]).first()
    if what == "add":
        if case is None:
            raise QuizRefused(_("This case is not published any more."))
        quizzes.add_case(quiz=found, case=case)
        return
    known = Case.objects.filter(public_id=case_id[:12]).first()
    if known is None:
        raise QuizRefused(_("This case is gone."))
    if what == "remove":
        quizzes.remove_case(quiz=found, case_id=known.pk)
    elif what in {"up", "down"}:
        quizzes.move_case(quiz=found, case_id=known.pk, step=-1 if what == "up" else 1)


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint(request: HttpRequest, public_id: str) -> HttpResponse:
    """Draw the cases by a blueprint; what could not be filled is said."""
    found = get_object_or_404(Quiz, public_id=public_id)
    form = BlueprintForm(request.POST or None, initial=found.blueprint)
    if request.method == "POST" and form.is_valid():
        try:
            missing = quizzes.draw(quiz=found, blueprint=form.blueprint())
        except QuizRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if missing:
                words = _("The library holds only %s that fit.") % ", ".join(missing)
                messages.warning(request, words)
            return redirect("classroom:quiz", public_id)
    return render(request, "classroom/blueprint.html", {"quiz": found, "form": form})


@educators_only
@require_POST
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a copy that may be changed."""
    found = get_object_or_404(Quiz, public_id=public_id)
    made = quizzes.copy_quiz(quiz=found, owner=cast(User, request.user))
    messages.success(request, _("This is the copy; it may be changed."))
    return redirect("classroom:quiz", made.public_id)


def _page(request: HttpRequest, found: Quiz, *, form: QuizForm, status: int) -> HttpResponse:
    context = {"form": form, **_builder(request, found, request.GET)}
    context["assignments"] = found.assignments.select_related("cohort").order_by("-due_at")
    return render(request, "classroom/quiz.html", context, status=status)


def _builder(request: HttpRequest, found: Quiz, asked: Any) -> dict[str, Any]:
    """The part that changes with every click: the list, its composition, what is found."""
    chosen = of_quiz(found)
    locked = found.locked
    search = None if locked else found_cases(asked, without=[case.pk for case in chosen])
    return {
        "quiz": found,
        "locked": locked,
        "chosen": [(case, picture_of(case)) for case in chosen],
        "composition": composition(chosen),
        "search": search,
        "results": [(case, picture_of(case)) for case in search.page] if search else [],
        "may_undo": bool(found.undo) and not locked,
    }
