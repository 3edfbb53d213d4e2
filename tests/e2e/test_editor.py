"""An educator edits a case in the browser: draws, types, loses the line, and takes it to learners."""

import re

import pytest
from playwright.sync_api import Page, expect

from cases.answerkey import codec
from cases.models import Case
from cases.services.drafts import current, draft_of, save
from tests.e2e.reading_cases import knowledge, synthetic_draft
from tests.e2e.test_practice import begin, enter, images_are_there
from tests.personas import make_user

SAVED = re.compile(r"^Saved \d")


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INGEST_PROCESSES = 1
    settings.DEIDENTIFY_SECRET = "test key"


@pytest.fixture
def draft(transactional_db, media, tmp_path) -> Case:
    knowledge()
    return synthetic_draft(tmp_path)


def edit(page: Page, case: Case):
    page.goto(case.workbench_url)
    images_are_there(page)
    expect(page.get_by_role("button", name="Ellipse")).to_be_attached()


def type_into(page: Page, name: str, text: str):
    page.locator(f"[name={name}]").last.fill(text)


def pick(page: Page, name: str, typed: str, wanted: str):
    """Type ahead and take a suggestion with the keyboard."""
    box = page.locator(f"[name={name}]").last
    row = box.element_handle()
    box.click()
    box.press_sequentially(typed)
    expect(page.locator("[role=option]:visible").first).to_have_text(re.compile(re.escape(wanted)))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert wanted in row.input_value()


def saved(page: Page):
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=15_000)


def line(page: Page, code: str):
    return page.locator(f"[data-line={code}]")


def draw_ellipse(page: Page):
    """Over the bright ball in the middle of the middle slice."""
    port = page.locator(".ds-port").first.bounding_box()
    x, y = port["x"] + port["width"] / 2, port["y"] + port["height"] / 2
    page.mouse.move(x - 40, y - 40)
    page.mouse.down()
    page.mouse.move(x + 10, y + 30, steps=5)
    page.mouse.up()


def key_of(case):
    case.refresh_from_db()
    return codec.from_json(current(case, draft_of(case))["answer_key"])


def fill_the_key(page: Page):
    type_into(page, "history", "A woman of 44. Back pain after lifting.")
    pick(page, "diagnosis", "hemang", "Vertebral hemangioma")
    pick(page, "alt_entity", "atypical hem", "Atypical vertebral hemangioma")
    type_into(page, "licence", "CC BY 4.0")
    page.locator("[name=proof]").select_option("typical_imaging")
    page.locator("[name=ct_class]").select_option("lucent")
    pick(page, "finding_name", "fat in", "Fat inside the lesion")
    page.locator("[name=finding_role]").first.select_option("key")
    type_into(page, "step_text", "Report as benign, no follow-up")
    page.locator("[name=step_verdict]").first.select_option("best")
    type_into(page, "discussion", "Look for **struts** of bone.")


def test_from_a_draft_to_a_learner(page, new_page, sign_in, draft):
    sign_in(page, "educator")
    edit(page, draft)
    expect(line(page, "key")).to_have_class("open")
    fill_the_key(page)
    saved(page)
    page.get_by_role("button", name="Draw a lesion").click()
    draw_ellipse(page)
    expect(page.locator("[data-drawn]").last).to_have_text("one slice")
    page.locator("[name=lesion_level]").last.fill("L2")
    page.get_by_role("button", name="Take what the viewer shows").click()
    expect(page.locator("[name=view_slice]")).to_have_value("6")
    for code in ("images", "burned", "key", "region", "proof", "licence", "spoilers"):
        expect(line(page, code)).to_have_class("done")
    expect(page.locator("[data-discussion] strong")).to_have_text("struts")
    key = key_of(draft)
    assert (key.diagnosis, key.extent, key.lesions[0].level) == (
        "vertebral-hemangioma",
        "focal",
        "L2",
    )
    x, y, z = key.lesions[0].region.slabs[0].polygons[0][0]
    assert abs(x - 20) < 0.1 and abs(y) < 40 and abs(z) < 40

    page.get_by_role("link", name="Preview as a learner").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("A woman of 44.")).to_be_visible()
    page.get_by_role("link", name="Back to the editor").click()
    expect(line(page, "preview")).to_have_class("done")
    page.get_by_label("A word to the others").fill("Please look at the level.")
    page.get_by_role("button", name="Send to review").click()
    expect(page.get_by_text("Sent to review.")).to_be_visible()

    second = new_page()
    sign_in(second, "admin")
    second.goto("/teach/reviews/")
    expect(second.get_by_text("Please look at the level.")).to_be_visible()
    second.get_by_role("link", name="Review", exact=True).click()
    second.get_by_role("button", name="Approve").click()
    expect(line(second, "review")).to_have_class("done")
    second.get_by_role("button", name="Publish").click()
    expect(second.get_by_text("Published as revision 1.")).to_be_visible()

    learner = new_page()
    sign_in(learner, "learner")
    begin(learner)
    images_are_there(learner)
    enter(learner, "hemangioma")
    learner.get_by_text("Lucent", exact=True).click()
    learner.locator("label.chip:has([value=fat-in-lesion])").click()
    learner.get_by_role("button", name="Mark lesion").click()
    port = learner.locator(".ds-port").first.bounding_box()
    learner.mouse.click(port["x"] + port["width"] * 0.48, port["y"] + port["height"] / 2)
    learner.locator("[name=malignancy]").fill("5")
    learner.get_by_label("Next step").select_option(label="Report as benign, no follow-up")
    learner.get_by_role("button", name="Commit").click()
    expect(learner.locator("h1")).to_contain_text("Vertebral hemangioma at L2")
    expect(learner.locator(".discussion strong")).to_have_text("struts")


