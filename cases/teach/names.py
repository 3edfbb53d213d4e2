"""Names and slugs both ways, for an editor in which people type names.

What names nothing is kept as it was typed, so that nothing is lost; the checklist says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from cases.answerkey.types import NOT_PROVEN
from knowledge.models import Finding, Reference
from knowledge.resolve import resolve
from knowledge.resolve.types import ACCEPTED
from knowledge.selectors import relations, vocabulary

#: How an unproven diagnosis is called and typed.
NOT_PROVEN_NAME = "Not proven"


def entity_name(slug: str) -> str:
    """Return how an entity or group is shown; an unknown one as it was typed."""
    if slug == NOT_PROVEN:
        return NOT_PROVEN_NAME
    return relations().names.get(slug, slug)


def entity_slug(text: str) -> str:
    """Return what a typed name means; the text itself where it surely means nothing of ours."""
    typed = " ".join(text.split())[:200]
    if typed.casefold().replace("-", " ") == NOT_PROVEN_NAME.casefold():
        return NOT_PROVEN
    known = relations().names
    if not typed or typed in known:
        return typed
    named = {name.casefold(): slug for slug, name in known.items()}
    if typed.casefold() in named:
        return named[typed.casefold()]
    entries = resolve(typed, vocabulary())
    if len(entries) == 1 and entries[0].status in ACCEPTED and entries[0].entity:
        return entries[0].entity
    return typed


class Findings:
    """Every finding by slug and by name. One query."""

    def __init__(self) -> None:
        rows = Finding.objects.filter(withdrawn=False).values_list("slug", "name", "kind")
        self.names = {slug: name for slug, name, _kind in rows}
        self._slugs = {name.casefold(): slug for slug, name in self.names.items()}

    def name(self, slug: str) -> str:
        """Return the finding's name; an unknown one as it was typed."""
        return self.names.get(slug, slug)

    def slug(self, text: str) -> str:
        """Return the slug of a typed name; the text itself where there is none."""
        typed = " ".join(text.split())[:200]
        return typed if typed in self.names else self._slugs.get(typed.casefold(), typed)


def citations(ids: Iterable[str]) -> dict[str, str]:
    """Return how the references with these ids are printed. One query."""
    rows = Reference.objects.filter(ref_id__in=list(ids))
    return dict(rows.values_list("ref_id", "citation"))
