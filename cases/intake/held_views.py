"""Looking at a file that was held back, and deciding: blank rectangles, no text, throw away."""

import io
from typing import Any

import numpy as np
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from numpy.typing import NDArray
from PIL import Image

from cases.dicom import pixels
from cases.dicom.errors import Refused
from cases.dicom.read import read
from cases.dicom.text import Box
from cases.intake import tasks
from cases.intake.access import held_of
from cases.models import HeldFile, HeldState
from cases.services import held as service
from config.lib.access import educators_only

#: Found letters are blanked with so many pixels around them.
MARGIN = 3
MOST_BOXES = 50


@educators_only
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the image with what was found; a POST decides."""
    held = held_of(request.user, token)
    if request.method == "POST":
        return _decide(request, held)
    return _page(request, held, _as_lines(held))


def _decide(request: HttpRequest, held: HeldFile) -> HttpResponseBase:
    assert isinstance(request.user, User)  # noqa: S101  (educators are signed in)
    if held.state != HeldState.WAITING:
        messages.info(request, _("This has been decided already."))
        return redirect(held.intake)
    files = service.kin(held)
    if not request.POST.get("kin"):
        files = files.filter(pk=held.pk)
    decision, typed = request.POST.get("decision", ""), request.POST.get("boxes", "")
    if decision == "discard":
        count = service.discard(files, request.user)
        text = ngettext("%(n)s image thrown away.", "%(n)s images thrown away.", count)
    elif decision in {"blank", "clear"}:
        try:
            boxes = parse(typed) if decision == "blank" else []
        except ValueError as error:
            return _page(request, held, typed, str(error))
        one = held.frames > 1 and not request.POST.get("frames")
        frames = [_frame(request.POST.get("frame"), held)] if one else []
        count = service.release(files, request.user, boxes, frames)
        tasks.enqueue_released(held.intake)
        text = ngettext("%(n)s image is being taken.", "%(n)s images are being taken.", count)
    else:
        raise Http404
    messages.success(request, text % {"n": count})
    return redirect(held.intake)


def _page(request: HttpRequest, held: HeldFile, typed: str, problem: str = "") -> HttpResponse:
    frame = _frame(request.GET.get("frame") or request.POST.get("frame"), held)
    context = {
        "held": held,
        "typed": typed,
        "problem": problem,
        "kin": service.kin(held).count(),
        "frame": frame,
        "last": held.frames - 1,
        "found": [box[1:] for box in held.boxes if box[0] == frame],
        "waits": held.state == HeldState.WAITING,
    }
    return render(request, "teach/intake/held.html", context, status=422 if problem else 200)


def _as_lines(held: HeldFile) -> str:
    """Return what was found as lines of "left, top, width, height", with a margin."""
    lines = []
    for _frame_number, x, y, width, height in held.boxes[:MOST_BOXES]:
        left, top = max(0, x - MARGIN), max(0, y - MARGIN)
        lines.append(f"{left}, {top}, {x + width + MARGIN - left}, {y + height + MARGIN - top}")
    return "\n".join(dict.fromkeys(lines))


def parse(typed: str) -> list[Box]:
    """Return the rectangles of the lines. Raises ValueError with a sentence."""
    boxes = []
    for line in typed.splitlines():
        if not line.strip():
            continue
        parts = [part.strip() for part in line.replace(";", ",").split(",")]
        if len(parts) != 4 or not all(part.isdecimal() and len(part) < 6 for part in parts):
            raise ValueError(
                _("A rectangle is four whole numbers, not “%(line)s”.")
                % {"line": line.strip()[:60]}
            )
        boxes.append(Box(*(int(part) for part in parts)))
    if not boxes:
        raise ValueError(_("Draw or type at least one rectangle, or say that there is no text."))
    if len(boxes) > MOST_BOXES:
        raise ValueError(_("These are too many rectangles."))
    return boxes


def _frame(text: str | None, held: HeldFile) -> int:
    number = int(text) if text and text.isdecimal() and len(text) < 6 else None
    if number is None:
        number = held.boxes[0][0] if held.boxes else 0
    return int(min(number, held.frames - 1))


@educators_only
@require_GET
def picture(request: HttpRequest, token: str, frame: int) -> HttpResponseBase:
    """Send one frame of a file that waits, for its owner's eyes; kept by no cache."""
    held = held_of(request.user, token)
    try:
        dataset = read(service.path_of(held), pixels=True)
        image = next(
            one for number, one in enumerate(pixels.raw_frames(dataset)) if number == frame
        )
    except (OSError, Refused, StopIteration) as error:
        raise Http404 from error
    stream = io.BytesIO()
    Image.fromarray(_eight(image)).save(stream, "PNG")
    response = HttpResponse(stream.getvalue(), content_type="image/png")
    response["Cache-Control"] = "no-store"
    return response


def _eight(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the whole range in 8 bits: text is often brighter than every tissue."""
    if image.ndim == 3:
        return image.astype(np.uint8)
    low, high = np.percentile(image, (1, 99.8))
    high = max(high, low + 1)
    scaled = np.clip((image.astype(np.float32) - low) / (high - low), 0, 1)
    eight: NDArray[np.uint8] = (255 * scaled).astype(np.uint8)
    return eight
