"""A guest practises: by mouse, by keyboard alone, on a phone, on a bad line, without JavaScript.

The images are DICOM that the test writes with pydicom and imports like any other.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Draft, Response, Session
from tests.e2e.reading_cases import knowledge, synthetic_case

READING = re.compile(r"/quiz/s/\w+/\d+/$")
FEEDBACK = re.compile(r"/quiz/s/\w+/\d+/feedback/$")


@pytest.fixture
def library(transactional_db, media, tmp_path):
    knowledge()
    return [synthetic_case(tmp_path, number=number) for number in (1, 2)]


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"


def begin(page: Page):
    page.goto("/quiz/")
    page.get_by_role("button", name="Start practice").click()
    expect(page).to_have_url(READING)


def enter(page: Page, text: str):
    box = page.get_by_role("combobox", name="Add a diagnosis")
    box.fill(text)
    box.press("Enter")
    expect(box).to_have_value("")


def images_are_there(page: Page):
    """The first view has drawn something that is not black, and its tools have come after it."""
    page.wait_for_function(
        """() => { if (!document.querySelector('dicom-stack .ds-tools button')) return false;
        const canvas = document.querySelector('dicom-stack canvas');
        if (!canvas || !canvas.width) return false;
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return data.some((value, index) => index % 4 === 0 && value > 60); }"""
    )


def fill_rest(page: Page):
    """Everything but place and differential."""
    page.get_by_text("Lucent", exact=True).click()
    page.locator("label.chip:has([value=fat-in-lesion])").click()
    page.locator("[name=malignancy]").fill("5")
    page.get_by_label("Next step").select_option("leave-alone")


def test_a_guest_reads_by_mouse_and_is_told_why(page: Page, library):
    begin(page)
    images_are_there(page)
    expect(page.get_by_text("A woman of 44.")).to_be_visible()
    expect(page.locator(".ds-port").first).to_contain_text("Slice 6 / 11")

    page.get_by_role("button", name="Mark lesion").click()
    port = page.locator(".ds-port").first.bounding_box()
    page.mouse.click(port["x"] + port["width"] * 0.45, port["y"] + port["height"] / 2)
    expect(page.locator("[data-marks-list] li")).to_contain_text("slice 6")
    expect(page.locator("[data-marks-list] li")).to_contain_text("level shown after the commit")
    expect(page.get_by_role("radio", name="Focal")).to_be_checked()

    enter(page, "mets vs hemangioma")
    rows = page.locator(".dl .entry")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("mets")
    expect(rows.nth(0)).to_contain_text("Understood as")
    enter(page, "not myeloma")
    expect(rows.nth(2).locator("s")).to_have_text("not myeloma")
    rows.nth(1).hover()
    rows.nth(1).get_by_role("button", name="Move hemangioma up").click()
    expect(rows.nth(0)).to_contain_text("hemangioma")
    rows.nth(0).drag_to(rows.nth(1))
    expect(rows.nth(0)).to_contain_text("mets")
    rows.nth(1).drag_to(rows.nth(0))
    expect(rows.nth(0)).to_contain_text("hemangioma")

    fill_rest(page)
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    page.get_by_role("button", name="Commit").dblclick()

    expect(page).to_have_url(FEEDBACK)
    assert Response.objects.count() == 1
    expect(page.locator("h1")).to_contain_text(
        "Vertebral hemangioma at L2. You had the diagnosis first."
    )
    expect(page.get_by_text("Fat in the lesion rules a metastasis out here")).to_be_visible()
    expect(page.locator(".v s")).to_be_visible()
    # the lesion is outlined, and the own click stands in it
    outline = page.locator(
        "dicom-stack svg [data-region], dicom-stack svg polygon, dicom-stack svg path"
    ).first
    expect(outline).to_be_attached()
    answer = Response.objects.get().payload["answer"]
    x, y, z = answer["clicks"][0]["point"]
    assert abs(x - 20) < 2.1
    assert abs(y) < 30
    assert abs(z) < 30

    page.locator("[data-goto]").first.click()
    page.get_by_text("I think the key is wrong").click()
    page.locator("#challenge-text").fill("The struts are missing.")
    page.get_by_role("button", name="Send to the educators").click()
    expect(page.locator("#challenge")).to_contain_text("with your answer attached")

    page.get_by_role("button", name="Next case").click()
    expect(page).to_have_url(re.compile("/2/$"))
    images_are_there(page)


def test_by_keyboard_alone(page: Page, library):
    """From the start page to the feedback without a pointer."""
    page.goto("/quiz/")
    tab_to(page, "Start practice")
    page.keyboard.press("Enter")
    expect(page).to_have_url(READING)
    images_are_there(page)

    press_until(page, "Tab", "document.activeElement.name === 'ct_class'")
    page.keyboard.press("Space")
    press_until(page, "Tab", "document.activeElement.name === 'findings'")
    page.keyboard.press("Space")
    press_until(page, "Tab", "document.activeElement.name === 'extent'")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Diffuse")).to_be_checked()

    page.keyboard.press("/")
    page.keyboard.type("heman")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    rows = page.locator(".dl .entry")
    expect(rows).to_have_count(1)
    first = rows.first.locator(".name").inner_text()
    page.keyboard.type("myeloma")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2)

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.first).to_contain_text("myeloma")
    page.keyboard.press("Alt+ArrowDown")
    expect(rows.first).to_contain_text(first)
    page.keyboard.press("Delete")
    expect(rows).to_have_count(1)

    press_until(page, "Tab", "document.activeElement.type === 'range'")
    page.keyboard.press("Home")
    expect(page.locator("[name=malignancy]")).to_have_value("0")
    expect(page.locator("[data-words]")).to_have_text("certainly benign")
    press_until(page, "Tab", "document.activeElement.name === 'next_step'")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(FEEDBACK)
    images_are_there(page)  # a key before the scripts have come goes nowhere
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/2/$"))


def tab_to(page: Page, name: str):
    press_until(page, "Tab", f"document.activeElement.textContent.trim() === '{name}'")


def press_until(page: Page, key: str, condition: str):
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate(condition):
            return
    raise AssertionError(f"never reached: {condition}")


def test_on_a_phone(phone: Page, library):
    begin(phone)
    images_are_there(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    commit = phone.get_by_role("button", name="Commit")
    expect(commit).to_be_in_viewport()
    small = phone.evaluate(
        """() => [...document.querySelectorAll('.side button, .side label:not(.lab, .visually-hidden), .side select, .commit button')]
        .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 32)
        .map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    phone.get_by_text("Normal", exact=True).tap()
    enter(phone, "mets")
    fill_rest(phone)
    commit.tap()
    expect(phone).to_have_url(FEEDBACK)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(phone.get_by_role("button", name="Next case")).to_be_in_viewport()
    expect(phone.locator("h1")).to_contain_text("The diagnosis was not on your list")


