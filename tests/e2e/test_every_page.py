"""What every page has to pass: axe-core, budgets of bytes, no layout shift, no sideways scroll.

`make axe` looks at every page type as every persona in both themes at both widths; `make test` at
each page type once, the rest of the combination dealt out in turn.
"""

import gzip
import re
from itertools import cycle, product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve, reverse
from playwright.sync_api import Page

from config.lib.minify import smaller
from tests.access import test_matrix as matrix
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.page_types import PAGES
from tests.personas import NAMES, make_persona

THEMES, SIZES = ("light", "dark"), (DESKTOP, PHONE)
#: WCAG 2.2, levels A and AA, and what axe calls good practice.
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
KIB = 1024
#: Most bytes of a page without its images, shortened and gzipped as production serves them.
BUDGETS = {"html": 60 * KIB, "css": 40 * KIB, "js": 60 * KIB}
LARGEST_SHIFT = 0.02

WATCH_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""


def dealt() -> list[tuple[str, str, str, dict[str, int]]]:
    """Each page type once, with persona, theme and width in turn."""
    themes, sizes = cycle(("light", "dark", "dark", "light")), cycle(SIZES)
    return [
        (name, people[number % len(people)], next(themes), next(sizes))
        for number, (name, (_address, people)) in enumerate(PAGES.items())
    ]


def all_of_them() -> list[tuple[str, str, str, dict[str, int]]]:
    return [
        (name, persona, theme, size)
        for name, (_address, people) in PAGES.items()
        for persona, theme, size in product(people, THEMES, SIZES)
    ]


def complaints(page: Page) -> list[str]:
    """What axe has against the page, one line a place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for one in found
        for node in one["nodes"]
    ]


def look_at(combinations, world, new_page, sign_in, browser_log) -> dict[str, list[str]]:
    """Open each page as asked and return what is wrong, by page."""
    browser_log.allow("404")
    wrong = {}
    for name, persona, theme, size in combinations:
        page = new_page(viewport=size, color_scheme=theme, reduced_motion="reduce")
        page.set_default_navigation_timeout(60_000)  # the first of many builds what others keep
        if persona != "guest":
            sign_in(page, persona)
        page.goto(world.address(name))
        page.wait_for_load_state("networkidle")
        said = complaints(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            said.append("wider than the screen")
        if said:
            wrong[f"{name} / {persona} / {theme} / {size['width']}"] = said
        page.context.close()
    return wrong


def pages_of_the_site() -> set[str]:
    """The names of all addresses that answer with a whole page of HTML."""
    there, found = matrix.make_world(knowledge=True), set()
    for name, listed in matrix.MATRIX.items():
        for row in listed if isinstance(listed, list) else [listed]:
            person = next((one for one in NAMES if row.expected[one] == 200), None)
            if row.method != "get" or person is None:
                continue
            address = reverse(name, args=row.arguments(there))
            answer = make_persona(person).client.get(address, row.data)
            if "html" in answer["Content-Type"] and b"<html" in answer.content:
                found.add(name)
    return found


def test_every_page_is_looked_at(world):
    """A page that is in no page type is looked at by no check of this file, nor the gallery."""
    looked_at = {resolve(world.address(name).partition("?")[0]).view_name for name in PAGES
                 if name != "not found"}  # fmt: skip
    assert pages_of_the_site() - looked_at == set(), "add them to PAGES"


def test_every_page_has_a_title_a_description_and_a_picture(world):
    """For tabs, bookmarks and links elsewhere; what is one page in two states shares its title."""
    titles: dict[str, set[str]] = {}
    for name, (_address, people) in PAGES.items():
        text = make_persona(people[0]).client.get(world.address(name)).content.decode()
        title = " ".join(re.findall(r"<title>(.*?)</title>", text, re.S)[0].split())
        titles.setdefault(title, set()).add(name.partition(",")[0])
        assert re.search(r'name="description"\s+content="[^"]{20,}"', text), name
        assert re.search(r'og:image"\s+content="http://testserver/.*share.*\.jpg"', text), name
    assert {title: names for title, names in titles.items() if len(names) > 1} == {}


def test_axe_finds_nothing(world, new_page, sign_in, browser_log):
    assert look_at(dealt(), world, new_page, sign_in, browser_log) == {}


@pytest.mark.exhaustive
def test_axe_finds_nothing_anywhere(world, new_page, sign_in, browser_log):
    assert look_at(all_of_them(), world, new_page, sign_in, browser_log) == {}


def test_axe_sees_what_is_broken(page: Page):
    page.goto("/about/")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=\"/favicon.ico\">'")
    assert any(line.startswith("image-alt") for line in complaints(page))


def weigh(page: Page, address: str) -> dict[str, int]:
    """Open the page and return the bytes of its HTML, CSS and JavaScript."""
    bodies: dict[str, dict[str, bytes]] = {"html": {}, "css": {}, "js": {}}
    kinds = {"document": "html", "stylesheet": "css", "script": "js"}

    def keep(response) -> None:
        kind = kinds.get(response.request.resource_type)
        if kind and response.ok:
            bodies[kind][response.url] = smaller(f"page.{kind}", response.body())

    page.on("response", keep)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", keep)
    return {
        kind: sum(len(gzip.compress(body)) for body in files.values())
        for kind, files in bodies.items()
    }


def test_pages_are_light_and_nothing_moves(world, new_page, sign_in, browser_log):
    """Every page once, at both widths in turn: bytes, and what moves when content arrives."""
    browser_log.allow("404")
    wrong = {}
    for (name, (_address, people)), size in zip(PAGES.items(), cycle(SIZES), strict=False):
        page = new_page(viewport=size)
        page.add_init_script(WATCH_SHIFTS)
        if people[0] != "guest":
            sign_in(page, people[0])
        weight = weigh(page, world.address(name))
        over = {kind: bytes_ for kind, bytes_ in weight.items() if bytes_ > BUDGETS[kind]}
        shift = page.evaluate("window.shift")
        if over or shift > LARGEST_SHIFT:
            wrong[f"{name} / {size['width']}"] = (over, round(shift, 3))
        page.context.close()
    assert wrong == {}


def test_a_shift_is_noticed(page: Page):
    page.add_init_script(WATCH_SHIFTS)
    page.goto("/about/")
    page.wait_for_function(
        """() => { document.querySelector('main').style.marginTop = '300px';
        return window.shift > 0.02; }"""
    )
