"""Speed that is felt: back and forward show a page at once."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import chromium

#: The page types that "back" shows as they were, with who looks at them. Not those with a viewer,
#: whose worker the browser does not keep, and not those of a running attempt: they are not stored.
KEPT = {
    "guest": ("/about/", "/help/", "/learn/", "/learn/findings/", "/search/?q=halo", "/quiz/"),
    "learner": ("/progress/", "/quiz/bookmarks/", "/quiz/practice/", "{rapid_ended}"),
    "educator": ("/teach/",),
}
REMEMBER = "addEventListener('pageshow', (event) => { window.kept = event.persisted; });"


@pytest.fixture
def keeping(browser, live_server):
    """Pages of a browser that keeps what was left; the usual one of the tests is told not to."""
    with_cache = browser.browser_type.launch(
        executable_path=chromium.find(),
        args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield lambda: with_cache.new_context(base_url=live_server.url).new_page()
    with_cache.close()


def comes_back(page: Page, address: str) -> bool:
    """Whether "back" shows the page as it was left, without asking for it again."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(f"window.left = true; {REMEMBER}")
    page.goto("/healthz")
    back(page)
    page.wait_for_url(f"**{address}", wait_until="commit")
    return bool(page.evaluate("window.left && window.kept"))


def back(page: Page) -> None:
    """Go back; Playwright's own waits for a load that a kept page does not have."""
    page.evaluate("history.back()")


def test_back_shows_the_page_as_it_was(world, keeping, sign_in):
    lost = []
    for person, addresses in KEPT.items():
        page = keeping()
        if person != "guest":
            sign_in(page, person)
        lost += [one for one in addresses if not comes_back(page, one.format(**vars(world)))]
        page.context.close()
    assert lost == []


def test_back_shows_nothing_of_somebody_who_signed_out(world, keeping, sign_in):
    page = keeping()
    sign_in(page, "learner")
    page.goto("/progress/")
    page.locator(".account > summary").click()
    page.locator(".account").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    back(page)
    expect(page.get_by_role("heading", name="Progress")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_back_shows_nothing_of_somebody_who_left_by_the_administration(world, keeping, sign_in):
    page = keeping()
    sign_in(page, "admin")
    page.goto("/progress/")
    page.goto("/admin/")
    page.locator("#logout-form button").click()
    expect(page.get_by_role("heading", name="You have signed out")).to_be_visible()
    page.evaluate("history.go(-2)")
    expect(page.get_by_role("heading", name="Progress")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