def test_nothing_typed_is_lost_without_a_connection_or_on_reload(
    page, sign_in, draft, browser_log
):
    browser_log.allow("ERR_INTERNET_DISCONNECTED")
    sign_in(page, "educator")
    edit(page, draft)
    page.context.set_offline(True)
    type_into(page, "history", "Typed without a line.")
    type_into(page, "alt_reason", "A reason without a name.")
    expect(page.locator("[data-saved]")).to_contain_text("No connection")
    page.context.set_offline(False)
    saved(page)
    draft.refresh_from_db()
    assert draft.history == "Typed without a line."
    assert key_of(draft).alternatives[0].reason == "A reason without a name."

    page.route(
        "**/teach/cases/*/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    browser_log.allow("ERR_FAILED")
    type_into(page, "history", "Typed before the reload.")
    pick(page, "must_not_miss", "myelo", "Multiple myeloma")
    expect(page.locator("[data-saved]")).to_contain_text("No connection")
    page.unroute_all(behavior="ignoreErrors")
    page.route(
        "**/teach/cases/*/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.reload()
    expect(page.locator("[name=history]")).to_have_value("Typed before the reload.")
    page.unroute_all(behavior="ignoreErrors")
    saved(page)
    draft.refresh_from_db()
    assert draft.history == "Typed before the reload."
    assert key_of(draft).must_not_miss == ("multiple-myeloma",)


def test_a_drawing_that_was_kept_here_is_drawn_on(page, sign_in, draft, browser_log):
    browser_log.allow("ERR_FAILED")
    sign_in(page, "educator")
    edit(page, draft)
    # The line breaks, for the beacon of a page that goes, too.
    page.evaluate("navigator.sendBeacon = () => false")
    page.route(
        "**/teach/cases/*/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.get_by_role("button", name="Draw a lesion").click()
    draw_ellipse(page)
    expect(page.locator("[data-saved]")).to_contain_text("No connection")
    page.reload()
    expect(page.locator("[data-drawn]").last).to_have_text("one slice")
    page.unroute_all(behavior="ignoreErrors")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    images_are_there(page)
    page.wait_for_function("() => document.querySelectorAll('.ds-region').length > 0")


def test_what_was_not_saved_is_not_sent_to_review(page, sign_in, draft, browser_log):
    browser_log.allow("500")
    sign_in(page, "educator")
    edit(page, draft)
    tries = []

    def refuse(route):
        if route.request.method != "POST":
            return route.continue_()
        tries.append(route.request.url)
        return route.fulfill(status=500)

    page.route("**/teach/cases/**", refuse)
    type_into(page, "history", "Typed while the server is broken.")
    expect(page.locator("[data-saved]")).to_contain_text("Not saved")
    page.get_by_role("button", name="Send to review").click()
    page.wait_for_timeout(500)
    assert 1 <= len(tries) <= 3
    assert not any("review" in one for one in tries)


def test_two_people_are_told_and_choose(page, sign_in, draft):
    sign_in(page, "educator")
    edit(page, draft)
    content = current(draft, None) | {"history": "Theirs.", "licence": "CC0 of the other"}
    save(draft, make_user("admin"), content, 0)
    type_into(page, "history", "Mine.")
    box = page.locator("[data-conflicts]")
    expect(box).to_contain_text("admin changed the same fields")
    expect(box).to_contain_text("Theirs.")
    box.get_by_role("button", name="Keep mine").click()
    saved(page)
    draft.refresh_from_db()
    assert draft.history == "Mine."


def test_changes_in_other_fields_are_taken_along(page, sign_in, draft):
    sign_in(page, "educator")
    edit(page, draft)
    type_into(page, "title", "My title")
    saved(page)
    draft.refresh_from_db()
    content = current(draft, draft_of(draft)) | {"credit": "The other's credit"}
    save(draft, make_user("admin"), content, 1)
    type_into(page, "history", "My history.")
    expect(page.locator("[name=credit]")).to_have_value("The other's credit", timeout=15_000)
    expect(page.locator("[name=history]")).to_have_value("My history.")
    draft.refresh_from_db()
    assert (draft.history, draft.credit) == ("My history.", "The other's credit")


def test_undo_and_another_series_of_drawing(page, sign_in, draft):
    sign_in(page, "educator")
    edit(page, draft)
    page.get_by_role("button", name="Ellipse").click()
    draw_ellipse(page)
    expect(page.locator("[data-lesion-row]")).to_have_count(1)
    expect(page.locator("[name=lesion_name]").first).to_have_value("Lesion A")
    saved(page)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-drawn]").first).to_have_text("nothing drawn yet")
    draw_ellipse(page)
    expect(page.locator("[data-drawn]").first).to_have_text("one slice")
    saved(page)
    page.locator("[data-remove-lesion]").first.click()
    expect(page.locator("[data-lesion-row]")).to_have_count(0)
    saved(page)
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("[data-lesion-row]")).to_have_count(1)
    images_are_there(page)
    page.wait_for_function("() => document.querySelectorAll('.ds-region').length > 0")


def test_it_is_edited_without_scripts(new_page, sign_in, draft):
    page = new_page(java_script_enabled=False)
    sign_in(page, "educator")
    page.goto(draft.workbench_url)
    expect(page.get_by_text("need JavaScript", exact=False)).to_be_visible()
    page.locator("[name=history]").fill("Without a script.")
    page.locator("[name=diagnosis]").fill("hemangioma")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("[name=diagnosis]")).to_have_value("Vertebral hemangioma")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[name=diagnosis]")).to_have_value("")
