"""Reading the knowledge: what other apps and the pages ask for.

What is needed again and again (vocabulary, relations) is built once per state of the content:
`content_token` costs one query, the rest comes from memory until a row changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar, cast

from django.db.models import QuerySet

from config.lib.prepared import Prepared
from knowledge.models import (
    Clue,
    ContentState,
    Entity,
    EntityFinding,
    EntityName,
    Finding,
    ManagementOption,
    OtherName,
    Pair,
    Reference,
    Umbrella,
)
from knowledge.reasoning import Graph, build_graph
from knowledge.resolve import Kind, Term, Vocabulary
from knowledge.resolve.build import build, other_names, with_conditions
from knowledge.schema import types as schema
from knowledge.schema.decode import from_plain
from knowledge.schema.relations import NORMAL, Relations

T = TypeVar("T")


def content_revision() -> int:
    """How often the knowledge has changed; 0 before the first sync."""
    return ContentState.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def content_token() -> str:
    """A token of the content's present state, new after every change; empty before the first."""
    state = _state.first()
    return state.token if state else ""


_state = Prepared(lambda: ContentState.objects.filter(pk=1).only("token"))


def relations() -> Relations:
    """The graph of names from the rows. One query while the content stands."""
    return _per_content(_relations)


def vocabulary() -> Vocabulary:
    """Every name that a learner may type. One query while the content stands."""
    return _per_content(_vocabulary)


def curated_pairs() -> tuple[schema.Pair, ...]:
    """Pairs with a paragraph of their own, in their order; both sides are shown to learners.

    One query while the content stands.
    """
    return _per_content(_curated_pairs)


def curated_pair(first: str, second: str) -> schema.Pair | None:
    """The pair of these two slugs in either order, or None: then build it from the graph."""
    members = {first, second}
    return next((pair for pair in curated_pairs() if pair.members == members), None)


def pairs_of(slug: str) -> tuple[schema.Pair, ...]:
    """The curated pairs that `slug` is a side of."""
    return tuple(pair for pair in curated_pairs() if slug in pair.members)


@dataclass(frozen=True)
class Terms:
    """What reading and judging an answer needs; `findings` are their names by slug."""

    vocabulary: Vocabulary
    relations: Relations
    findings: dict[str, str]


def terms() -> Terms:
    """All three at once. One query while the content stands."""
    return _per_content(_terms_of)


@dataclass(frozen=True)
class Brief:
    """An entity as a ranking shows it."""

    slug: str
    name: str
    short_name: str
    kind: str
    group: str
    url: str


@dataclass(frozen=True)
class Board:
    """Everything that a ranking needs: the graph, the findings and the entities by slug."""

    graph: Graph
    findings: dict[str, schema.Finding]
    entities: dict[str, Brief]


def board() -> Board:
    """The graph of entities and features from the rows. One query while the content stands."""
    return _per_content(_board)


def shown_entities() -> tuple[Entity, ...]:
    """Entities that learners may see, without their text. One query while the content stands."""
    return _per_content(_shown_entities)


def finding_names() -> dict[str, str]:
    """The name of each finding by its slug. One query while the content stands."""
    return _per_content(_finding_names)


def typicalities() -> dict[str, dict[str, schema.Typicality]]:
    """How often each entity shows each finding, by slugs. One query while the content stands."""
    return _per_content(_typicalities)


def _per_content(build: Callable[[str], T]) -> T:
    token = content_token()
    if not token:  # rows without a state: nothing to key a cache by
        return build.__wrapped__(token)  # type: ignore[attr-defined,no-any-return]
    return build(token)


@lru_cache(maxsize=4)
def _relations(token: str) -> Relations:
    entities = tuple(Entity.objects.values_list("slug", "name", "kind", "variant_of__slug"))
    umbrellas = tuple(Umbrella.objects.filter(withdrawn=False))
    broader: dict[str, tuple[str, ...]] = {
        slug: (above,) for slug, _, _, above in entities if above
    }
    for umbrella in umbrellas:
        for slug in umbrella.narrower:
            broader[slug] = (*broader.get(slug, ()), umbrella.slug)
    names = {slug: name for slug, name, _, _ in entities}
    names |= {umbrella.slug: umbrella.name for umbrella in umbrellas}
    malignant = {slug for slug, _, kind, _ in entities if kind == "malignant"}
    malignant |= {umbrella.slug for umbrella in umbrellas if umbrella.kind == "malignant"}
    return Relations(broader, frozenset(malignant), names | {NORMAL: "Normal"})


@lru_cache(maxsize=4)
def _terms_of(token: str) -> Terms:
    if not token:
        return Terms(vocabulary(), relations(), finding_names())
    return Terms(_vocabulary(token), _relations(token), _finding_names(token))


@lru_cache(maxsize=4)
def _finding_names(token: str) -> dict[str, str]:
    return dict(Finding.objects.values_list("slug", "name"))


@lru_cache(maxsize=4)
def _board(token: str) -> Board:
    findings = {
        row.slug: finding_content(row)
        for row in Finding.objects.filter(withdrawn=False).order_by("id")
    }
    told = typicalities()
    rows = list(entities())
    texts = [replace(entity_content(row), findings=told.get(row.slug, {})) for row in rows]
    clues = [
        schema.Clue(row.slug, row.name, cast(schema.ClueKind, row.kind))
        for row in Clue.objects.filter(withdrawn=False)
    ]
    return Board(
        graph=build_graph(texts, findings.values(), clues),
        findings=findings,
        entities={
            row.slug: Brief(
                row.slug,
                row.name,
                row.short_name,
                row.kind,
                row.group.name,
                row.get_absolute_url(),
            )
            for row in rows
        },
    )


