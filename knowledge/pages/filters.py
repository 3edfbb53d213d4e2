"""Filters of the map: finding, modality, signal, place and age, each with its counts.

    narrow(query: Mapping[str, str]) -> Narrowed

`query` is the address' query, so the address holds the whole state. What an entity shows is read
from the content once per state of the content; a filter then costs no query beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from knowledge import selectors
from knowledge.models import Clue, Entity, EntityFinding, Finding
from knowledge.pages import words

Text = str | Promise
#: How often an entity must show what is asked for.
SHOWN = ("always", "usual", "sometimes")
#: Signals that a filter tells apart, and what of the content counts as which.
_DARK, _BRIGHT = ("markedly-low", "low"), ("high", "very-high")
_SIGNAL_SEQUENCES = ("t1", "t2", "stir", "t1_gd", "dwi")
LABELS: words.Words = {
    "finding": _("Finding"),
    "modality": _("Described on"),
    "signal": _("Signal"),
    "place": _("Place"),
    "age": _("Age"),
}


@dataclass(frozen=True)
class Option:
    """One choice of a filter; `count` entities would be left with it and the other filters."""

    value: str
    label: Text
    count: int
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """One filter with the choices that leave something, and the chosen one."""

    name: str
    label: Text
    options: tuple[Option, ...]
    chosen: str

    @property
    def english(self) -> bool:
        """Whether its choices are words of the knowledge, which stay English."""
        return self.name in ("finding", "place", "age")


@dataclass(frozen=True)
class Narrowed:
    """The filters, and the slugs that pass all of them; `active` says whether any is set."""

    filters: tuple[Filter, ...]
    slugs: frozenset[str]
    total: int

    @property
    def active(self) -> tuple[Filter, ...]:
        """The filters that are set."""
        return tuple(one for one in self.filters if one.chosen)

    @property
    def query(self) -> str:
        """The state as it stands in the address."""
        return "&".join(f"{one.name}={one.chosen}" for one in self.active)


@dataclass(frozen=True)
class _Facts:
    """By filter: value → label, in order; and value → the slugs that show it."""

    labels: Mapping[str, Mapping[str, Text]]
    shown: Mapping[str, Mapping[str, frozenset[str]]]
    everybody: frozenset[str]


def narrow(query: Mapping[str, str]) -> Narrowed:
    """Read the filters from the address; values that do not exist count as not set."""
    facts = _cached(selectors.content_token())
    chosen = {name: query.get(name, "") for name in LABELS}
    chosen = {name: value if value in facts.shown[name] else "" for name, value in chosen.items()}
    return Narrowed(
        filters=tuple(_filter(name, chosen, facts) for name in LABELS),
        slugs=_left(facts, chosen),
        total=len(facts.everybody),
    )


def _left(facts: _Facts, chosen: Mapping[str, str], without: str = "") -> frozenset[str]:
    left = facts.everybody
    for name, value in chosen.items():
        if value and name != without:
            left &= facts.shown[name][value]
    return left


def _filter(name: str, chosen: Mapping[str, str], facts: _Facts) -> Filter:
    others = _left(facts, chosen, without=name)
    options = (
        Option(value, label, len(others & facts.shown[name][value]), value == chosen[name])
        for value, label in facts.labels[name].items()
        if value in facts.shown[name]
    )
    kept = tuple(one for one in options if one.count or one.chosen)
    return Filter(name, LABELS[name], kept, chosen[name])


@lru_cache(maxsize=4)
def _cached(token: str) -> _Facts:
    return _read()


def _read() -> _Facts:
    """Read what every entity shows. Four queries."""
    rows = list(Entity.objects.filter(withdrawn=False).values_list("slug", "content"))
    everybody = frozenset(slug for slug, _content in rows)
    shown: dict[str, dict[str, set[str]]] = {name: {} for name in LABELS}
    for slug, content in rows:
        for name, value in _told(content):
            shown[name].setdefault(value, set()).add(slug)
    links = EntityFinding.objects.filter(typicality__in=SHOWN, entity__withdrawn=False)
    for slug, finding in links.values_list("entity__slug", "finding__slug"):
        shown["finding"].setdefault(finding, set()).add(slug)
    return _Facts(_labels(), {n: {v: frozenset(s) for v, s in shown[n].items()} for n in shown},
                  everybody)  # fmt: skip


def _told(content: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    imaging: Mapping[str, Any] = content.get("imaging", {})
    for sequence, row in imaging.items():
        yield "modality", sequence
        signal = row.get("signal") if isinstance(row, dict) else None
        if sequence in _SIGNAL_SEQUENCES and signal in (*_DARK, *_BRIGHT):
            yield "signal", f"{sequence}-{'low' if signal in _DARK else 'high'}"
    for clue, typicality in content.get("clues", {}).items():
        kind, _dash, _rest = clue.partition("-")
        if typicality in SHOWN and kind in ("place", "age"):
            yield kind, clue


def _labels() -> dict[str, dict[str, Text]]:
    findings = Finding.objects.filter(withdrawn=False).order_by("name")
    clues = Clue.objects.filter(withdrawn=False).order_by("order")
    by_kind: dict[str, dict[str, Text]] = {"place": {}, "age": {}}
    for slug, name, kind in clues.values_list("slug", "name", "kind"):
        by_kind.setdefault(kind, {})[slug] = name
    return {
        "finding": dict(findings.values_list("slug", "name")),
        "modality": dict(words.SEQUENCES),
        "signal": {
            f"{sequence}-{end}": format_lazy("{name} {word}", name=words.SEQUENCES[sequence],
                                             word=word)
            for sequence in _SIGNAL_SEQUENCES
            for end, word in (("low", _("low")), ("high", _("high")))
        },
        "place": by_kind["place"],
        "age": by_kind["age"],
    }  # fmt: skip
