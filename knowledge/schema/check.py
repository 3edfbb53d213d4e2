"""What no single file can see: dangling slugs, names claimed twice, contradictions.

Each rule is a small function that looks at everything that was read and complains in the file
and on the line where the fault is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container

from knowledge.schema import pairs, typicality
from knowledge.schema.document import Document
from knowledge.schema.draft import Draft
from knowledge.schema.problems import Path
from knowledge.schema.sources import sources_of, sources_of_pair

#: Hosts whose pages count as a reference without DOI, PMID or PMCID.
OFFICIAL_HOSTS = (
    "radiopaedia.org",
    "orpha.net",
    "who.int",
    "ncbi.nlm.nih.gov/books",
    "tscalliance.org",
    "iarc.fr",
)


def check(draft: Draft) -> None:
    """Run every rule; problems land in the documents."""
    for rule in RULES:
        rule(draft)


def _slugs_are_unique(draft: Draft) -> None:
    for what, rows in (
        ("entity", [(entity.slug, doc, ("slug",)) for entity, doc in draft.entities]),
        ("group", [(item.slug, doc, path) for item, doc, path in draft.groups]),
        ("finding", [(item.slug, doc, path) for item, doc, path in draft.findings]),
        ("reference", [(item.id, doc, path) for item, doc, path in draft.references]),
        ("management option", [(item.slug, doc, path) for item, doc, path in draft.management]),
        ("clue", [(item.slug, doc, path) for item, doc, path in draft.clues]),
    ):
        seen: set[str] = set()
        for slug, doc, path in rows:
            if slug in seen:
                doc.complain(path, f"The {what} “{slug}” exists twice; slugs are unique.")
            seen.add(slug)


def _file_is_named_after_slug(draft: Draft) -> None:
    for entity, doc in draft.entities:
        if not doc.file.endswith(f"{entity.slug}.yaml"):
            doc.complain(("slug",), f"The file should be named “{entity.slug}.yaml”.")


def _references_are_references(draft: Draft) -> None:
    for reference, doc, path in draft.references:
        if reference.doi or reference.pmid or reference.pmcid:
            continue
        if any(host in reference.url for host in OFFICIAL_HOSTS):
            continue
        if not (reference.official and reference.url):
            doc.complain(
                path,
                f"“{reference.id}” has no DOI, PMID or PMCID and is not an official body's page "
                "or Radiopaedia: it is a lead, not a reference. Find its paper, or drop it and "
                "leave the claims that used it without source.",
            )


def _papers_stand_once(draft: Draft) -> None:
    seen: dict[str, str] = {}
    for reference, doc, path in draft.references:
        for key in filter(None, (reference.doi.lower(), reference.pmid, reference.pmcid)):
            other = seen.setdefault(key, reference.id)
            if other != reference.id:
                doc.complain(path, f"“{reference.id}” is the same paper as “{other}” ({key}).")


def _sources_exist(draft: Draft) -> None:
    known = draft.known(reference.id for reference, _, _ in draft.references)
    for entity, doc in draft.entities:
        for source, path in sources_of(entity):
            if source not in known:
                doc.complain(path, f"The source “{source}” is not in references.yaml.")
    for pair, doc, path in draft.pairs:
        for source, place in sources_of_pair(pair):
            if source not in known:
                doc.complain((*path, *place), f"The source “{source}” is not in references.yaml.")
    for finding, doc, path in draft.findings:
        for source in finding.sources:
            if source not in known:
                doc.complain(path, f"The source “{source}” is not in references.yaml.")


def _links_hold(draft: Draft) -> None:
    entities = draft.entity_slugs()
    groups = draft.known(group.slug for group, _, _ in draft.groups)
    findings = draft.known(finding.slug for finding, _, _ in draft.findings)
    options = draft.known(option.slug for option, _, _ in draft.management)
    clues = draft.known(clue.slug for clue, _, _ in draft.clues)
    for entity, doc in draft.entities:
        _expect(doc, ("group",), entity.group, groups, "group")
        _expect(doc, ("beside",), entity.beside, entities, "entity")
        for index, slug in enumerate(entity.differential):
            _expect(doc, ("differential", index), slug, entities, "entity")
        for slug in entity.findings:
            _expect(doc, ("findings", slug), slug, findings, "finding")
        for slug in entity.clues:
            _expect(doc, ("clues", slug), slug, clues, "clue")
        for index, sign in enumerate(entity.signs):
            if sign.finding:
                _expect(doc, ("signs", index, "finding"), sign.finding, findings, "finding")
        for index, step in enumerate(entity.management):
            _expect(doc, ("management", index), step.option, options, "management option")


def _expect(doc: Document, path: Path, slug: str, known: Container[str], what: str) -> None:
    if slug not in known:
        doc.complain(path, f"There is no {what} “{slug}”.")


def _relations_hold(draft: Draft) -> None:
    if draft.relations is None:
        return
    relations, doc = draft.relations
    umbrellas = {umbrella.slug for umbrella in relations.umbrellas}
    entities = draft.entity_slugs()
    for slug in sorted(umbrellas & entities):
        doc.complain(("umbrellas",), f"“{slug}” is an entity and cannot be an umbrella name too.")
    for index, umbrella in enumerate(relations.umbrellas):
        for slug in umbrella.narrower:
            where = ("umbrellas", index, "narrower")
            _expect(doc, where, slug, entities | umbrellas, "entity or umbrella name")
    for slug, above in relations.narrower_than.items():
        _expect(doc, ("narrower_than", slug), slug, entities, "entity")
        _expect(doc, ("narrower_than", slug), above, entities, "entity")
    for abbreviation, slugs in relations.ambiguous_abbreviations.items():
        for slug in slugs:
            _expect(doc, ("ambiguous_abbreviations", abbreviation), slug, entities, "entity")


def _names_belong_to_one(draft: Draft) -> None:
    shared: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    if draft.relations:
        relations, doc = draft.relations
        shared = {
            text.casefold(): slugs for text, slugs in relations.ambiguous_abbreviations.items()
        }
        for index, umbrella in enumerate(relations.umbrellas):
            names = (umbrella.name, *umbrella.synonyms, *umbrella.abbreviations)
            _claim(names, umbrella.slug, doc, ("umbrellas", index), owner, shared)
    for entity, doc in draft.entities:
        _claim((entity.name,), entity.slug, doc, ("name",), owner, shared)
        _claim(entity.synonyms, entity.slug, doc, ("synonyms",), owner, shared)
        _claim(entity.abbreviations, entity.slug, doc, ("abbreviations",), owner, shared)


def _claim(
    names: tuple[str, ...],
    slug: str,
    doc: Document,
    path: Path,
    owner: dict[str, str],
    shared: dict[str, tuple[str, ...]],
) -> None:
    for index, name in enumerate(names):
        key = name.casefold()
        if slug in shared.get(key, ()):
            continue
        other = owner.setdefault(key, slug)
        if other != slug:
            where = path if len(names) == 1 else (*path, index)
            doc.complain(
                where,
                f"The name “{name}” already belongs to “{other}”. A name stands for one entity; "
                "an abbreviation that truly stands for two goes into ambiguous_abbreviations.",
            )


def _names_are_not_repeated(draft: Draft) -> None:
    for entity, doc in draft.entities:
        seen: dict[str, int] = defaultdict(int)
        for name in (*entity.synonyms, *entity.abbreviations):
            seen[name.casefold()] += 1
        for name, count in seen.items():
            if count > 1:
                doc.complain(("synonyms",), f"The name “{name}” stands {count} times.")


def _nothing_is_empty(draft: Draft) -> None:
    must = ("signs", "discriminators", "pitfalls", "next_steps", "teaching_points", "imaging")
    for entity, doc in draft.entities:
        for name in must:
            if not getattr(entity, name):
                doc.complain((name,), f"“{name}” is empty; no page may show an empty heading.")
        for index, sign in enumerate(entity.signs):
            if not sign.modalities:
                where = ("signs", index, "modalities")
                doc.complain(where, f"The sign “{sign.name}” has no modality.")
    for finding, doc, path in draft.findings:
        if not finding.modalities:
            doc.complain((*path, "modalities"), f"The finding “{finding.slug}” has no modality.")


def _directions_make_sense(draft: Draft) -> None:
    kinds = {entity.slug: entity.kind for entity, _ in draft.entities}
    for entity, doc in draft.entities:
        if entity.ct_class in entity.ct_class_alternatives:
            doc.complain(("ct_class_alternatives",), "The CT class is listed as its alternative.")
        if kinds.get(entity.beside) == entity.kind:
            doc.complain(("beside",), "“beside” must name an entity of the other side.")
        for index, item in enumerate(entity.discriminators):
            if item.favours == "benign" and entity.kind == "mimic":
                where = ("discriminators", index, "favours")
                doc.complain(where, "On a mimic's page “benign” is the entity: write “entity”.")
        if entity.slug in entity.differential:
            doc.complain(("differential",), "An entity is not in its own differential.")


def _drop_belongs_to_chemical_shift(draft: Draft) -> None:
    for entity, doc in draft.entities:
        for sequence, row in entity.imaging.items():
            here: Path = ("imaging", sequence)
            if row.opposed_phase_drop and sequence != "chemical_shift":
                doc.complain(here, "Only chemical_shift has an opposed_phase_drop.")
            if row.signal and sequence == "chemical_shift":
                doc.complain(here, "chemical_shift has an opposed_phase_drop, not a signal.")


RULES: tuple[Callable[[Draft], None], ...] = (
    _slugs_are_unique,
    _file_is_named_after_slug,
    _references_are_references,
    _papers_stand_once,
    _sources_exist,
    _links_hold,
    _relations_hold,
    _names_belong_to_one,
    _names_are_not_repeated,
    _nothing_is_empty,
    _directions_make_sense,
    _drop_belongs_to_chemical_shift,
    *pairs.RULES,
    *typicality.RULES,
)
