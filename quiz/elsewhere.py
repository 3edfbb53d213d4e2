"""What the reading room says of a session that is open in another browser, too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from quiz.models import Session, SessionItem
from quiz.services.elsewhere import note_place

#: Where the browser's session keeps its random name; signing in does not change it.
BROWSER = "quiz_browser"


def elsewhere(request: HttpRequest, item: SessionItem) -> dict[str, Any]:
    """Note that this browser has the case open; say what another one did with the session.

    Shape: {"sentence", "url", "link"}, all empty where there is nothing to say. An answer to this
    case, wherever it came from, is said before the other browser's place.
    """
    browser = request.session.get(BROWSER)
    if browser is None:
        browser = request.session[BROWSER] = get_random_string(12)
    place = note_place(item.session, browser=browser, order=item.order)
    session = item.session.public_id
    if item.committed is not None:
        told = _(
            "This case was answered in another browser or tab: that answer counts."
            " What you typed here was not sent."
        )
        if item.session.mode == Session.Mode.RAPID and item.session.finished_at is None:
            # Its results come at the end; the page leads to the first open case.
            return _said(told, reverse("quiz:read", args=[session, item.order]), _("Go on"))
        return _said(
            told, reverse("quiz:feedback", args=[session, item.order]), _("See the result")
        )
    if item.session.finished_at is not None:
        told = _("This session has ended; all of it that was kept counts.")
        return _said(told, reverse("quiz:session", args=[session]), _("See the session"))
    if place is None:
        return _said()
    when = date_format(timezone.localtime(place.at), "TIME_FORMAT")
    return _said(
        _(
            "This session is open in another browser, too (case %(order)d, %(time)s)."
            " What you type is kept; the answer that is sent first counts."
        )
        % {"order": place.order, "time": when}
    )


def _said(sentence: str = "", url: str = "", link: str = "") -> dict[str, Any]:
    return {"sentence": sentence, "url": url, "link": link}
