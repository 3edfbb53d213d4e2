"""The frame of every page: header, theme, search key, menus, accounts; no console error."""

import re

import pytest
from playwright.sync_api import Page, expect

PAGES = ["/", "/about/", "/account/login/", "/account/signup/", "/account/reset/"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_without_complaint_and_fit_a_phone(phone: Page, path: str):
    phone.goto(path)
    expect(phone.locator("h1")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_theme_changes_at_once_and_is_remembered(page: Page):
    page.goto("/")
    page.get_by_label("Appearance").click()
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark").first.click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(12, 13, 14)")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(12, 13, 14)")


def test_theme_works_without_javascript(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/about/")
    page.locator(".theme summary").click()
    page.locator(".theme button[value=dark]").click()
    expect(page).to_have_url(re.compile("/about/$"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_dark_system_gets_dark_pages(new_page):
    page = new_page(color_scheme="dark")
    page.goto("/")
    expect(page.locator("body")).to_have_css("background-color", "rgb(12, 13, 14)")


def test_menu_closes_with_escape_and_returns_focus(phone: Page):
    phone.goto("/")
    summary = phone.locator(".menu > summary")
    summary.click()
    expect(phone.get_by_role("link", name="Sign in")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("link", name="Sign in")).to_be_hidden()
    expect(summary).to_be_focused()


def test_skip_link_is_the_first_stop(page: Page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_sign_up_sign_out_sign_in(page: Page):
    page.goto("/account/signup/")
    page.get_by_label("Username").fill("resident1")
    page.get_by_label("Password", exact=True).fill("seven-lumbar-pedicles")
    page.get_by_label("Password confirmation").fill("seven-lumbar-pedicles")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Welcome.")).to_be_visible()
    page.locator(".account > summary").click()
    page.locator(".account").get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Username").fill("resident1")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("do not go together")).to_be_visible()
    expect(page.get_by_label("Username")).to_have_value("resident1")
    page.get_by_label("Password").fill("seven-lumbar-pedicles")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".account > summary")).to_contain_text("resident1")


def test_administration_runs_under_the_policy(page: Page, sign_in):
    sign_in(page, "admin")
    page.goto("/admin/")
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    page.goto("/admin/auth/user/add/")
    expect(page.get_by_role("heading", name="Add user")).to_be_visible()
    page.goto("/admin/auth/user/")
    expect(page.get_by_role("heading", name="Select user to change")).to_be_visible()


def test_unknown_page_helps(page: Page, browser_log):
    browser_log.allow("404")
    page.goto("/no-such-page/")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.get_by_role("link", name="Start page").click()
    expect(page).to_have_url(re.compile("/$"))


def test_the_collector_notices_a_violation(page: Page, browser_log):
    page.goto("/about/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')")
    page.wait_for_timeout(200)
    assert any("CSP violation: style-src" in problem for problem in browser_log.problems)
    browser_log.allow("CSP violation|Content Security Policy")


def test_base_styles_do_not_squeeze_what_the_viewer_draws(page: Page):
    page.goto("/about/")
    box = page.evaluate(
        """() => {
        document.querySelector('main').insertAdjacentHTML('beforeend',
          '<div id="port"><canvas width="448" height="448"></canvas><svg width="448" height="448"></svg></div>');
        document.getElementById('port').style.width = '300px';
        return [...document.querySelectorAll('#port > *')].map(e => {
          const r = e.getBoundingClientRect(); return [r.width, r.height]; }); }"""
    )
    assert box == [[448, 448], [448, 448]]
