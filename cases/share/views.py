"""Sharing one case: what leaves, why it may not, the zip."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.share.pages import Page, share
from cases.teach.editor import case_or_404
from config.lib.access import educators_only


@educators_only
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show what leaves with the case; a POST sends the zip."""
    found = case_or_404(public_id)
    page = Page(_("Share this case"), (found.workbench_url, str(found)), found.slug)
    return share(request, [found], page)
