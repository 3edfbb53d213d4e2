"""The bytes of images: authorised on every request, cached for ever by whoever may see them."""

from pathlib import Path
from typing import IO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from cases.dicom.files import relative_path
from cases.models import Case, Series
from cases.selectors import Owner, owner_of_frame, owner_of_picture, owner_of_preview
from cases.services import access
from config.lib.access import is_educator

GZIP = b"\x1f\x8b"
FOREVER = "private, max-age=31536000, immutable"


@require_safe
def frame(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """Send one frame: gzip of predicted residuals, or a lossless WebP for color."""
    _allow(request, owner_of_frame(token, digest))
    return _file(relative_path("frames", digest))


@require_safe
def preview(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """Send the preview pack of one series."""
    _allow(request, owner_of_preview(token, digest))
    return _file(relative_path("previews", digest))


@require_safe
def thumbnail(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """Send the middle slice of a series: one picture cut from its preview pack."""
    _allow(request, owner_of_preview(token, digest))
    offsets = Series.objects.values_list("preview_offsets", flat=True).get(token=token)
    middle = (len(offsets) - 1) // 2
    with _opened(relative_path("previews", digest)) as pack:
        pack.seek(offsets[middle])
        content = pack.read(offsets[middle + 1] - offsets[middle])
    return _guarded(HttpResponse(content), "image/webp")


@require_safe
def picture(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """Send a still that was cut for self-study."""
    _allow(request, owner_of_picture(token, digest))
    return _file(relative_path("pictures", digest))


def _allow(request: HttpRequest, owner: Owner | None) -> None:
    """Raise 404 for strangers. Public cases ask neither session nor user: no further query."""
    if owner is None:
        raise Http404
    state, pool, public_id = owner
    if Case.is_public(state, pool):
        return
    if public_id in access.granted_ids(request.session):
        return
    if is_educator(request.user):
        return
    raise Http404


def _opened(relative: str) -> IO[bytes]:
    try:
        return (Path(settings.MEDIA_ROOT) / relative).open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing


def _file(relative: str) -> HttpResponseBase:
    """Send a stored file; how it begins says whether a browser must inflate it."""
    with _opened(relative) as stream:
        content = stream.read()
    response = HttpResponse(content)
    redirect: str = getattr(settings, "IMAGES_ACCEL_REDIRECT", "")
    if redirect:
        response = HttpResponse(headers={"X-Accel-Redirect": f"{redirect.rstrip('/')}/{relative}"})
    if content.startswith(GZIP):
        response["Content-Encoding"] = "gzip"
    still = not relative.startswith("previews") and content.startswith(b"RIFF")
    return _guarded(response, "image/webp" if still else "application/octet-stream")


def _guarded(response: HttpResponseBase, content_type: str) -> HttpResponseBase:
    response["Content-Type"] = content_type
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