@lru_cache(maxsize=4)
def _shown_entities(token: str) -> tuple[Entity, ...]:
    return tuple(entities().defer("content"))


@lru_cache(maxsize=4)
def _typicalities(token: str) -> dict[str, dict[str, schema.Typicality]]:
    told: dict[str, dict[str, schema.Typicality]] = defaultdict(dict)
    links = EntityFinding.objects.filter(finding__withdrawn=False).order_by("id")
    for entity, finding, word in links.values_list("entity__slug", "finding__slug", "typicality"):
        told[entity][finding] = cast(schema.Typicality, word)
    return dict(told)


@lru_cache(maxsize=4)
def _curated_pairs(token: str) -> tuple[schema.Pair, ...]:
    rows = Pair.objects.filter(withdrawn=False, a__withdrawn=False, b__withdrawn=False)
    return tuple(from_plain(schema.Pair, row.content) for row in rows)


@lru_cache(maxsize=4)
def _vocabulary(token: str) -> Vocabulary:
    names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    owners: dict[str, list[str]] = defaultdict(list)
    rows = EntityName.objects.filter(active=True).select_related("entity", "umbrella")
    for row in rows.order_by("entity__slug", "umbrella__slug", "order", "id"):
        holder = row.entity or row.umbrella
        if holder is None or holder.withdrawn:
            continue
        names[holder.slug][row.kind].append(row.text)
        if row.kind == EntityName.NameKind.ABBREVIATION:
            owners[row.text].append(holder.slug)
    terms = [
        *_terms(Entity.objects.filter(withdrawn=False), "entity", names),
        *_terms(Umbrella.objects.filter(withdrawn=False), "group", names),
    ]
    ambiguous = {text: tuple(slugs) for text, slugs in owners.items() if len(slugs) > 1}
    decided = OtherName.objects.order_by("text").values_list("text", flat=True)
    return build(terms, ambiguous, with_conditions(other_names(), decided))


def _terms(
    rows: QuerySet[Entity] | QuerySet[Umbrella],
    kind: Kind,
    names: dict[str, dict[str, list[str]]],
) -> list[Term]:
    return [
        Term(
            slug=slug,
            kind=kind,
            name=name,
            synonyms=tuple(names[slug]["synonym"]),
            abbreviations=tuple(names[slug]["abbreviation"]),
            shown=name,
        )
        for slug, name in rows.values_list("slug", "name")
    ]


def entities() -> QuerySet[Entity]:
    """Entities that learners may see, with their group."""
    return Entity.objects.filter(withdrawn=False).select_related("group")


def entity_by_slug(slug: str) -> Entity | None:
    """The entity with `slug`, or None."""
    return entities().filter(slug=slug).first()


def entity_content(entity: Entity) -> schema.Entity:
    """The entity's text as values. Raises ValueError if the row's content is broken."""
    return from_plain(schema.Entity, entity.content)


def discriminators(entity: Entity) -> tuple[schema.Discriminator, ...]:
    """What separates `entity` from metastasis, strongest first."""
    return by_strength(entity_content(entity).discriminators)


def by_strength(
    items: Iterable[schema.Discriminator],
) -> tuple[schema.Discriminator, ...]:
    """Sort discriminators, strongest first; equals keep their order."""
    return tuple(sorted(items, key=lambda item: -schema.STRENGTH_ORDER[item.strength]))


def finding_by_slug(slug: str) -> Finding | None:
    """The finding with `slug`, or None."""
    return Finding.objects.filter(slug=slug, withdrawn=False).first()


def findings_for(slugs: Iterable[str]) -> dict[str, Finding]:
    """The findings with these slugs by slug; unknown ones are missing. One query."""
    return {row.slug: row for row in Finding.objects.filter(slug__in=list(slugs))}


def finding_content(finding: Finding) -> schema.Finding:
    """The finding's text as values. Raises ValueError if the row's content is broken."""
    return from_plain(schema.Finding, finding.content)


def references_for(ids: Iterable[str]) -> dict[str, Reference]:
    """The references with these ids by id. One query."""
    return {row.ref_id: row for row in Reference.objects.filter(ref_id__in=list(ids))}


def names_of(entity: Entity) -> list[EntityName]:
    """The synonyms and abbreviations in use, in the order of the content. One query."""
    return list(entity.names.filter(active=True))


def names_by_slug(slugs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Synonyms and abbreviations in use of these entities. One query."""
    names: dict[str, tuple[str, ...]] = {}
    rows = EntityName.objects.filter(active=True, entity__slug__in=list(slugs))
    for slug, text in rows.order_by("order", "id").values_list("entity__slug", "text"):
        names[slug] = (*names.get(slug, ()), text)
    return names


def reference_citation(ref_id: str) -> str:
    """How a reference is printed, with its DOI; empty for an unknown id."""
    row = Reference.objects.filter(ref_id=ref_id).first()
    if row is None:
        return ""
    return f"{row.citation}. doi:{row.doi}" if row.doi else f"{row.citation}."


def management_options() -> dict[str, str]:
    """The next steps that an answer key may offer, text by slug, in their order."""
    return dict(ManagementOption.objects.filter(withdrawn=False).values_list("slug", "text"))
