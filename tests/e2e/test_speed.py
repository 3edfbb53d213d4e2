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


#: Width of the line at the top while a request is under way, 0 to 1; null while there is none.
LINE = """() => { const line = getComputedStyle(document.body, '::before');
  return line.content === 'none' || line.visibility === 'hidden' ? null : new DOMMatrix(line.transform).a; }"""


def test_a_slow_answer_shows_that_it_is_under_way(world, page: Page):
    """Not in the first 150 ms, then a line that grows, and nothing once the answer is there."""
    page.goto("/learn/")
    held = []
    page.route("**/learn/?*", lambda route: held.append(route))
    page.get_by_label("Finding", exact=True).select_option("corduroy")
    page.wait_for_function(f"() => ({LINE})() > 0.1")
    begins = page.evaluate("getComputedStyle(document.body, '::before').animationDelay")
    assert begins == "0.15s"
    page.wait_for_function(f"() => ({LINE})() > 0.2")
    held[0].continue_()
    page.wait_for_function(f"() => ({LINE})() === null")
    page.emulate_media(reduced_motion="reduce")
    page.get_by_label("Finding", exact=True).select_option("")
    page.wait_for_function(f"() => ({LINE})() > 0.9")  # there at once, and still
    held[1].continue_()
    page.wait_for_function(f"() => ({LINE})() === null")


def test_the_likely_next_page_is_fetched_ahead_and_used_but_never_a_case(world, keeping, sign_in):
    page, ahead = keeping(), []
    sign_in(page, "learner")
    page.on(
        "request",
        lambda one: "prefetch" in (one.headers.get("sec-purpose") or "") and ahead.append(one.url),
    )
    page.goto("/quiz/")
    for link in page.locator("main a[href*='/quiz/']:visible").all():
        link.hover()
        page.wait_for_timeout(400)  # longer than a browser takes to call a link likely
    learn = page.get_by_role("link", name="Learn", exact=True).first
    with page.expect_request(lambda one: one.url.endswith("/learn/")):
        learn.hover()
    assert {one.partition("/learn/")[1] for one in ahead} <= {"/learn/"}
    page.wait_for_timeout(1000)  # the answer to it
    learn.click()
    expect(page).to_have_url("/learn/")
    used = "performance.getEntriesByType('navigation')[0].deliveryType"
    assert page.evaluate(used) == "navigational-prefetch"