def test_what_is_left_out_is_asked_once_and_a_sixth_entry_is_refused(page: Page, library):
    begin(page)
    for text in ("mets", "myeloma", "paget disease", "sarcoidosis", "gaucher disease"):
        enter(page, text)
    box = page.get_by_role("combobox", name="Add a diagnosis")
    box.fill("mastocytosis")
    box.press("Enter")
    expect(page.locator("[data-full]")).to_have_text(
        "Five entries are the most. Take one out to add another."
    )
    expect(page.locator(".dl .entry")).to_have_count(5)
    expect(box).to_have_value("mastocytosis")
    box.fill("")
    page.get_by_role("button", name="Commit").click()
    remarks = page.locator("[data-remarks] li")
    expect(remarks).to_have_count(4)
    assert not Response.objects.exists()
    page.get_by_role("button", name="Commit as it is").click()
    expect(page).to_have_url(FEEDBACK)


def test_an_entry_understood_in_two_ways_is_asked_back(page: Page, library, live_server):
    from knowledge.models import Entity, EntityName
    from knowledge.services.editing import touch

    for slug in ("systemic-mastocytosis", "sclerotic-metastases"):
        EntityName.objects.create(
            entity=Entity.objects.get(slug=slug), text="SMX", kind="abbreviation"
        )
    touch()
    begin(page)
    enter(page, "SMX")
    row = page.locator(".dl .entry")
    expect(row).to_contain_text("Did you mean")
    row.get_by_role("button", name="Systemic mastocytosis").click()
    expect(row.locator(".name")).to_have_text("Systemic mastocytosis")
    expect(row.locator(".pick")).to_be_hidden()


def test_everything_is_back_after_a_reload(page: Page, library):
    begin(page)
    page.get_by_text("Diffuse", exact=True).click()
    enter(page, "hemangioma")
    fill_rest(page)
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    page.reload()
    expect(page.locator(".dl .entry")).to_have_count(1)
    expect(page.get_by_role("radio", name="Lucent")).to_be_checked()
    expect(page.get_by_role("radio", name="Diffuse")).to_be_checked()
    expect(page.locator("[name=malignancy]")).to_have_value("5")
    expect(page.get_by_label("Next step")).to_have_value("leave-alone")


