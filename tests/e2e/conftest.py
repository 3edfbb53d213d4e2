"""A real browser on a live server. Run on its own: `pytest tests/e2e` with
DJANGO_ALLOW_ASYNC_UNSAFE=true (Playwright keeps an event loop in the thread of the test).

    def test_something(page, live_server):          # 1440 x 900
    def test_on_a_phone(phone, live_server):        # 390 x 844, touch
    def test_two(new_page):  a, b = new_page(), new_page(color_scheme="dark")

Every page fails its test when the console shows an error, a script throws, or the
Content-Security-Policy refuses something; `browser_log.allow("text")` lets one through.
After a failure a picture of each page lies in var/screenshots/.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.e2e import chromium
from tests.e2e.chromium import DESKTOP, PHONE
from tests.personas import make_user

PICTURES = Path(__file__).resolve().parent.parent.parent / "var" / "screenshots"

#: The pages of a test, on the test itself.
OPEN_PAGES = pytest.StashKey[list[Page]]()

REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`CSP violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an e2e test."""
    for item in items:
        if "tests/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Any:
    """Leave the outcome of each phase on the test, for the fixture that takes pictures."""
    report = yield
    setattr(item, f"report_{report.when}", report)
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Close the pages before the first fixture goes: a page that still loads images
    when their files and rows are taken away would complain about that."""
    pages = item.stash.get(OPEN_PAGES, [])
    report = getattr(item, "report_call", None)
    if report is not None and report.failed:
        take_pictures(pages, item.name)
    for page in pages:
        page.context.close()


class BrowserLog:
    """What the pages complained about, and what a test declared to be expected."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """Expect complaints that match this regular expression."""
        self._allowed.append(pattern)

    def unexpected(self) -> list[str]:
        return [p for p in self.problems if not any(re.search(a, p) for a in self._allowed)]

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.problems.append(f"console: {message.text} ({where})")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run, without a GPU."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.ADVICE, pytrace=False)
    if os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE") != "true":
        pytest.skip("browser tests run by themselves: make test-e2e")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture
def browser_log() -> BrowserLog:
    return BrowserLog()


@pytest.fixture
def new_page(
    browser: Browser,
    live_server: Any,
    browser_log: BrowserLog,
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Page]]:
    """Make pages, each with cookies of its own; arguments are those of Browser.new_context."""
    pages = request.node.stash[OPEN_PAGES] = []

    def make(**options: Any) -> Page:
        settings = {"viewport": DESKTOP, "base_url": live_server.url, **options}
        context = browser.new_context(**settings)
        context.add_init_script(REPORT_VIOLATIONS)
        context.set_default_timeout(10_000)
        page = context.new_page()
        browser_log.watch(page)
        pages.append(page)
        return page

    yield make
    assert browser_log.unexpected() == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A workstation: 1440 x 900."""
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """A phone: 390 x 844, touch."""
    return new_page(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def world(transactional_db, tmp_path, settings, monkeypatch) -> Any:
    """Something to see on every page type: tests.e2e.page_types.World."""
    from tests.e2e.page_types import make_world

    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"
    settings.DICOMWEB_SERVERS = {"PACS": {"url": "http://127.0.0.1:9"}}
    # The design language shows itself while developing only.
    monkeypatch.setattr("config.help.settings", SimpleNamespace(DEBUG=True))
    return make_world(tmp_path)


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, str], Any]:
    """`user = sign_in(page, "learner")`: give the page the session of a persona."""

    def give(page: Page, name: str) -> Any:
        user = make_user(name)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        from django.conf import settings

        cookie = {
            "name": settings.SESSION_COOKIE_NAME,
            "value": session.session_key,
            "url": live_server.url,
        }
        page.context.add_cookies([cookie])
        return user

    return give


def take_pictures(pages: list[Page], name: str) -> None:
    """Save a picture of each page under var/screenshots; never hide the failure itself."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    safe = re.sub(r"[^\w.-]+", "_", name)
    for number, page in enumerate(pages):
        if page.is_closed():
            continue
        try:
            page.screenshot(path=PICTURES / f"{safe}-{number}.png")
        except Exception as error:
            print(f"no picture of page {number}: {error}")
