"""Bringing studies in with a browser: drop and folder, a lost connection, held images."""

import pytest
from playwright.sync_api import expect

from cases.intake import service
from cases.models import Case, Instance, Intake
from tests.cases import lettering, make

#: Milliseconds: the import runs within the request here, on whatever else the machine does.
SLOW = 60_000
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    settings.DEIDENTIFY_SECRET = "test key"


@pytest.fixture
def bring_in(page, sign_in):
    """The page, open for an educator."""
    sign_in(page, "educator")
    page.set_default_timeout(SLOW)
    page.goto("/teach/bring-in/")
    expect(page.get_by_text("Choose a folder")).to_be_visible(timeout=SLOW)
    return page


def stack(folder, count=6):
    for index in range(count):
        make.write(folder, make.dataset(lettering.mr(index, 96), index=index))
    return folder


def drop(page, paths):
    """Drop files on the page, all at once."""
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('input'),"
        " {type: 'file', multiple: true, id: 'pile', hidden: true}))"
    )
    page.locator("#pile").set_input_files(paths)
    page.evaluate(
        """() => {
          const pile = document.getElementById('pile'), dataTransfer = new DataTransfer();
          for (const file of pile.files) dataTransfer.items.add(file);
          pile.remove();
          const settings = {dataTransfer, bubbles: true, cancelable: true};
          document.body.dispatchEvent(new DragEvent('drop', settings));
        }"""
    )


def test_dropped_files_are_sent_worked_off_and_reported(bring_in, tmp_path):
    drop(bring_in, sorted(stack(tmp_path / "study").iterdir()))
    edit = bring_in.get_by_role("link", name="Edit", exact=True)
    expect(edit).to_be_visible(timeout=SLOW)
    assert edit.get_attribute("href") == Case.objects.get().workbench_url
    assert Instance.objects.count() == 6
    bring_in.get_by_text("Removed", exact=True).click()
    expect(bring_in.get_by_text("Private", exact=False).last).to_be_visible()


def test_an_upload_goes_on_after_a_lost_connection(bring_in, tmp_path, browser_log):
    browser_log.allow("Failed to load resource|ERR_")
    broken = []

    def lose(route):
        if len(broken) < 3 and route.request.method in {"POST", "PATCH"}:
            broken.append(route.request.method)
            route.abort("connectionreset")
        else:
            route.continue_()

    bring_in.route("**/files/**", lose)
    bring_in.locator("[data-input]").nth(1).set_input_files(stack(tmp_path / "study", 4))
    expect(bring_in.get_by_role("link", name="Edit", exact=True)).to_be_visible(timeout=SLOW)
    assert len(broken) == 3 and Instance.objects.count() == 4


def test_an_upload_goes_on_after_a_reload(page, sign_in, tmp_path):
    user = sign_in(page, "educator")
    folder = stack(tmp_path / "study", 4)
    intake = service.begin(user)
    for path in sorted(folder.iterdir())[:2]:
        upload = service.announce(intake, f"study/{path.name}", path.stat().st_size)
        with path.open("rb") as stream:
            service.append(intake, upload, stream)
    page.goto("/teach/bring-in/")
    expect(page.get_by_text("An upload was interrupted")).to_be_visible()
    sent = []
    page.on(
        "request", lambda one: one.method == "POST" and "/files/" in one.url and sent.append(1)
    )
    page.locator("[data-input]").nth(1).set_input_files(folder)
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible(timeout=SLOW)
    assert len(sent) == 2 and Intake.objects.count() == 1 and Instance.objects.count() == 4


def test_without_scripts_the_form_does(new_page, sign_in, tmp_path):
    page = new_page(java_script_enabled=False)
    sign_in(page, "educator")
    page.goto("/teach/bring-in/")
    page.locator("[data-input]").first.set_input_files(sorted(stack(tmp_path / "s", 3).iterdir()))
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_be_visible(timeout=SLOW)
    assert Instance.objects.count() == 3


def test_a_rectangle_is_drawn_and_blanked(bring_in, tmp_path):
    image, _place = lettering.burn(lettering.mr(1, 160), 16, 7)
    make.write(tmp_path / "study", make.dataset(image))
    bring_in.locator("[data-input]").nth(1).set_input_files(tmp_path / "study")
    bring_in.get_by_role("link", name="Look and decide").click(timeout=SLOW)
    lines = bring_in.get_by_label("Rectangles to blank")
    lines.fill("")
    frame = bring_in.locator("[data-stage]").bounding_box()
    bring_in.mouse.move(frame["x"] + 2, frame["y"] + 2)
    bring_in.mouse.down()
    bring_in.mouse.move(frame["x"] + frame["width"] - 2, frame["y"] + frame["height"] - 2)
    bring_in.mouse.up()
    expect(bring_in.locator("rect.blank")).to_have_count(1)
    assert lines.input_value().count(",") == 3
    bring_in.get_by_role("button", name="Blank and take").click()
    expect(bring_in.get_by_role("link", name="Edit", exact=True)).to_be_visible(timeout=SLOW)
    assert Instance.objects.count() == 1