def test_without_a_connection_nothing_is_lost(page: Page, library, browser_log):
    browser_log.allow("ERR_INTERNET_DISCONNECTED|Failed to fetch|net::ERR")
    begin(page)
    images_are_there(page)
    page.context.set_offline(True)
    page.get_by_text("Diffuse", exact=True).click()
    enter(page, "hemangioma")
    page.locator("[name=malignancy]").fill("5")
    expect(page.locator("[data-saved]")).to_contain_text("kept in this browser")
    page.get_by_role("button", name="Commit").click()
    expect(page.locator("[data-saved]")).to_contain_text("nothing is lost")
    assert not Response.objects.exists()
    assert not Draft.objects.filter(payload__malignancy="5").exists()
    page.context.set_offline(False)
    expect(page.locator("[data-remarks] li")).not_to_have_count(0)
    page.get_by_role("button", name="Commit as it is").click()
    expect(page).to_have_url(FEEDBACK)
    assert Response.objects.get().payload["typed"] == ["hemangioma"]


def test_what_the_server_never_got_is_back_from_the_browser(page: Page, library, browser_log):
    browser_log.allow("503|Failed to load")
    begin(page)
    page.route("**/draft/", lambda route: route.fulfill(status=503, body="down"))
    page.get_by_text("Sclerotic", exact=True).click()
    enter(page, "hemangioma")
    expect(page.locator("[data-saved]")).not_to_be_empty()
    page.unroute("**/draft/")
    page.reload()
    expect(page.get_by_role("radio", name="Sclerotic")).to_be_checked()
    expect(page.locator(".dl .entry")).to_have_count(1)
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    assert (
        page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('read:')).length")
        == 0
    )


def test_a_lost_session_says_so_and_keeps_what_was_typed(
    page: Page, library, browser_log, settings
):
    browser_log.allow("404")
    begin(page)
    enter(page, "hemangioma")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Commit").click()
    expect(page.locator("[data-remarks]")).to_contain_text("no longer signed in")
    expect(page.locator(".dl .entry")).to_have_count(1)
    assert "hemangioma" in page.evaluate("JSON.stringify(localStorage)")


def test_an_old_token_is_renewed_without_a_word(page: Page, library, browser_log):
    browser_log.allow("403")
    begin(page)
    enter(page, "hemangioma")
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    page.evaluate(
        "document.querySelector('form[data-reading] [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)"
    )
    page.get_by_role("button", name="Commit").click()
    expect(page.locator("[data-remarks] li")).to_have_count(4)


def test_back_leads_to_what_was_before_the_case(page: Page, library):
    begin(page)
    page.get_by_text("Diffuse", exact=True).click()
    enter(page, "hemangioma")
    fill_rest(page)
    page.get_by_role("button", name="Commit").click()
    expect(page).to_have_url(FEEDBACK)
    page.go_back()
    expect(page).to_have_url(re.compile("/quiz/$"))
    page.go_forward()
    expect(page).to_have_url(FEEDBACK)


def test_without_javascript_a_read_still_ends_in_feedback(new_page, library, browser_log):
    browser_log.allow("422")
    page = new_page(java_script_enabled=False)
    begin(page)
    expect(page.get_by_text("The images need JavaScript")).to_be_visible()
    page.get_by_label("Diagnosis 1").fill("hemangioma vs mets")
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text("Understood as Vertebral hemangioma")).to_be_visible()
    page.get_by_role("button", name="Commit as it is").click()
    expect(page).to_have_url(FEEDBACK)
    expect(page.locator("h1")).to_contain_text("Vertebral hemangioma")
    page.get_by_role("button", name="Next case").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("heading", name="Practice: summary")).to_be_visible()


def test_a_guests_reads_move_to_the_new_account(page: Page, library):
    begin(page)
    page.get_by_text("Diffuse", exact=True).click()
    enter(page, "hemangioma")
    fill_rest(page)
    page.get_by_role("button", name="Commit").click()
    expect(page).to_have_url(FEEDBACK)
    told = page.url
    page.goto("/account/signup/")
    page.get_by_label("Username").fill("resident7")
    for field in page.locator("input[type=password]").all():
        field.fill("correct horse battery 7")
    email = page.locator("input[type=email]")
    if email.count():
        email.fill("resident7@example.org")
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    expect(page.get_by_text("resident7").first).to_be_attached()
    page.goto(told)
    expect(page.locator("h1")).to_contain_text("Vertebral hemangioma")
    assert Session.objects.get().user.username == "resident7"


def test_a_finding_that_is_not_offered_can_be_searched_and_stays(page: Page, library):
    begin(page)
    expect(page.get_by_role("combobox", name="Add a diagnosis")).to_be_visible()  # scripts run
    page.get_by_role("button", name="Add finding").click()
    page.keyboard.type("polka")
    expect(page.locator("#finding-options [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chip = page.locator("[data-chips] label.chip:has([value=polka-dot])")
    expect(chip).to_be_visible()
    expect(chip.locator("input")).to_be_checked()
    expect(page.locator("[data-findings] [data-count]")).to_have_text("1 chosen")
    expect(page.locator("[data-saved]")).to_have_text("Saved")
    page.reload()
    expect(chip.locator("input")).to_be_checked()
