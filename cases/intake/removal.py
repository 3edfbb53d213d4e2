"""Taking a case down after patient data was found in it; what is stored, and for how long."""

import os
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case, Frame, HeldFile, HeldState, Instance, Takedown
from cases.services import takedown
from config.lib.access import educators_only

LONGEST_REASON = 300
WORD = "take down"


@educators_only
@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Say what goes and who has seen it; a POST with the word typed out does it."""
    assert isinstance(request.user, User)  # noqa: S101  (educators are signed in)
    case = get_object_or_404(Case, public_id=public_id)
    problem, reason = "", " ".join(request.POST.get("reason", "").split())[:LONGEST_REASON]
    if request.method == "POST":
        typed = request.POST.get("word", "").strip().casefold()
        if typed != WORD:
            problem = _("Type “%(word)s” to confirm. Nothing has been removed.") % {"word": WORD}
        elif not reason:
            problem = _("Say why, without any patient data. Nothing has been removed.")
        else:
            record = takedown.take_down(case, request.user, reason)
            messages.success(request, _("The case is taken down."))
            return redirect(record)
    context = {
        "case": case,
        "problem": problem,
        "reason": reason,
        "word": WORD,
        "received": takedown.receivers(case),
        "images": Frame.objects.filter(series__study__case=case).count(),
    }
    return render(request, "teach/take_down.html", context, status=422 if problem else 200)


@educators_only
@require_safe
def taken_down(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the record: what was removed, who had been shown the case."""
    record = get_object_or_404(Takedown.objects.select_related("case", "by"), pk=pk)
    return render(request, "teach/taken_down.html", {"record": record})


@educators_only
@require_safe
def storage(request: HttpRequest) -> HttpResponseBase:
    """Tell administrators what is stored, how long, and what was taken down. A few queries."""
    if not request.user.is_superuser:
        raise Http404
    frames = Frame.objects.values("digest", "size").distinct()
    objects = Instance.objects.aggregate(count=Count("pk"), size=Sum("size"))
    context = {
        "objects": objects["count"],
        "objects_size": objects["size"] or 0,
        "frames": frames.count(),
        "frames_size": sum(one["size"] for one in frames.iterator()),
        "private_size": folder_size(Path(settings.PRIVATE_ROOT)),
        "held": HeldFile.objects.filter(state=HeldState.WAITING).count(),
        "keep_days": settings.INTAKE_KEEP_DAYS,
        "free": shutil.disk_usage(_existing(Path(settings.MEDIA_ROOT))).free,
        "takedowns": Takedown.objects.select_related("case", "by")[:50],
    }
    return render(request, "teach/storage.html", context)


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below a folder, 0 if there is none."""
    total = 0
    for above, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(above) / name).lstat().st_size
            except OSError:  # gone meanwhile
                continue
    return total


def _existing(path: Path) -> Path:
    while not path.exists():
        path = path.parent
    return path
