"""The findings vocabulary and the page of one finding."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise

from knowledge import selectors
from knowledge.models import Entity, Finding, Reference
from knowledge.pages import words
from knowledge.schema import types as schema
from knowledge.schema.decode import from_plain

Text = str | Promise
#: The order of the kinds: what has a name of its own first.
_KINDS = ("sign", "signal", "morphology", "distribution", "context")
_SHOWN = ("always", "usual", "sometimes", "rare", "never")


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
class FindingPage:
    """One finding: the text, who shows it how often, the sources."""

    finding: Finding
    text: schema.Finding
    modalities: tuple[Text, ...]
    strength: Text
    bars: int
    shown_by: tuple[tuple[Text, str, tuple[Entity, ...]], ...]
    unknown: int
    references: tuple[Reference, ...]


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
    """The page of `finding`. Three queries."""
    text = from_plain(schema.Finding, finding.content)
    entities: dict[str, list[Entity]] = {}
    links = finding.entity_links.filter(entity__withdrawn=False).select_related("entity__group")
    for link in links.order_by("entity__group__order", "entity__name"):
        entities.setdefault(link.typicality, []).append(link.entity)
    known = sum(len(items) for name, items in entities.items() if name != "unknown")
    total = selectors.entities().count()
    return FindingPage(
        finding=finding,
        text=text,
        modalities=modalities_of(finding),
        strength=words.STRENGTHS[text.strength] if text.strength else "",
        bars=schema.STRENGTH_ORDER[text.strength] if text.strength else 0,
        shown_by=tuple(
            (words.TYPICALITIES[name], name, tuple(entities[name]))
            for name in _SHOWN
            if name in entities
        ),
        unknown=total - known,
        references=tuple(selectors.references_for(text.sources).values()),
    )


def modalities_of(finding: Finding) -> tuple[Text, ...]:
    """The modalities in words."""
    return tuple(words.MODALITIES[name] for name in finding.modalities)
