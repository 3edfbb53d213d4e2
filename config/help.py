"""Help for each kind of visitor, the software's licenses, and the design language's examples."""

from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from importlib import metadata
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

#: Address of a help page → (its title, for whom it is).
TOPICS = {
    "residents": (_("Help for residents"), _("How to read a case and what the points mean")),
    "educators": (_("Help for educators"), _("From a folder of DICOM to a published case")),
    "administrators": (_("Help for administrators"), _("Install, keep and hand over the site")),
}
#: What stands before a license's name in a package's classifiers.
CLASSIFIER = "License :: OSI Approved :: "
#: A longer first line is the license itself, not its name.
LONGEST_LICENSE = 60

#: What the page of the design language shows; the values are in tokens.css alone.
COLORS = [
    "bg",
    "surface",
    "sunk",
    "line",
    "line-2",
    "rule",
    "stage",
    "ink",
    "ink-2",
    "ink-3",
    "accent",
    "accent-soft",
    "harm",
    "harm-soft",
]
SIZES = (11, 12, 13, 14, 16, 20, 28, 36, 44)
SPACES = range(1, 9)


@dataclass(frozen=True)
class Package:
    """One installed package: name, version, license and where it lives."""

    name: str
    version: str
    license: str
    url: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Offer the three help pages."""
    return render(request, "help/index.html", {"topics": topics()})


@require_safe
def topic(request: HttpRequest, name: str) -> HttpResponse:
    """Show one help page; 404 for any other name."""
    if name not in TOPICS:
        raise Http404
    context = {"title": TOPICS[name][0], "topics": topics(), "now": name}
    return render(request, f"help/{name}.html", context)


def topics() -> list[dict[str, object]]:
    """Return name, title and purpose of every help page, in order."""
    return [
        {"name": name, "title": title, "about": about} for name, (title, about) in TOPICS.items()
    ]


@require_safe
def licenses(request: HttpRequest) -> HttpResponse:
    """List the packages that this installation runs on, with their licenses."""
    return render(request, "licenses.html", {"packages": packages()})


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every component of the design language; only while developing."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "design.html", {"colors": COLORS, "sizes": SIZES, "spaces": SPACES})


@lru_cache(maxsize=1)
def packages() -> tuple[Package, ...]:
    """Return every installed package, by name. Read once: it does not change while we run."""
    found = {}
    for one in metadata.distributions():
        info = cast(Message, one.metadata)  # what it is; the protocol names less
        name = info["Name"]
        if name:
            found[name.casefold()] = Package(name, info["Version"], license_of(info), url_of(info))
    return tuple(found[key] for key in sorted(found))


def license_of(info: Message) -> str:
    """Return the license in a few words: the expression, the classifiers, or the first line."""
    expression = info.get("License-Expression")
    if expression:
        return str(expression)
    named = [
        value.removeprefix(CLASSIFIER).removesuffix(" License")
        for value in info.get_all("Classifier") or []
        if value.startswith(CLASSIFIER)
    ]
    if named:
        return ", ".join(named)
    first = (info.get("License") or "").strip().splitlines()
    return first[0] if first and len(first[0]) <= LONGEST_LICENSE else ""


def url_of(info: Message) -> str:
    """Return the project's page: its home or its source, empty where it names neither."""
    urls = dict(line.split(", ", 1) for line in info.get_all("Project-URL") or [] if ", " in line)
    by_name = {name.casefold(): url for name, url in urls.items()}
    for wanted in ("homepage", "home", "source", "source code", "repository", "github"):
        if by_name.get(wanted, "").startswith("https://"):
            return by_name[wanted]
    home = info.get("Home-Page") or ""
    return str(home) if home.startswith("https://") else ""
