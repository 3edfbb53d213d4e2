"""Names that nobody knew: accept, sort, grade again after a look at who changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from config.lib.access import educators_only
from knowledge.models import Entity, OtherName, Umbrella
from knowledge.resolve import Vocabulary
from knowledge.resolve.suggest import suggest
from knowledge.selectors import relations, vocabulary
from knowledge.services import others_as_yaml
from quiz.models import Regrading, UnmatchedAnswer
from quiz.services import regrading
from quiz.services.regrading import Refused

PAGE_SIZE = 20
OTHERS_PAGE = 100
State = UnmatchedAnswer.State
#: What a text may be that is no name of ours.
OTHERWISE = (State.KNOWN, State.ENTITY, State.REJECTED)
LONGEST = 200
#: So many changes are listed one by one; the rest is counted.
LISTED = 200


@educators_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The queue, one text a line, with what it may stand for; and what was decided lately."""
    page = Paginator(regrading.queue(), PAGE_SIZE).get_page(request.GET.get("page"))
    names = vocabulary()
    rows = [(row, _likely(str(row["shown"]), names)) for row in page]
    decided = UnmatchedAnswer.objects.exclude(state=State.NEW).select_related("decided_by")
    context = {
        "page": page,
        "rows": rows,
        "choices": _choices(),
        "decided": _once(decided.order_by("-pk")[:100]),
        "names": relations().names,
        "regradings": Regrading.objects.select_related("decided_by", "case")[:10],
    }
    return render(request, "classroom/unmatched.html", context)


def _likely(text: str, names: Vocabulary) -> str:
    """The slug that the text most likely means, empty where nothing is near."""
    found = suggest(text, names, limit=3)
    return next((one.slug for one in found if one.slug and one.note in ("", "group")), "")


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a text may become a name of: entities, groups. Two queries."""
    entities = Entity.objects.filter(withdrawn=False).order_by("name").values_list("slug", "name")
    groups = Umbrella.objects.filter(withdrawn=False).order_by("name").values_list("slug", "name")
    return [(_("Entities"), list(entities)), (_("Groups"), list(groups))]


def _once(rows: Iterable[UnmatchedAnswer]) -> list[UnmatchedAnswer]:
    """The first of each text."""
    found: dict[str, UnmatchedAnswer] = {}
    for row in rows:
        found.setdefault(row.text.casefold(), row)
    return list(found.values())[:15]


@educators_only
@require_POST
def sort(request: HttpRequest) -> HttpResponse:
    """Decide on a text that is no name of ours: field `do`."""
    text, do = request.POST.get("text", "")[:LONGEST], request.POST.get("do", "")
    if do in OTHERWISE:
        regrading.decide(text=text, state=do, by=cast(User, request.user))
        messages.success(request, _("Sorted: “%s”.") % text)
    elif do == "reopen":
        regrading.reopen(text=text)
    return redirect("classroom:unmatched")


@educators_only
@require_safe
def others(request: HttpRequest) -> HttpResponse:
    """List the names that are none of ours, proposed entities first: for administrators."""
    if not request.user.is_superuser:
        raise Http404
    names = OtherName.objects.select_related("decided_by").annotate(low=Lower("text"))
    page = Paginator(names.order_by("-kind", "text"), OTHERS_PAGE).get_page(
        request.GET.get("page")
    )
    rows: list[Any] = list(page)
    asked = regrading.asked_for(row.low for row in rows)
    listed = [(row, asked.get(row.low)) for row in rows]
    return render(request, "classroom/others.html", {"page": page, "rows": listed})


@educators_only
@require_safe
def others_yaml(request: HttpRequest) -> HttpResponse:
    """Send both lists in the form of the content files: for administrators."""
    if not request.user.is_superuser:
        raise Http404
    response = HttpResponse(others_as_yaml(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="other-names.yaml"'
    return response


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """Show who changes if `text` becomes a name of `entity`; a POST does it."""
    asked = request.POST if request.method == "POST" else request.GET
    text, slug = asked.get("text", "")[:LONGEST], asked.get("entity", "")
    if not UnmatchedAnswer.objects.filter(text__iexact=text).exists():
        raise Http404
    try:
        if request.method == "POST":
            made = regrading.accept_name(text=text, slug=slug, by=cast(User, request.user))
            _say(request, made)
            return redirect("classroom:unmatched")
        changes = regrading.preview_name(text=text, slug=slug)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("classroom:unmatched")
    context = {"text": text, "slug": slug, "name": relations().names.get(slug, slug)}
    return render(request, "classroom/preview.html", {**context, **_listed(changes)})


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show who changes by the present key and rubric of a case; a POST does it."""
    case = get_object_or_404(Case, public_id=public_id)
    if request.method == "POST":
        _say(request, regrading.apply_key(case=case, by=cast(User, request.user)))
        return redirect("classroom:regrade", public_id)
    changes = regrading.preview_key(case=case)
    return render(request, "classroom/preview.html", {"case": case, **_listed(changes)})


def _listed(changes: list[regrading.Change]) -> dict[str, object]:
    ordered = sorted(changes, key=lambda one: (not one.turns, one.learner.casefold()))
    return {
        "changes": ordered[:LISTED],
        "more": max(0, len(changes) - LISTED),
        "total": len(changes),
        "gained": sum(one.gains for one in changes),
        "turned": sum(one.turns for one in changes),
        "people": len({one.learner for one in changes}),
    }


def _say(request: HttpRequest, made: Regrading) -> None:
    words = ngettext(
        "%d answer was graded again; its learner is told.",
        "%d answers were graded again; their learners are told.",
        made.answers,
    )
    messages.success(request, words % made.answers)
