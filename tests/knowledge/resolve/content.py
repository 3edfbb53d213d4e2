"""Reads the test phrases, and the vocabulary of the content that ships with the product."""

import re
from functools import cache
from pathlib import Path

import yaml

from knowledge.resolve.build import build
from knowledge.resolve.types import Term

HERE = Path(__file__).parent
CONTENT = HERE.parents[2] / "knowledge" / "content"
ESCAPE = re.compile(r"\\(n|t|r|u[0-9a-fA-F]{4})")
PLAIN = {"n": "\n", "t": "\t", "r": "\r"}


def _term(data, kind):
    return Term(
        slug=data["slug"],
        kind=kind,
        name=data["name"],
        synonyms=tuple(data.get("synonyms") or ()),
        abbreviations=tuple(data.get("abbreviations") or ()),
    )


@cache
def entities():
    """The entities' files as they are, unchecked, so that these tests need no other package."""
    files = sorted((CONTENT / "entities").glob("*.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files]


@cache
def relations():
    return yaml.safe_load((CONTENT / "relations.yaml").read_text(encoding="utf-8"))


@cache
def own_terms():
    return (
        *(_term(item, "entity") for item in entities()),
        *(_term(item, "group") for item in relations()["umbrellas"]),
    )


@cache
def vocabulary():
    ambiguous = {
        name: tuple(slugs) for name, slugs in relations()["ambiguous_abbreviations"].items()
    }
    return build(own_terms(), ambiguous)


def _unescape(text):
    return ESCAPE.sub(lambda m: PLAIN.get(m[1]) or chr(int(m[1][1:], 16)), text)


def phrases(name="phrases.txt"):
    """(text, expected) pairs; expected is a list of (slug or None, status or "*" or "?")."""
    found, expected = [], None
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            inside = line.strip()[1:-1]
            if inside == "-?":
                expected = None
            else:
                expected = [_entry(part.strip()) for part in inside.split("+") if part.strip()]
        elif line.strip() and not line.startswith("#"):
            found.append((_unescape(line), expected))
    return found


def _entry(text):
    if text == "-?":
        return (None, "?")
    slug, status = text.split()
    return (None if slug == "-" else slug, status)
