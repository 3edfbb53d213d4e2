"""Pictures of the running application: `make screenshots`.

Every page type at 1440 × 900 and 390 × 844, light and dark, goes to var/screenshots/gallery
(ignored by git); the few that the documents show go to static/img/help as WebP. Uses the data that
`make run` prepared, a server of its own, and a guest.
"""

import io
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from config import run
from tests.e2e import chromium

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "var" / "screenshots" / "gallery"
DOCS = ROOT / "static" / "img" / "help"
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
#: Picture in the gallery → name in static/img/help.
FOR_DOCS = {
    "home-1440-light": "home",
    "map-1440-light": "map",
    "entity-1440-light": "entity",
    "reading-1440-dark": "reading",
    "feedback-1440-dark": "feedback",
}


def open_path(path: str) -> Callable[[Page], None]:
    """Return an act that opens one address."""

    def act(page: Page) -> None:
        page.goto(path)

    return act


def open_entity(page: Page) -> None:
    """Open the first entity of the map."""
    page.goto("/learn/")
    link = page.locator("main a[href^='/learn/']:not([href*='findings'])").first
    page.goto(link.get_attribute("href") or "/learn/")


def open_reading(page: Page) -> None:
    """Start a practice session as a guest."""
    page.goto("/")
    page.get_by_role("button", name="Read a case").click()
    page.wait_for_url("**/quiz/s/**")
    page.wait_for_timeout(2500)  # the images of a cold start


def open_feedback(page: Page) -> None:
    """Commit an answer and look at what comes back."""
    open_reading(page)
    box = page.get_by_role("combobox", name="Add a diagnosis")
    for text in ("metastases", "vertebral hemangioma"):
        box.fill(text)
        box.press("Enter")
        page.wait_for_timeout(400)
    page.locator("[name=malignancy]").fill("60")
    for _ in range(3):  # what is left out is asked for once
        page.get_by_role("button", name="Commit").click()
        page.wait_for_timeout(1500)
        if "/feedback/" in page.url:
            break
    page.wait_for_timeout(2000)


PAGES: dict[str, Callable[[Page], None]] = {
    "home": open_path("/"),
    "about": open_path("/about/"),
    "login": open_path("/account/login/"),
    "signup": open_path("/account/signup/"),
    "not-found": open_path("/no-such-page/"),
    "map": open_path("/learn/"),
    "entity": open_entity,
    "findings": open_path("/learn/findings/"),
    "read": open_path("/quiz/"),
    "reading": open_reading,
    "feedback": open_feedback,
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """Run the application on the data of `make run`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    bind = f"127.0.0.1:{free_port()}"
    child = run.start(
        sys.executable, "manage.py", "runserver", "--noreload", "--verbosity", "0", bind
    )
    try:
        if not run.wait_for_answer(f"http://{bind}", child):
            raise SystemExit("The application did not start. Has `make run` been run before?")
        yield f"http://{bind}"
    finally:
        run.stop([child])


def take(browser: Browser, base: str, name: str, size: str, scheme: str) -> None:
    """Take one picture; a page that is not there is told and skipped."""
    options = {"viewport": SIZES[size], "color_scheme": scheme, "base_url": base}
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(8000)
    title = f"{name}-{size}-{scheme}"
    try:
        PAGES[name](page)
        page.wait_for_timeout(1500)  # images, fonts
        picture = page.screenshot()
        GALLERY.mkdir(parents=True, exist_ok=True)
        (GALLERY / f"{title}.png").write_bytes(picture)
        if title in FOR_DOCS:
            keep(picture, FOR_DOCS[title])
        print(title, flush=True)
    except Exception as error:
        print(f"{title}: {str(error).splitlines()[0]}", flush=True)
    finally:
        context.close()


def keep(picture: bytes, name: str) -> None:
    """Write one picture for the documents, small."""
    DOCS.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if image.width > 1000:
        image = image.resize((1000, round(image.height * 1000 / image.width)), Image.LANCZOS)
    image.save(DOCS / f"{name}.webp", quality=80, method=6)


def main(wanted: list[str]) -> int:
    """Take all pictures, or those of the named pages."""
    path = chromium.find()
    if path is None:
        print(chromium.ADVICE)
        return 1
    with server() as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for name in wanted or PAGES:
            for size in SIZES:
                for scheme in ("light", "dark"):
                    take(browser, base, name, size, scheme)
        browser.close()
    print(f"Pictures are in {GALLERY}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
