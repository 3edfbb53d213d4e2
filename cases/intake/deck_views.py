"""The page on which an educator says which slides of a collection make a case."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases.dicom.still import preview_png
from cases.intake import collect, service, tasks
from cases.intake.access import intake_of
from cases.intake.deck import Deck, Slide
from cases.intake.folder import Folder
from cases.intake.grouping import CHOICES, LEAVE, RULES, grouped, proposed
from config.lib.access import educators_only

LABELS = (
    ("new", gettext_lazy("A new case")),
    ("with", gettext_lazy("With the slide above")),
    ("leave", gettext_lazy("Leave out")),
)
ASKED = (
    ("slide", gettext_lazy("Each slide a case")),
    ("title", gettext_lazy("A new case at each new title")),
    ("section", gettext_lazy("A new case at each section")),
    ("case", gettext_lazy("A new case at “Case 1”, “Case 2” …")),
)


@dataclass(frozen=True)
class Row:
    """One slide of the table: its choice, and the number of the case that begins with it."""

    slide: Slide
    choice: str
    begins: int
    pictures: int  # of the case that begins here


@dataclass(frozen=True)
class Shown:
    """One collection of the page."""

    number: int
    deck: Deck
    rows: tuple[Row, ...]
    cases: int


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show the collections slide by slide; a POST shows another choice, or makes the cases."""
    intake = intake_of(request.user, public_id)
    folder = Folder(public_id)
    decks = collect.decks_of(folder)
    if intake.moving or not decks:
        messages.info(request, _("There is no collection here (any more) to make cases of."))
        return redirect(intake)
    choices = _choices(request, decks)
    shown = [_shown(n, *one) for n, one in enumerate(zip(decks, choices, strict=True))]
    count = sum(one.cases for one in shown)
    making = request.method == "POST" and request.POST.get("make")
    if making and count:
        service.make_collections(intake, choices)
        tasks.enqueue(intake)
        return redirect(intake)
    problem = _("No case has a picture: begin at least one.") if making else ""
    context: dict[str, Any] = {
        "intake": intake,
        "shown": shown,
        "count": count,
        "labels": LABELS,
        "rules": [(name, label) for name, label in ASKED if _differs(name, decks)],
        "problem": problem,
        "made": ngettext("Make %(n)s draft case", "Make %(n)s draft cases", count) % {"n": count},
    }
    return render(request, "teach/intake/collection.html", context, status=422 if problem else 200)


def _choices(request: HttpRequest, decks: list[Deck]) -> list[list[str]]:
    """Return what was chosen; where a slide is not named (or senseless), what is proposed."""
    by = request.GET.get("by", "")
    found = []
    for number, deck in enumerate(decks):
        standard = proposed(deck, by if by in RULES else "")
        given = [request.POST.get(f"slide-{number}-{one.number}", "") for one in deck.slides]
        found.append([g if g in CHOICES else s for g, s in zip(given, standard, strict=True)])
    return found


def _differs(rule: str, decks: list[Deck]) -> bool:
    """Whether the rule makes more than one case, so that it is worth offering."""
    return any(len(grouped(deck, proposed(deck, rule))) > 1 for deck in decks)


def _shown(number: int, deck: Deck, choices: list[str]) -> Shown:
    groups = grouped(deck, choices)
    first = {group.slides[0].number: n for n, group in enumerate(groups, 1)}
    rows = tuple(
        Row(
            slide,
            choice,
            first.get(slide.number, 0) if choice != LEAVE else 0,
            groups[first[slide.number] - 1].pictures if slide.number in first else 0,
        )
        for slide, choice in zip(deck.slides, choices, strict=True)
    )
    return Shown(number, deck, rows, len(groups))


@educators_only
@require_GET
def picture(request: HttpRequest, public_id: str, deck: int, name: str) -> HttpResponseBase:
    """Send a small picture of a slide for its owner's eyes; kept by no cache."""
    intake_of(request.user, public_id)
    path = collect.picture_path(Folder(public_id), deck, name)
    content = preview_png(path) if path is not None else None
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "no-store"
    return response
