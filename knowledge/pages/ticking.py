"""The form of the differential: which features are offered, and how they are grouped.

The groups come from the content: findings that stand for words of one table (T1, CT class,
pattern …) exclude each other, as ages do; all others are ticked one by one, by modality.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledge.pages import words
from knowledge.pages.selected import Group
from knowledge.reasoning import Feature, Observed
from knowledge.schema import types as schema
from knowledge.selectors import Board

Text = str | Promise


@dataclass(frozen=True)
class Option:
    """One thing to tick. absent: it was looked for and is not there."""

    slug: str
    label: Text
    on: bool
    absent: bool


@dataclass(frozen=True)
class Choice:
    """Options of which one can be true. key: the name of the form field."""

    key: str
    label: Text
    options: tuple[Option, ...]

    @property
    def none(self) -> bool:
        """Whether none of them is chosen."""
        return not any(option.on for option in self.options)


@dataclass(frozen=True)
class Section:
    """One part of the form: choices, single ticks, or both. folded: closed until asked for."""

    key: str
    label: Text
    choices: tuple[Choice, ...] = ()
    options: tuple[Option, ...] = ()
    folded: bool = False

    @property
    def ticked(self) -> int:
        """How many of its single ticks are judged."""
        return sum(option.on or option.absent for option in self.options)


def groups_of(board: Board) -> tuple[Group, ...]:
    """The groups of features that exclude each other, in the order of the form."""
    groups: dict[str, list[str]] = {}
    for finding in board.findings.values():
        if (key := _group_key(finding)) is not None:
            groups.setdefault(key, []).append(finding.slug)
    for feature in board.graph.features.values():
        if feature.kind == "age":
            groups.setdefault("age", []).append(feature.slug)
    order = ("ct", *schema.MR_SEQUENCES, "chemical_shift", "pattern", "age")
    return tuple(Group(key, tuple(groups[key])) for key in order if key in groups)


def _group_key(finding: schema.Finding) -> str | None:
    if finding.ct_class_of:
        return "ct"
    if finding.pattern_of:
        return "pattern"
    if finding.drop_of:
        return "chemical_shift"
    sequences = list(finding.signal_of)
    return sequences[0] if len(sequences) == 1 else None


def sections_of(
    board: Board, groups: tuple[Group, ...], observed: Observed
) -> tuple[Section, ...]:
    """The whole form with what is ticked."""
    choices = {group.key: _choice(group, board, observed) for group in groups}
    mr = (*schema.MR_SEQUENCES, "chemical_shift")
    grouped = {slug for group in groups for slug in group.slugs}
    free = [item for item in board.graph.features.values() if item.slug not in grouped]
    head = (
        Section("ct", _("On CT the bone is"), _present(choices, ("ct",))),
        Section("mr", _("On MR, against normal marrow"), _present(choices, mr)),
        Section("pattern", _("Pattern"), _present(choices, ("pattern",))),
        Section("place", _("Place in the vertebra"), options=_options(free, "place", observed)),
        Section("age", _("Age"), _present(choices, ("age",))),
        Section("history", _("History"), options=_options(free, "history", observed)),
    )
    signs = (
        Section(key, label, options=_signs(free, key, observed), folded=True)
        for key, label in words.SIGN_SECTIONS.items()
    )
    return tuple(item for item in (*head, *signs) if item.choices or item.options)


def _present(choices: dict[str, Choice], keys: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(choices[key] for key in keys if key in choices)


def _choice(group: Group, board: Board, observed: Observed) -> Choice:
    label = words.SEQUENCES.get(group.key, words.CHOICES.get(group.key, group.key))
    options = tuple(
        Option(slug, _short(slug, board), slug in observed.seen, slug in observed.absent)
        for slug in sorted(group.slugs, key=lambda slug: _is_bright(slug, board))
    )
    return Choice(group.key, label, options)


def _short(slug: str, board: Board) -> Text:
    """A word that is enough beside the label of its group."""
    finding = board.findings.get(slug)
    if finding is None:
        return board.graph.features[slug].name
    if finding.ct_class_of:
        return words.CT_CLASSES[finding.ct_class_of]
    if finding.pattern_of:
        return words.PATTERNS[finding.pattern_of]
    if finding.drop_of:
        return words.DROPS[finding.drop_of[0]]
    return _("Bright") if _is_bright(slug, board) else _("Dark")


def _is_bright(slug: str, board: Board) -> bool:
    """Whether the finding stands for a high signal; dark comes before bright everywhere."""
    finding = board.findings.get(slug)
    return finding is not None and any("high" in words for words in finding.signal_of.values())


def _options(free: list[Feature], kind: str, observed: Observed) -> tuple[Option, ...]:
    return tuple(_option(item, observed) for item in free if item.kind == kind)


def _signs(free: list[Feature], section: str, observed: Observed) -> tuple[Option, ...]:
    items = [item for item in free if not item.is_clue and _section_of(item) == section]
    return tuple(_option(item, observed) for item in sorted(items, key=lambda item: item.name))


def _section_of(item: Feature) -> str:
    if item.kind == "context":
        return "elsewhere"
    seen_on = set(item.modalities)
    dense, mr = bool(seen_on & {"ct", "radiograph"}), "mr" in seen_on
    if dense and mr:
        return "ct-mr"
    if dense or mr:
        return "mr-signs" if mr else "ct-signs"
    return "nuclear"


def _option(item: Feature, observed: Observed) -> Option:
    return Option(item.slug, item.name, item.slug in observed.seen, item.slug in observed.absent)
