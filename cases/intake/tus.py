"""Resumable uploads: the tus protocol, version 1.0.0, with creation, creation-with-upload and
termination (https://tus.io/protocols/resumable-upload).

POST announces a file (its first piece may come along), HEAD tells how much has arrived, PATCH
sends the next piece, DELETE takes the file back. GET lists what is there, for a browser that was
reloaded. All of it for the intake's owner only, and only while it receives.
"""

import base64
import binascii

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.intake import service
from cases.intake.access import intake_of
from cases.intake.folder import Folder, Upload
from cases.models import Intake, IntakeState
from config.lib.access import educators_only

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"


@educators_only
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """List the files of an intake, or announce another."""
    intake = intake_of(request.user, public_id)
    if request.method == "GET":
        there = Folder(public_id).uploads()
        return JsonResponse(
            {"files": [[one.key, one.path, one.size, one.offset] for one in there]}
        )
    size = _number(request.headers.get("Upload-Length"))
    if size is None:
        return _answer(400, _("The length of the file is missing."))
    if closed := _closed(intake):
        return closed
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    try:
        upload = service.announce(
            intake, told.get("filename", "file"), size, told.get("modified", "")
        )
    except service.Full as full:
        return _answer(413, str(full))
    response: HttpResponseBase = _answer(201)
    if request.content_type == PIECE and upload.offset == 0 and size:
        response = _written(request, intake, upload, 201)
    else:
        response["Upload-Offset"] = str(upload.offset)
    response["Location"] = reverse("teach:intake-file", args=[public_id, upload.key])
    return response


@educators_only
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def file(request: HttpRequest, public_id: str, key: str) -> HttpResponseBase:
    """Tell how much of a file is here, take its next piece, or take it back."""
    intake = intake_of(request.user, public_id)
    upload = Folder(public_id).upload(key)
    if upload is None:
        return _answer(404, _("There is no such upload (any more)."))
    if request.method == "HEAD":
        response = _answer(200)
        response["Upload-Offset"], response["Upload-Length"] = str(upload.offset), str(upload.size)
        response["Cache-Control"] = "no-store"
        return response
    if closed := _closed(intake):
        return closed
    if request.method == "DELETE":
        service.remove_upload(intake, upload)
        return _answer(204)
    if request.content_type != PIECE:
        return _answer(415, _("A piece of a file is sent as %(kind)s.") % {"kind": PIECE})
    if _number(request.headers.get("Upload-Offset")) != upload.offset:
        return _answer(409, _("The piece does not begin where the last one ended."))
    return _written(request, intake, upload, 204)


def _written(
    request: HttpRequest, intake: Intake, upload: Upload, status: int
) -> HttpResponseBase:
    try:
        after = service.append(intake, upload, request)
    except service.Full as full:
        return _answer(413, str(full))
    except OSError:  # the connection broke; what arrived is kept
        return _answer(400, _("The connection broke. Send the rest again."))
    if after is None:
        return _answer(423, _("Another piece of this file is just being written."))
    response = _answer(status)
    response["Upload-Offset"] = str(after.offset)
    return response


def _closed(intake: Intake) -> HttpResponse | None:
    if intake.state == IntakeState.RECEIVING:
        return None
    return _answer(409, _("These files are being worked off already. Bring the rest in anew."))


def _answer(status: int, sentence: str = "") -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    return response


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _metadata(header: str) -> dict[str, str]:
    """Return the pairs of Upload-Metadata; what is not base64 is left out."""
    found = {}
    for pair in header.split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found
