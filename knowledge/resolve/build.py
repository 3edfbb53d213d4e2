"""Loaded content → `Vocabulary`.

The entities and groups come from the caller (rows or content files); the names that only the
resolver needs stand in ``known_other.yaml``:

normal: every way to say that nothing is abnormal.
also: further ways to name one of ours (slug → names), as learners say it: "myeloma", "Modic".
ambiguous: names that rightly stand for several of ours (name → slugs).
conditions: real conditions that are none of ours (slug, name, synonyms, abbreviations).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from knowledge.resolve.normalise import words
from knowledge.resolve.types import Kind, Term
from knowledge.resolve.vocabulary import Vocabulary

KNOWN_OTHER = Path(__file__).resolve().parent.parent / "content" / "known_other.yaml"
NORMAL = "normal"
#: A plural ending in brackets, right behind its word.
ENDING = re.compile(r"(?<=\w)\((e|n|en|s)\)")
SECTIONS = ("normal", "also", "ambiguous", "conditions")


class KnownOtherError(ValueError):
    """The file of other names is not as it should be; the message says where, in a sentence."""


class Nameable(Protocol):
    """What an entity and a group of `knowledge.schema` have in common."""

    @property
    def slug(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def synonyms(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def abbreviations(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True)
class OtherNames:
    """The content of ``known_other.yaml``."""

    terms: tuple[Term, ...]
    also: Mapping[str, tuple[str, ...]]
    ambiguous: Mapping[str, tuple[str, ...]]


def terms(items: Iterable[Nameable], kind: Kind) -> list[Term]:
    """Terms of loaded entities (kind "entity") or umbrella groups (kind "group")."""
    return [
        Term(
            slug=item.slug,
            kind=kind,
            name=item.name,
            synonyms=tuple(item.synonyms),
            abbreviations=tuple(item.abbreviations),
        )
        for item in items
    ]


def build(
    own: Iterable[Term],
    ambiguous: Mapping[str, tuple[str, ...]] | None = None,
    other: OtherNames | None = None,
) -> Vocabulary:
    """The vocabulary of our own terms and of all other names.

    own: entities and groups, an educator's accepted synonyms included.
    ambiguous: the ambiguous abbreviations of ``relations.yaml``.
    other: the other names; by default those that ship with the product.
    """
    other = other if other is not None else other_names()
    ours = [_with_more(term, other.also.get(term.slug, ())) for term in own]
    taken = {term.slug for term in ours}
    rest = [term for term in other.terms if term.slug not in taken]
    return Vocabulary([*ours, *rest], {**other.ambiguous, **(ambiguous or {})})


def _with_more(term: Term, names: tuple[str, ...]) -> Term:
    """A term with further names, abbreviations among them as such."""
    short = tuple(name for name in names if is_abbreviation(name))
    return replace(
        term,
        synonyms=(*term.synonyms, *(name for name in names if name not in short)),
        abbreviations=(*term.abbreviations, *short),
    )


def of_library(library: Any) -> Vocabulary:
    """The vocabulary of a loaded `knowledge.schema.types.Library`."""
    relations = library.relations_file
    own = [*terms(library.entities, "entity"), *terms(relations.umbrellas, "group")]
    return build(own, relations.ambiguous_abbreviations)


@cache
def other_names(path: Path = KNOWN_OTHER) -> OtherNames:
    """Read the file of other names, and those of other languages beside it.

    Raises `KnownOtherError` with a sentence.
    """
    names = parse(_read(path), path.name)
    for other in sorted(path.parent.glob("names_*.yaml")):
        data = _read(other)
        language = data.pop("language", None) if isinstance(data, dict) else None
        if language != other.stem.removeprefix("names_"):
            raise KnownOtherError(f"{other.name} must say which language it is in.")
        names = joined(names, parse(data, other.name))
    return names


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise KnownOtherError(f"{path.name} cannot be read: {error}") from error


def joined(one: OtherNames, other: OtherNames) -> OtherNames:
    """The names of two files: what both name has the names of both, and is called as in `one`."""
    terms = {term.slug: term for term in one.terms}
    for term in other.terms:
        known = terms.get(term.slug)
        terms[term.slug] = term if known is None else _with_more(known, _all_names(term))
    also = dict(one.also)
    for slug, names in other.also.items():
        also[slug] = (*also.get(slug, ()), *names)
    return OtherNames(tuple(terms.values()), also, {**one.ambiguous, **other.ambiguous})


def with_conditions(names: OtherNames, more: Iterable[str]) -> OtherNames:
    """The names with further real conditions, none of ours: those that educators decided on."""
    conditions = {term.slug: term for term in map(_named, more) if term.slug != slug_of("")}
    return joined(names, OtherNames(tuple(conditions.values()), {}, {}))


def _named(text: str) -> Term:
    short = (text,) if is_abbreviation(text) else ()
    return Term(slug_of(text), "known-other", text, abbreviations=short)


def _all_names(term: Term) -> tuple[str, ...]:
    return (*term.synonyms, *term.abbreviations)


def parse(data: Any, file: str = "known_other.yaml") -> OtherNames:
    """Check the file's values. Raises `KnownOtherError` with a sentence."""
    if not isinstance(data, dict) or set(data) != set(SECTIONS):
        raise KnownOtherError(f"{file} must hold the sections {', '.join(SECTIONS)}.")
    normal = Term(NORMAL, "normal", "Normal", _texts(data["normal"], f"{file}: normal"))
    conditions = [_condition(item, file) for item in _list(data["conditions"], file)]
    slugs = [term.slug for term in conditions]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        raise KnownOtherError(f"{file}: {twice[0]} stands twice under conditions.")
    return OtherNames(
        terms=(normal, *conditions),
        also=_table(data["also"], f"{file}: also"),
        ambiguous=_table(data["ambiguous"], f"{file}: ambiguous"),
    )


def _condition(item: Any, file: str) -> Term:
    """One condition; written short as "Name" or "Name: [synonyms]", abbreviations in capitals."""
    if isinstance(item, str):
        item = {item: []}
    if not isinstance(item, dict) or len(item) != 1:
        raise KnownOtherError(f"{file}: a condition is a name, or a name with other names.")
    name, others = next(iter(item.items()))
    texts = _texts(others, f"{file}: {name}")
    short = tuple(text for text in texts if is_abbreviation(text))
    return Term(
        slug=slug_of(str(name)),
        kind="known-other",
        name=str(name),
        synonyms=tuple(text for text in texts if text not in short),
        abbreviations=short,
    )


def is_abbreviation(text: str) -> bool:
    """Whether a name is written as an abbreviation: one short word with two capitals."""
    capitals = sum(letter.isupper() for letter in text)
    return " " not in text and len(text) <= 9 and capitals >= 2


def slug_of(name: str) -> str:
    """The slug of a known other condition, made from its name."""
    return "other-" + "-".join(words(name))


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise KnownOtherError(f"{place}: conditions must be a list.")
    return value


def _texts(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise KnownOtherError(f"{place} must be a list of names; quote numbers, yes and no.")
    return tuple(form for item in value for form in _forms(item))


def _forms(text: str) -> tuple[str, ...]:
    """A name and its plural: "Knocheninsel(n)" is Knocheninsel and Knocheninseln."""
    if not ENDING.search(text):
        return (text,)
    return ENDING.sub("", text), ENDING.sub(r"\1", text)


def _table(value: Any, place: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise KnownOtherError(f"{place} must map a name to a list.")
    return {str(key): _texts(items, f"{place}: {key}") for key, items in value.items()}
