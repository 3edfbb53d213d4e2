"""Pages for what went wrong: each says what happened and what to do now."""

from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.datastructures import MultiValueDict

from config.lib.http import page_before

#: Parts of field names whose content is never shown again.
SECRETS = ("password", "token", "secret", "csrf")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; a body that is too large or has too many parts becomes 413."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request, settings.BODY_MAX_BYTES)
    return render(request, "400.html", {"back": page_before(request)}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return render(request, "403.html", {"back": page_before(request)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; also what strangers get for pages that are not theirs."""
    return render(request, "404.html", {"back": page_before(request)}, status=404)


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """413: more was sent than `limit` bytes."""
    context = {"limit": filesizeformat(limit), "back": page_before(request)}
    return render(request, "413.html", context, status=413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is old or missing; what was typed is shown for copying.

    It is shown, not offered for sending again: the form may have come from a strange page.
    """
    context = {"typed": typed(request), "back": page_before(request), "reason": reason}
    return render(request, "403_csrf.html", context, status=403)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (field name, text) of what the visitor sent, without secrets and empty ones."""
    try:
        posted: MultiValueDict[str, str] = request.POST
    except Exception:  # the body itself may be what is wrong
        return []
    return [
        (name.replace("_", " ").replace("-", " "), value)
        for name, values in posted.lists()
        for value in values
        if value.strip() and not any(secret in name.casefold() for secret in SECRETS)
        if name not in ("next", "theme")
    ]
