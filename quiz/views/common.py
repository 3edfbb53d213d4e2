"""What the quiz views share: who reads, whose item it is, what a browser's script asked for."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.views.decorators.cache import cache_control, never_cache

from cases.models import Case
from cases.services import access
from quiz.item_to_answer import find_item_to_answer
from quiz.models import Session, SessionItem
from quiz.selectors import Reader, find_item, find_session
from quiz.services.guests import TOKEN_KEY
from quiz.services.session import new_guest_token

#: Pages of a running attempt are never stored: the back button asks the server again.
no_store = never_cache
#: Pages of one's own that do not change under the reader: "back" shows them at once, as they were.
#: `static/app/site.js` asks again for them once the reader has signed out.
own_page = cache_control(private=True, no_cache=True)


def reader_of(request: HttpRequest) -> Reader:
    """Return who reads; a guest without a token yet owns nothing."""
    if request.user.is_authenticated:
        return Reader(request.user)
    return Reader(request.user, request.session.get(TOKEN_KEY, ""))


def reader_with_token(request: HttpRequest) -> Reader:
    """Return who reads, and give a guest a token to own sessions with."""
    if not request.user.is_authenticated and not request.session.get(TOKEN_KEY):
        request.session[TOKEN_KEY] = new_guest_token()
    return reader_of(request)


def get_session(request: HttpRequest, public_id: str) -> Session:
    """Return the reader's own session; strangers get 404."""
    session = find_session(reader=reader_of(request), public_id=public_id)
    if session is None:
        raise Http404
    return session


def get_item(request: HttpRequest, public_id: str, order: int) -> SessionItem:
    """Return an item of the reader's own session; strangers get 404."""
    item = find_item(reader=reader_of(request), public_id=public_id, order=order)
    if item is None:
        raise Http404
    return item


def get_item_to_answer(request: HttpRequest, public_id: str, order: int) -> SessionItem:
    """Return an item of the reader's own session for its commit; strangers get 404."""
    item = find_item_to_answer(reader=reader_of(request), public_id=public_id, order=order)
    if item is None:
        raise Http404
    return item


def wants_json(request: HttpRequest) -> bool:
    """Whether the page's script asks, rather than a plain form."""
    return request.headers.get("Accept", "").startswith("application/json")


def allow_images(request: HttpRequest, case: Case) -> None:
    """Keep the images of a case that is no longer public visible to whoever is reading it."""
    if not Case.is_public(case.state, case.pool) and not access.has_grant(request.session, case):
        access.grant(request.session, case)
