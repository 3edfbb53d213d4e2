"""What the page that shares a case or a quiz needs, and its answer with the zip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Sum
from django.http import StreamingHttpResponse

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


def parcel(cases: Sequence[Case]) -> Parcel:
    """Return what would leave of these cases, in their order."""
    stored = Instance.objects.filter(series__study__case__in=cases)
    sizes = stored.order_by().values("file").distinct().aggregate(all=Sum("size"))
    images = stored.order_by().values("sop_instance_uid").distinct().count()
    return Parcel([(case, give.refusals(case)) for case in cases], sizes["all"] or 0, images)


def answer(
    cases: Sequence[Case], user: User, name: str, quiz: dict[str, Any] | None = None
) -> StreamingHttpResponse:
    """Return the zip, sent piece by piece, and write down who took it. Raises Refused."""
    if any(give.refusals(case) for case in cases):
        raise Refused("Something in it may not leave.")
    manifest = made([give.entry_of(case) for case in cases], quiz)
    give.note(cases, user)
    response = StreamingHttpResponse(give.stream(manifest, cases), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["Cache-Control"] = "no-store"
    return response
