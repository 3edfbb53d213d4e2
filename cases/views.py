"""The bytes of images: authorised on every request, cached for ever by whoever may see them."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from cases.dicom.files import relative_path
from cases.models import Case, Frame, Series
from cases.querysets import is_educator
from cases.services import access

FOREVER = "private, max-age=31536000, immutable"


@require_safe
def frame(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """Send one frame: gzip of predicted residuals, or a lossless WebP for colour."""
    rows = Frame.objects.filter(series__token=token, digest=digest).values_list(
        "series__pixels__kind",
        "series__study__case__state",
        "series__study__case__pool",
        "series__study__case__public_id",
    )[:1]
    for kind, state, pool, public_id in rows:
        _allow(request, state, pool, public_id)
        response = _file(relative_path("frames", digest))
        if kind != "bitmap":
            response["Content-Encoding"] = "gzip"
        else:
            response["Content-Type"] = "image/webp"
        return response
    raise Http404


@require_safe
def preview(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """Send the preview pack of one series."""
    rows = Series.objects.filter(token=token, preview_digest=digest).values_list(
        "study__case__state", "study__case__pool", "study__case__public_id"
    )[:1]
    for state, pool, public_id in rows:
        _allow(request, state, pool, public_id)
        return _file(relative_path("previews", digest))
    raise Http404


@require_safe
def thumbnail(request: HttpRequest, token: str, digest: str) -> HttpResponseBase:
    """Send the middle slice of a series: one picture cut from its preview pack."""
    rows = Series.objects.filter(token=token, preview_digest=digest).values_list(
        "preview_offsets", "study__case__state", "study__case__pool", "study__case__public_id"
    )[:1]
    for offsets, state, pool, public_id in rows:
        _allow(request, state, pool, public_id)
        middle = (len(offsets) - 1) // 2
        try:
            with (Path(settings.MEDIA_ROOT) / relative_path("previews", digest)).open(
                "rb"
            ) as pack:
                pack.seek(offsets[middle])
                content = pack.read(offsets[middle + 1] - offsets[middle])
        except FileNotFoundError as missing:
            raise Http404 from missing
        return _guarded(HttpResponse(content), "image/webp")
    raise Http404


def _allow(request: HttpRequest, state: str, pool: str, public_id: str) -> None:
    """Raise 404 for strangers. Public cases ask neither session nor user: no further query."""
    if Case.is_public(state, pool):
        return
    if public_id in access.granted_ids(request.session):
        return
    if is_educator(request.user):
        return
    raise Http404


def _file(relative: str) -> HttpResponseBase:
    response: HttpResponseBase
    redirect: str = getattr(settings, "IMAGES_ACCEL_REDIRECT", "")
    if redirect:
        response = HttpResponse(headers={"X-Accel-Redirect": f"{redirect.rstrip('/')}/{relative}"})
    else:
        path = Path(settings.MEDIA_ROOT) / relative
        try:
            response = FileResponse(path.open("rb"))
        except FileNotFoundError as missing:
            raise Http404 from missing
    del response["Content-Disposition"]
    return _guarded(response, "application/octet-stream")


def _guarded(response: HttpResponseBase, content_type: str) -> HttpResponseBase:
    response["Content-Type"] = content_type
    response["Cache-Control"] = FOREVER
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
