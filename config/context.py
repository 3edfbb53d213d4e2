"""What every template gets as `shell`: the places, the theme, the hints that are still open.

(`site` would be the obvious name; Django's login view takes it for something else.)
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.lib.access import is_educator
from config.viewer_words import words

THEME_COOKIE = "theme"
#: Places that greet a first visitor with three steps, until they are closed.
HINTS = ("reading", "teach")
HINTS_COOKIE = "hints"
THEMES = ("light", "dark")

#: (label, URL names: the first is offered, all of them are the place; educators only)
PLACES = (
    (_("Learn"), ("knowledge:map",), False),
    (_("Read"), ("quiz:home",), False),
    (_("Progress"), ("progress:home",), False),
    (_("Teach"), ("teach:home", "admin:index"), True),
)

#: The rooms of Teach, in the order of work.
TEACH_PLACES = (
    (_("Cases"), "teach:home"),
    (_("Bring in"), "teach:bring-in"),
    (_("Reviews"), "teach:reviews"),
    (_("Quizzes"), "classroom:quizzes"),
    (_("Cohorts"), "classroom:cohorts"),
    (_("Results"), "classroom:results"),
    (_("Answers to sort"), "classroom:unmatched"),
    (_("Problems reported"), "reports:queue"),
    (_("Administration"), "admin:index"),
)


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation."""

    name: str
    url: str
    current: bool


def theme_of(request: HttpRequest) -> str:
    """Return "light", "dark" or "" (as the visitor's system) from the theme cookie."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def closed_hints(request: HttpRequest) -> frozenset[str]:
    """Return the places whose hints this visitor has closed."""
    return frozenset(request.COOKIES.get(HINTS_COOKIE, "").split("-")) & frozenset(HINTS)


def places(request: HttpRequest) -> tuple[Place, ...]:
    """Return the navigation for this visitor."""
    shown = []
    for name, url_names, educators_only in PLACES:
        if not educators_only or is_educator(getattr(request, "user", None)):
            rooms = [reverse(room) for room in url_names]
            here = any(request.path.startswith(room) for room in rooms)
            shown.append(Place(str(name), rooms[0], here))
    return tuple(shown)


def teach_places(request: HttpRequest) -> tuple[Place, ...]:
    """Return the rooms of Teach; the longest address that fits is where the visitor is."""
    rooms = [(str(name), reverse(url_name)) for name, url_name in TEACH_PLACES]
    fitting = [url for _name, url in rooms if request.path.startswith(url)]
    here = max(fitting, key=len, default="")
    return tuple(Place(name, url, url == here) for name, url in rooms)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor: what every page may ask of `shell`."""
    return {
        "shell": {
            "places": places(request),
            # Asked only by the pages of Teach.
            "teach": lambda: teach_places(request),
            "hints": lambda: frozenset(HINTS) - closed_hints(request),
            # Asked only by pages with a viewer.
            "viewer_words": words,
            "bundled": getattr(staticfiles_storage, "bundles", False),
            "theme": theme_of(request),
            # For the few addresses that have to be whole.
            "origin": f"{request.scheme}://{request.get_host()}",
            "signup_open": settings.SIGNUP_OPEN,
        }
    }
