"""Practice of a choice: which cases, mixed or group by group."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.models import Difficulty
from knowledge.models import Group
from knowledge.selectors import entities
from quiz.narrowing import said
from quiz.panel import CT_CLASS_LABELS
from quiz.selectors import playable
from quiz.services.filters import MODALITIES, Filters, UnknownFilter, read_filters, restrict
from quiz.services.session import (
    DEFAULT_LENGTH,
    LENGTHS,
    NoCases,
    next_item,
    start_practice,
)
from quiz.views.common import no_store, own_page, reader_of, reader_with_token

NOT_KNOWN = {
    "group": gettext_lazy("There is no such group; nothing is narrowed."),
    "ct_class": gettext_lazy("There is no such CT class; nothing is narrowed."),
    "entity": gettext_lazy("There is no such entity; nothing is narrowed."),
    "modality": gettext_lazy("There is no such modality; nothing is narrowed."),
    "difficulty": gettext_lazy("There is no such difficulty; nothing is narrowed."),
}


@own_page
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Choose what practice is narrowed to; an address with `?entity=` comes filled in."""
    try:
        filters = read_filters(request.GET)
    except UnknownFilter as unknown:
        messages.warning(request, NOT_KNOWN[str(unknown)])
        filters = Filters()
    return _page(request, filters)


def _page(request: HttpRequest, filters: Filters, status: int = 200) -> HttpResponse:
    reader = reader_of(request)
    context: dict[str, Any] = {
        "filters": filters,
        "said": said(filters),
        "matching": restrict(playable(reader.user), filters).count(),
        "groups": Group.objects.order_by("order"),
        "entities": entities().order_by("short_name"),
        "ct_classes": CT_CLASS_LABELS,
        "modalities": MODALITIES,
        "difficulties": Difficulty.choices,
        "lengths": LENGTHS,
        "length": request.POST.get("length", str(DEFAULT_LENGTH)),
    }
    return render(request, "quiz/practice.html", context, status=status)


@no_store
@require_POST
def start(request: HttpRequest) -> HttpResponseBase:
    """Open a practice session and go to its first case."""
    reader = reader_with_token(request)
    filters = Filters()
    try:
        filters = read_filters(request.POST)
        session = start_practice(
            user=reader.user,
            guest_token=reader.guest_token,
            length=_length(request.POST.get("length", "")),
            filters=filters,
        )
    except UnknownFilter as unknown:
        messages.warning(request, NOT_KNOWN[str(unknown)])
        return _page(request, filters, 422)
    except NoCases:
        if filters.given:
            messages.warning(request, _("No case matches all of this. Take a filter away."))
            return _page(request, filters, 422)
        messages.warning(request, _("There is no published case to practice on yet."))
        return redirect("quiz:home")
    item = next_item(session=session)
    if item is None:
        session.delete()
        messages.warning(
            request, _("Every case is in an exam, rapid set or quiz of yours. End it first.")
        )
        return redirect("quiz:home")
    return redirect("quiz:read", session.public_id, item.order)


def _length(text: str) -> int | None:
    """The number of cases asked for: "0" is open-ended, anything strange the default."""
    if not text.isdecimal() or len(text) > 3:
        return DEFAULT_LENGTH
    return int(text) or None
