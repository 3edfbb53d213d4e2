"""Sharing one case: what leaves, why it may not, the zip."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.dicom.errors import Refused
from cases.share.pages import answer, parcel
from cases.teach.editor import case_or_404
from config.lib.access import educators_only


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show what leaves with the case; a POST sends the zip."""
    assert isinstance(request.user, User)  # noqa: S101  (educators are signed in)
    found = case_or_404(public_id)
    status = 200
    if request.method == "POST":
        try:
            return answer([found], request.user, found.slug)
        except Refused:
            messages.error(request, _("Nothing was sent: see why below."))
            status = 422
    context = {
        "heading": _("Share this case"),
        "back": (found.workbench_url, str(found)),
        "parcel": parcel([found]),
    }
    return render(request, "teach/share.html", context, status=status)
