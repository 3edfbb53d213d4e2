"""The findings vocabulary and the page of one finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from knowledge import selectors
from knowledge.models import Finding, Reference
from knowledge.pages import words
from knowledge.pages.pictures import Thumbnail
from knowledge.reasoning import Word
from knowledge.schema import types as schema
from knowledge.selectors import Brief

Text = str | Promise
#: The order of the kinds: what has a name of its own first.
_KINDS = ("sign", "signal", "morphology", "distribution", "context")
_SHOWN: tuple[Word, ...] = ("always", "usual", "sometimes", "rare", "never", "contrary")

#: What no case here is imaged with.
_NOT_HERE = {"bone-scan", "pet", "radiograph", "dxa", "ultrasound", "laboratory", "clinical"}
#: Conditions that are shown instead of a finding that no image shows.
_MOST_INSTEAD = 6
#: Words that say that an entity shows the finding at all.
_POSITIVE = ("always", "usual", "sometimes", "rare")


@dataclass(frozen=True)
class FindingRow:
    """One line of the vocabulary; `shown_by`: how many entities are known to show it."""

    finding: Finding
    modalities: tuple[Text, ...]
    shown_by: int


@dataclass(frozen=True)
class FindingsPage:
    """Kinds with their findings."""

    kinds: tuple[tuple[str, Text, tuple[FindingRow, ...]], ...]
    total: int


@dataclass(frozen=True)
class Side:
    """One side of the question: of `total` conditions, how many say which word of the finding."""

    label: Text
    counts: tuple[int, ...]
    unknown: int
    total: int


@dataclass(frozen=True)
class FindingPage:
    """One finding: the text, who shows it how often, how far it separates, the sources."""

    finding: Finding
    text: schema.Finding
    modalities: tuple[Text, ...]
    strength: Text
    bars: int
    shown_by: tuple[tuple[Text, str, tuple[Brief, ...]], ...]
    unknown: int
    columns: tuple[Text, ...]
    sides: tuple[Side, ...]
    references: tuple[Reference, ...]

    @property
    def showing(self) -> tuple[Brief, ...]:
        """The entities that show it at all, those that show it most often first."""
        return tuple(
            entity
            for _label, name, entities in self.shown_by
            if name in _POSITIVE
            for entity in entities
        )


@dataclass(frozen=True)
class Unseen:
    """A finding that no image here shows: why, and pictures of conditions that have it."""

    why: Text
    instead: tuple[tuple[Brief, Thumbnail], ...]


def unseen(page: FindingPage, pictures: Mapping[str, Thumbnail]) -> Unseen:
    """What a finding's page says in place of a picture; `pictures` by slug of their entity."""
    shown = [(one, pictures[one.slug]) for one in page.showing if one.slug in pictures]
    return Unseen(_why(page.finding, page.modalities), tuple(shown[:_MOST_INSTEAD]))


def _why(finding: Finding, modalities: tuple[Text, ...]) -> Text:
    if set(finding.modalities) <= _NOT_HERE:
        seen_on = format_lazy(" / ".join("{}" for _each in modalities), *modalities)
        template = _("Cases here are imaged with CT and MR; this is seen on: {seen_on}.")
        return format_lazy(template, seen_on=seen_on)
    if finding.kind == Finding.FindingKind.CONTEXT:
        return _(
            "It is found away from the lesion, or over time: one examination of the spine, as "
            "each case here has, does not show it."
        )
    return _("No case of self-study has it yet.")


def findings_page() -> FindingsPage:
    """The whole vocabulary. One query."""
    shown_by = Count("entity_links", filter=~Q(entity_links__typicality__in=("never", "unknown")))
    rows = Finding.objects.filter(withdrawn=False).annotate(shown_by=shown_by).order_by("name")
    by_kind: dict[str, list[FindingRow]] = {kind: [] for kind in _KINDS}
    for row in rows:
        by_kind[row.kind].append(FindingRow(row, modalities_of(row), row.shown_by))
    labels = dict(Finding.FindingKind.choices)
    return FindingsPage(
        tuple((kind, labels[kind], tuple(items)) for kind, items in by_kind.items() if items),
        sum(len(items) for items in by_kind.values()),
    )


def finding_page(finding: Finding) -> FindingPage:
    """The page of `finding`. Two queries while the content stands, one less without sources."""
    text = selectors.finding_content(finding)
    board = selectors.board()
    entities: dict[Word | None, list[Brief]] = {}
    for slug, brief in board.entities.items():
        entities.setdefault(board.graph.word(slug, finding.slug), []).append(brief)
    return FindingPage(
        finding=finding,
        text=text,
        modalities=modalities_of(finding),
        strength=words.STRENGTHS[text.strength] if text.strength else "",
        bars=schema.STRENGTH_ORDER[text.strength] if text.strength else 0,
        shown_by=tuple(
            (words.WORDS[name], name, tuple(entities[name])) for name in _SHOWN if name in entities
        ),
        unknown=len(entities.get(None, ())),
        columns=tuple(words.SIDE_COLUMNS.values()),
        sides=tuple(_side(kind, entities) for kind in words.SIDES),
        references=_references(text.sources),
    )


def _side(kind: str, entities: dict[Word | None, list[Brief]]) -> Side:
    def count(*names: Word | None) -> int:
        return sum(brief.kind == kind for name in names for brief in entities.get(name, ()))

    counts = (
        count("always", "usual"),
        count("sometimes"),
        count("rare"),
        count("never", "contrary"),
    )
    unknown = count(None)
    return Side(words.SIDES[kind], counts, unknown, sum(counts) + unknown)


def _references(sources: tuple[str, ...]) -> tuple[Reference, ...]:
    return tuple(selectors.references_for(sources).values()) if sources else ()


def modalities_of(finding: Finding) -> tuple[Text, ...]:
    """The modalities in words."""
    return tuple(words.MODALITIES[name] for name in finding.modalities)
