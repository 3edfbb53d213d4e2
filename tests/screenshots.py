"""Pictures of every page type: `make screenshots`, all or those of the named pages and states.

Each page type of `tests.e2e.page_types` is shown at 1440 and 390 px, light and dark (on the phone
in German, too), in the states of `tests.gallery`, in var/screenshots/gallery (ignored by git),
with an index.html to look through. `make screenshots ONLY="again usual 390-dark map entity"` takes
few: `again` looks at the data of the time before. The few pictures that the documents show go to
static/img/help as WebP.
"""

import html
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import django
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config import run
from tests.e2e import chromium
from tests.e2e.chromium import DESKTOP, PHONE
from tests.gallery import STATES, Filled

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "var" / "screenshots" / "gallery"
DOCS = ROOT / "static" / "img" / "help"
#: A taller page is cut: what repeats has been seen by then.
TALLEST = 5_000
#: What differs from person to person is shown as each of them, the rest as the first who may.
PERSONAL = {"home", "quiz", "progress", "review", "bookmarks", "search", "account", "map"}


class Look(NamedTuple):
    """How a page is looked at; the name ends that of the picture."""

    name: str
    size: dict[str, int]
    scheme: str
    language: str = "en"


LOOKS = (
    Look("1440-light", DESKTOP, "light"),
    Look("1440-dark", DESKTOP, "dark"),
    Look("390-light", PHONE, "light"),
    Look("390-dark", PHONE, "dark"),
)
#: What links to the site show elsewhere: the front page, in the size that they ask for.
SHARE = Look("1200-share", {"width": 1200, "height": 630}, "light")
GERMAN = Look("390-german", PHONE, "light", "de")
#: Picture of the usual state → name in static/img/help.
FOR_DOCS = {
    "home-guest-1440-light": "home",
    "map-guest-1440-light": "map",
    "entity-guest-1440-light": "entity",
    "reading-learner-1440-dark": "reading",
    "feedback-learner-1440-dark": "feedback",
    "home-guest-1200-share": "share",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def filled(state: str, again: bool, data: Path | None = None) -> Filled:
    """Fill a data folder with the state, or return what it was filled with before."""
    data = data or GALLERY.parent / "data" / state
    told = data / "filled.json"
    os.environ |= {
        "DATA_DIR": str(data),
        "LIBRARY": str(ROOT / "var"),
        "DEIDENTIFY_SECRET": "of the gallery",
        "INGEST_PROCESSES": "1",
        "DICOMWEB_SERVERS": '{"PACS": {"url": "http://127.0.0.1:9"}}',
    }
    if not (again and told.exists()):
        subprocess.run([sys.executable, "-m", "tests.gallery", state], cwd=ROOT, check=True)
    return Filled(**json.loads(told.read_text(encoding="utf-8")))


@contextmanager
def site(state: str, again: bool) -> Iterator[tuple[str, Filled]]:
    """Run the application on a filled data folder; yield its address, and what is where."""
    there = filled(state, again)
    bind = f"127.0.0.1:{free_port()}"
    child = run.start(
        sys.executable, "manage.py", "runserver", "--noreload", "--verbosity", "0", bind
    )
    try:
        if not run.wait_for_answer(f"http://{bind}", child):
            raise SystemExit("The application did not start.")
        yield f"http://{bind}", there
    finally:
        run.stop([child])


def shown(state: str, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """Yield page type and persona of each picture, one persona after the other."""
    from tests.e2e.page_types import PAGES

    chosen = [name for name in PAGES if not wanted or name in wanted]
    for persona in ("guest", "learner", "educator", "admin"):
        for name in chosen:
            people = PAGES[name][1]
            usual = people[0] if state == "usual" else people[min(1, len(people) - 1)]
            if persona == usual or (name in PERSONAL and persona in people):
                yield name, persona


def open_context(browser: Browser, base: str, look: Look, cookie: str) -> BrowserContext:
    """A browser of its own for one look and one person."""
    from django.conf import settings

    context = browser.new_context(
        viewport=look.size, color_scheme=look.scheme, base_url=base, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    cookies = {settings.LANGUAGE_COOKIE_NAME: look.language}
    if cookie:
        cookies[settings.SESSION_COOKIE_NAME] = cookie
    context.add_cookies([{"name": n, "value": v, "url": base} for n, v in cookies.items()])
    return context


def take(page: Page, address: str, title: str, state: str) -> str:
    """Take one picture; return what is wrong with the page, empty if nothing is."""
    try:
        page.goto(address, wait_until="networkidle")
        height = page.evaluate("document.documentElement.scrollHeight")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        clip = {
            "x": 0,
            "y": 0,
            "width": page.viewport_size["width"],
            "height": min(height, TALLEST),
        }
        picture = page.screenshot(full_page=True, clip=clip, type="jpeg", quality=80)
    except Exception as error:
        return str(error).splitlines()[0]
    (GALLERY / state / f"{title}.jpg").write_bytes(picture)
    if state == "usual" and title in FOR_DOCS:
        keep(page.screenshot(), FOR_DOCS[title])
    return f"{wide} px wider than the screen" if wide > 0 else ""


def keep(picture: bytes, name: str) -> None:
    """Write one picture for the documents, small."""
    DOCS.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if image.width > 1000:
        image = image.resize((1000, round(image.height * 1000 / image.width)), Image.LANCZOS)
    # Not every program that shows links knows WebP.
    options = {"quality": 80} | ({} if name == "share" else {"method": 6})
    image.save(DOCS / f"{name}.{'jpg' if name == 'share' else 'webp'}", **options)


def gallery_of(browser: Browser, state: str, wanted: set[str]) -> None:
    """Take all pictures of one state; `wanted` may name pages and looks."""
    from tests.e2e.page_types import World

    (GALLERY / state).mkdir(parents=True, exist_ok=True)
    every = (*LOOKS, GERMAN, SHARE) if state == "usual" else LOOKS
    looks = tuple(look for look in every if look.name in wanted) or every
    wanted = wanted - {look.name for look in (*LOOKS, GERMAN, SHARE)}
    with site(state, "again" in wanted) as (base, there):
        world = World(**there.world)
        pages = [
            (name, who, world.address(name)) for name, who in shown(state, wanted - {"again"})
        ]
        for look in looks:
            for persona in dict.fromkeys(who for _name, who, _address in pages):
                context = open_context(browser, base, look, there.cookies.get(persona, ""))
                page = context.new_page()
                for name, who, address in pages:
                    if who == persona and address and (look is not SHARE or name == "home"):
                        title = f"{re.sub(r'[^a-z]+', '-', name)}-{who}-{look.name}"
                        wrong = take(page, address, title, state)
                        print(f"{state}: {title} {wrong}", flush=True)
                context.close()


def write_index() -> None:
    """Write index.html: a section a page, in it each state, persona and look side by side."""
    pages: dict[str, list[Path]] = {}
    for state in STATES:
        for path in sorted((GALLERY / state).glob("*.jpg")):
            pages.setdefault(path.name.rsplit("-", 3)[0], []).append(path)
    rows = "".join(
        f"<h2>{html.escape(name)}</h2><div>"
        + "".join(
            f'<a href="{p.parent.name}/{p.name}"><img loading="lazy" src="{p.parent.name}/{p.name}">'
            f"{p.parent.name}, {p.stem.removeprefix(name).strip('-')}</a>"
            for p in paths
        )
        + "</div>"
        for name, paths in sorted(pages.items())
    )
    style = (
        "body{font:14px sans-serif}div{display:flex;gap:1em;overflow-x:auto;align-items:start}"
        "a{flex:none;display:grid}img{height:32em;border:1px solid #999}"
    )
    page = f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style>{rows}"
    (GALLERY / "index.html").write_text(page, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Take all pictures, or those of the named pages and states."""
    path = chromium.find()
    if path is None:
        print(chromium.ADVICE)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    states = [state for state in STATES if state in arguments] or STATES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        for state in states:
            gallery_of(browser, state, set(arguments) - set(STATES))
        browser.close()
    write_index()
    print(f"Pictures are in {GALLERY}/index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
