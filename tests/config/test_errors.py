"""Error pages say what happened, what to do, and lose nothing that was typed."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from config import errors
from config.urls import urlpatterns as site_urls


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def big(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("t/forbidden/", forbidden),
    path("t/suspicious/", suspicious),
    path("t/big/", big),
    path("t/broken/", broken),
    path("t/echo/", echo),
    *site_urls,
]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/t/forbidden/", 403, "Not open to you"),
        ("/t/suspicious/", 400, "made no sense"),
        ("/t/big/", 413, "too large"),
        ("/no-such-page/", 404, "no such page"),
    ],
)
def test_each_error_has_a_page_with_a_way_out(client, address, status, words):
    answer = client.get(address, headers={"referer": "http://testserver/learn/?q=x"})
    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text
    assert 'href="/"' in text
    assert 'href="/learn/?q=x"' in text


def test_server_error_needs_nothing_and_tells_nothing(client):
    client.raise_request_exception = False
    answer = client.get("/t/broken/")
    assert answer.status_code == 500
    assert b"The mistake is ours" in answer.content
    assert b"secret detail" not in answer.content


def test_csrf_failure_keeps_what_was_typed_but_no_secret():
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/account/signup/",
        {"username": "resident <7>", "password1": "hunter22", "csrfmiddlewaretoken": "abcdef"},
        headers={"referer": "http://testserver/account/signup/"},
    )
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "too old to send" in text
    assert "resident &lt;7&gt;" in text
    assert "hunter22" not in text
    assert "abcdef" not in text
    assert 'href="/account/signup/"' in text


def test_csrf_failure_survives_a_body_that_cannot_be_read():
    request = RequestFactory().post("/x/", b"\xff", content_type="multipart/form-data; boundary=")
    assert errors.typed(request) == []


def test_a_body_larger_than_a_visitor_may_send_is_refused_unparsed(client, settings):
    settings.BODY_MAX_BYTES = 1000
    answer = client.post("/t/echo/", {"text": "x" * 2000})
    assert answer.status_code == 413
    assert "1000" in answer.content.decode().replace("\xa0", " ")


def test_an_educator_may_send_more(educator, learner, settings):
    settings.BODY_MAX_BYTES = 1000
    settings.UPLOAD_MAX_BYTES = 5000
    assert educator.post("/t/echo/", {"text": "x" * 2000}).content == b"1"
    assert educator.post("/t/echo/", {"text": "x" * 6000}).status_code == 413
    assert learner.post("/t/echo/", {"text": "x" * 2000}).status_code == 413


def test_a_strange_length_is_left_to_the_server(rf):
    from config.middleware import content_length

    assert content_length(rf.get("/", CONTENT_LENGTH="many")) == 0


def test_draining_stops_where_the_body_ends(rf):
    from config.middleware import drain

    request = rf.post("/", b"x" * 100, content_type="text/plain")
    drain(request, 10_000)
    assert request.read() == b""


def test_with_debug_on_a_missing_page_is_still_ours(client, settings):
    settings.DEBUG = True
    assert b"DEBUG = True" in client.get("/t/missing/").content
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "config.middleware.OwnNotFoundPage"]
    fresh = Client()
    answer = fresh.get("/t/missing/")
    assert answer.status_code == 404
    assert "no such page" in answer.content.decode()
