"""Rules of pairs.yaml: whom a pair joins, that it stands once, where its sentences come from."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.schema.draft import Draft
from knowledge.schema.sources import sources_of, sources_of_pair


def _pairs_join_two_entities(draft: Draft) -> None:
    known = draft.entity_slugs()
    for pair, doc, path in draft.pairs:
        for key, slug in (("a", pair.a), ("b", pair.b)):
            if slug not in known:
                doc.complain((*path, key), f"There is no entity “{slug}”.")
        if pair.a == pair.b:
            doc.complain((*path, "b"), f"“{pair.a}” cannot be compared with itself.")
        if not pair.look:
            doc.complain((*path, "look"), "“look” is empty; say what to look at.")


def _pairs_stand_once(draft: Draft) -> None:
    seen: set[frozenset[str]] = set()
    for pair, doc, path in draft.pairs:
        if pair.members in seen:
            doc.complain(path, f"The pair of “{pair.a}” and “{pair.b}” stands here twice.")
        seen.add(pair.members)


def _everyone_stands_beside_its_nearest(draft: Draft) -> None:
    """The first look-alike of the other side always has a paragraph of its own."""
    if not draft.pairs or len(draft.pairs) < len(draft.pairs[0][1].data):
        return  # the missing pair may be one that could not be read
    written = {pair.members for pair, _, _ in draft.pairs}
    for entity, doc in draft.entities:
        if frozenset((entity.slug, entity.beside)) not in written:
            doc.complain(
                ("beside",),
                f"pairs.yaml has no pair of “{entity.slug}” and “{entity.beside}”; "
                "write what to look at there.",
            )


def _pairs_say_what_the_fact_sheets_say(draft: Draft) -> None:
    """A source of a pair is one that the page of one of the two names."""
    cited = {
        entity.slug: {source for source, _ in sources_of(entity)} for entity, _ in draft.entities
    }
    for pair, doc, path in draft.pairs:
        if not {pair.a, pair.b} <= set(cited):
            continue
        allowed = cited[pair.a] | cited[pair.b]
        for source, place in sources_of_pair(pair):
            if source not in allowed:
                doc.complain(
                    (*path, *place),
                    f"The source “{source}” is named by neither “{pair.a}” nor “{pair.b}”; "
                    "a pair says only what the two fact sheets say.",
                )


RULES: tuple[Callable[[Draft], None], ...] = (
    _pairs_join_two_entities,
    _pairs_stand_once,
    _everyone_stands_beside_its_nearest,
    _pairs_say_what_the_fact_sheets_say,
)
