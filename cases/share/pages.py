"""The page that shares a case or a quiz, and its answer with the zip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Sum
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cases.dicom.errors import Refused
from cases.models import Case, Instance
from cases.share import give
from cases.share.manifest import made


@dataclass(frozen=True)
class Parcel:
    """What would leave: cases, with why one may not; bytes and images of all together."""

    rows: list[tuple[Case, list[str]]]
    bytes: int
    images: int

    @property
    def refused(self) -> bool:
        """Whether anything in it may not leave; then nothing does."""
        return any(reasons for _case, reasons in self.rows)


@dataclass(frozen=True)
class Page:
    """What differs between the page of a case and that of a quiz.

    `name` is that of the file, `quiz` makes the quiz's part of the list, where there is one, and
    `problem` says why there is nothing to share at all.
    """

    heading: str
    back: tuple[str, str]
    name: str
    quiz: Callable[[], dict[str, Any]] | None = None
    problem: str = ""


def parcel(cases: Sequence[Case]) -> Parcel:
    """Return what would leave of these cases, in their order. Five queries, however many."""
    stored = Instance.objects.filter(series__study__case__in=cases)
    sizes = stored.order_by().values("file").distinct().aggregate(all=Sum("size"))
    images = stored.order_by().values("sop_instance_uid").distinct().count()
    refused = give.refusals_of(cases)
    return Parcel([(case, refused[case.pk]) for case in cases], sizes["all"] or 0, images)


def share(request: HttpRequest, cases: Sequence[Case], page: Page) -> HttpResponseBase:
    """Show what leaves; a POST of an educator sends the zip, or says why not."""
    status, found = 200, parcel(cases)
    if request.method == "POST" and cases:
        try:
            if found.refused:
                raise Refused("Something in it may not leave.")
            return _sent(cases, cast(User, request.user), page)
        except Refused:
            messages.error(request, _("Nothing was sent: see why below."))
            status = 422
    context = {
        "heading": page.heading,
        "back": page.back,
        "problem": page.problem,
        "parcel": found,
    }
    return render(request, "teach/share.html", context, status=status)


def _sent(cases: Sequence[Case], user: User, page: Page) -> StreamingHttpResponse:
    """Return the zip, sent piece by piece, and write down who took it.

    Raises Refused where a file is not what was stored.
    """
    entries = [give.entry_of(case) for case in cases]
    manifest = made(entries, page.quiz() if page.quiz else None)
    give.note(cases, user)
    response = StreamingHttpResponse(give.stream(manifest, cases), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{page.name}.zip"'
    response["Cache-Control"] = "no-store"
    return response
