"""What is refused before any view looks at it."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse

from config.errors import page_not_found, too_large
from config.lib.access import is_educator

#: So much of a refused body is read and thrown away: a browser that is cut off while it sends
#: shows a broken connection, not our page.
DRAIN_BYTES = 64 * 1024**2


class BodySizeMiddleware:
    """Refuse bodies larger than the visitor may send, before they are parsed (413)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413, or hand on."""
        size = content_length(request)
        if size > settings.BODY_MAX_BYTES and size > limit_for(request):
            drain(request, min(size, DRAIN_BYTES))
            return too_large(request, limit_for(request))
        return self.get_response(request)


def content_length(request: HttpRequest) -> int:
    """Return the announced length of the body in bytes, 0 when it says nothing sensible."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def limit_for(request: HttpRequest) -> int:
    """Return how many bytes this visitor may send at once: educators upload studies."""
    if is_educator(getattr(request, "user", None)):
        return int(settings.UPLOAD_MAX_BYTES)
    return int(settings.BODY_MAX_BYTES)


def drain(request: HttpRequest, size: int) -> None:
    """Read `size` bytes of the body and forget them."""
    while size > 0:
        chunk = request.read(min(size, 1024**2))
        if not chunk:
            return
        size -= len(chunk)


class OwnNotFoundPage:
    """In development, show our page for 404 instead of Django's list of addresses.

    Somebody who only looks around runs with DEBUG on and should meet the same page as everybody.
    """

    TECHNICAL = b"<code>DEBUG = True</code>"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does, unless that is the technical page."""
        response = self.get_response(request)
        missing = response.status_code == 404 and not response.streaming
        if missing and self.TECHNICAL in response.content:
            return page_not_found(request, Http404())
        return response


class FetchAhead:
    """Tell browsers which pages may be fetched while a link to them is pointed at.

    Rules in a file of their own (`config.views.fetch_ahead`): inline ones would need a nonce.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does; pages name the rules."""
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Speculation-Rules"] = f'"{reverse("fetch-ahead")}"'
        return response


class CompressPages(GZipMiddleware):
    """Compress HTML and JSON on their way out; images and static files are compressed already.

    Django pads the result at random, so that its length tells nothing about secrets (BREACH).
    """

    KINDS = ("text/html", "application/json")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave alone what is streamed or of another kind."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(self.KINDS):
            return response
        return super().process_response(request, response)
