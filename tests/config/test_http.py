"""Reading addresses from a request."""

import pytest
from django.test import RequestFactory

from config.lib.http import client_address, page_before, safe_next


def request(**meta):
    return RequestFactory().get("/", HTTP_HOST="spine.test", **meta)


def test_without_proxies_the_header_is_not_believed(settings):
    settings.PROXY_COUNT = 0
    asked = request(REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.2.3.4")
    assert client_address(asked) == "10.0.0.9"


@pytest.mark.parametrize(
    ("count", "header", "expected"),
    [
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_behind_proxies_their_entry_counts(settings, count, header, expected):
    settings.PROXY_COUNT = count
    asked = request(REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=header)
    assert client_address(asked) == expected


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        ("/learn/?q=a", "/learn/?q=a"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://spine.test/quiz/", "http://spine.test/quiz/"),
    ],
)
def test_next_stays_on_this_site(candidate, expected):
    assert safe_next(request(), candidate) == expected


def test_page_before_is_a_path_of_ours_or_nothing():
    assert page_before(request(HTTP_REFERER="http://spine.test/a/?b=1")) == "/a/?b=1"
    assert page_before(request(HTTP_REFERER="http://evil.example/a/")) == ""
    assert page_before(request()) == ""
