"""Naming disease models on the command line, with a hint for a slip of the pen."""

import difflib

from django.core.management.base import CommandError

from cases.answerkey.types import NORMAL
from cases.phantom.disease.base import load


def known_models() -> list[str]:
    """Slugs of every entity that has a disease model."""
    return sorted(load())


def split_slugs(text: str) -> list[str]:
    """Slugs of "a+b"; "normal" is none. Raises CommandError for one without a model."""
    slugs = [one.strip() for one in text.split("+") if one.strip() not in {"", NORMAL}]
    for slug in slugs:
        check_slug(slug)
    return slugs


def check_slug(slug: str) -> None:
    """Raise CommandError, with the nearest slugs, for an entity without a model."""
    known = known_models()
    if slug in known:
        return
    near = difflib.get_close_matches(slug, known, n=3, cutoff=0.4)
    near += [one for one in known if slug in one and one not in near]
    hint = f" Did you mean {' or '.join(near[:3])}?" if near else ""
    raise CommandError(f"There is no disease model “{slug}”.{hint}")
