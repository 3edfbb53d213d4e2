"""Two entities side by side in words: the curated paragraph where there is one, else the graph.

    comparison_page(a: Entity, b: Entity) -> ComparisonPage

`a`, `b`: rows in the order in which they are shown, as `selectors.entity_by_slug` gives them.
Six queries whatever the pair. `templates/knowledge/_comparison.html` shows it: include it with
`page` set to the result and link `css/graph.css`; it takes its references along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from knowledge import selectors
from knowledge.models import Entity, Reference
from knowledge.pages import words
from knowledge.pages.citations import Citations, Cited, Prose
from knowledge.pages.entity import DiscriminatorRow, ImagingRow, discriminator_row, imaging_row
from knowledge.reasoning import compare
from knowledge.reasoning.compare import Comparison, FactRow, FindingRow, Side
from knowledge.schema import types as schema
from knowledge.schema.sources import sources_of, sources_of_pair

Text = str | Promise
#: Without a sentence that names the other side, this many findings of both tell why they mix.
_SHARED = 4
#: At most this many sentences on what to look at, where nobody has written a paragraph.
_SENTENCES = 5


@dataclass(frozen=True)
class SideBySide:
    """One row of words for both sides; `differs` is None where it cannot be told.

    `english` where they are names of the knowledge, which stay English.
    """

    label: Text
    a: Text
    b: Text
    differs: bool | None
    english: bool = False


@dataclass(frozen=True)
class ImagingPair:
    """One sequence of both sides; a side is None where it is not known."""

    is_imaging: ClassVar[bool] = True

    label: Text
    a: ImagingRow | None
    b: ImagingRow | None
    differs: bool | None


@dataclass(frozen=True)
class FindingPair:
    """One finding of both sides with how often each shows it."""

    slug: str
    name: str
    a: Text
    b: Text
    a_slug: str
    b_slug: str
    differs: bool


@dataclass(frozen=True)
class ComparisonPage:
    """Everything below the two viewers. `curated`: the paragraph was written for this pair."""

    a: Entity
    b: Entity
    curated: bool
    look: Prose
    settles: tuple[Cited, ...]
    mixes: tuple[Cited, ...]
    facts: tuple[SideBySide, ...]
    imaging: tuple[ImagingPair, ...]
    findings: tuple[FindingPair, ...]
    discriminators: tuple[tuple[Entity, DiscriminatorRow], ...]
    references: list[tuple[int, Reference]]

    @property
    def features(self) -> list[SideBySide | ImagingPair]:
        """Facts and sequences in one table: what differs first."""
        return sorted([*self.facts, *self.imaging], key=lambda row: not row.differs)


def comparison_page(a: Entity, b: Entity) -> ComparisonPage:
    """Put the comparison of `a` and `b` together; see the module's docstring."""
    own, other = _texts(a, b)
    slugs = (*own.findings, *other.findings)
    vocabulary = {
        slug: selectors.finding_content(row)
        for slug, row in selectors.findings_for(slugs).items()
        if not row.withdrawn
    }
    graph = compare(own, other, vocabulary)
    pair = selectors.curated_pair(a.slug, b.slug)
    citations = _citations(own, other, pair)
    names: dict[Side, str] = {"a": a.short_name, "b": b.short_name}
    look, settles, mixes = (
        _curated(pair, citations) if pair else _from_graph(graph, names, citations)
    )
    rows = {"a": a, "b": b}
    return ComparisonPage(
        a=a,
        b=b,
        curated=pair is not None,
        look=look,
        settles=settles,
        mixes=mixes,
        facts=tuple(
            _fact(row, {a.group.slug: a.group.name, b.group.slug: b.group.name})
            for row in graph.facts
        ),
        imaging=tuple(
            ImagingPair(
                words.SEQUENCES[row.sequence],
                imaging_row(row.sequence, row.a) if row.a else None,
                imaging_row(row.sequence, row.b) if row.b else None,
                row.differs,
            )
            for row in graph.imaging
        ),
        findings=tuple(_finding(row) for row in graph.findings),
        discriminators=tuple(
            (
                rows[row.side],
                discriminator_row(row.item, rows[row.side], citations.marks(row.item.sources)),
            )
            for row in graph.discriminators
        ),
        references=citations.cited(),
    )


def _texts(a: Entity, b: Entity) -> tuple[schema.Entity, schema.Entity]:
    """Both texts with the names and typicalities in use, which stand in rows of their own."""
    names = selectors.names_by_slug((a.slug, b.slug))
    told = selectors.typicalities()
    own, other = (
        replace(
            selectors.entity_content(row),
            synonyms=names.get(row.slug, ()),
            findings=told.get(row.slug, {}),
        )
        for row in (a, b)
    )
    return own, other


def _citations(own: schema.Entity, other: schema.Entity, pair: schema.Pair | None) -> Citations:
    ids = [source for source, _ in sources_of_pair(pair)] if pair else []
    ids += [source for text in (own, other) for source, _ in sources_of(text)]
    return Citations(selectors.references_for(dict.fromkeys(ids)))


def _curated(
    pair: schema.Pair, citations: Citations
) -> tuple[Prose, tuple[Cited, ...], tuple[Cited, ...]]:
    look = citations.prose(pair.look)
    return look, citations.prose((pair.settles,)).items, citations.prose((pair.mixes,)).items


def _from_graph(
    graph: Comparison, names: dict[Side, str], citations: Citations
) -> tuple[Prose, tuple[Cited, ...], tuple[Cited, ...]]:
    """Sentences from the graph: what differs most, what would decide, what mixes them."""
    look = tuple(islice(_looks(graph, names, citations), _SENTENCES))
    mixes = tuple(
        Cited(claim.claim.text, citations.marks(claim.claim.sources)) for claim in graph.mixes
    )
    return Prose(look), tuple(_steps(graph, names, citations)), mixes or _shared(graph, names)


def _looks(graph: Comparison, names: dict[Side, str], citations: Citations) -> Iterator[Cited]:
    """What to look at, best first: decisive findings, the CT class, signals, other findings."""
    for row in graph.settles:
        yield Cited(_told(row, names), citations.marks(row.finding.sources))
    for fact in graph.facts:
        if fact.differs and fact.fact in ("ct_class", "pattern"):
            shown = _fact(fact, {})
            yield Cited(_side_by_side(shown.label, shown.a, shown.b, names))
    for signal in graph.imaging:
        if signal.differs and signal.a and signal.b:
            own, other = (imaging_row(signal.sequence, it).word for it in (signal.a, signal.b))
            yield Cited(_side_by_side(words.SEQUENCES[signal.sequence], own, other, names))
    for finding in graph.findings:
        if finding.differs and finding not in graph.settles:
            yield Cited(_told(finding, names), citations.marks(finding.finding.sources))
    for finding in graph.findings:
        if finding.contrast is None and {finding.a, finding.b} & {"always", "usual"}:
            yield Cited(_told(finding, names), citations.marks(finding.finding.sources))


def _told(row: FindingRow, names: dict[Side, str]) -> Text:
    first: Side = row.leads or ("b" if row.a == "unknown" else "a")
    second: Side = "b" if first == "a" else "a"
    often, seldom = (row.a, row.b) if first == "a" else (row.b, row.a)
    return format_lazy(
        _("{finding}: {often} in {first}, {seldom} in {second}."),
        finding=row.finding.name,
        often=words.TYPICALITIES_LOWER[often],
        seldom=words.TYPICALITIES_LOWER[seldom],
        first=names[first],
        second=names[second],
    )


def _side_by_side(label: Text, own: Text, other: Text, names: dict[Side, str]) -> Text:
    return format_lazy(
        _("{label}: {own} in {a}, {other} in {b}."),
        label=label,
        own=_inside(own),
        other=_inside(other),
        **names,
    )


def _inside(label: Text) -> str:
    """A label inside a sentence: only its first letter is small, since German nouns are not."""
    text = str(label)
    return text[:1].lower() + text[1:]


def _shared(graph: Comparison, names: dict[Side, str]) -> tuple[Cited, ...]:
    shared = ", ".join(row.finding.name for row in graph.shared[:_SHARED])
    if not shared:
        return ()
    template = _("{a} and {b} both show this as a rule: {shared}.")
    return (Cited(format_lazy(template, shared=shared, **names)),)


def _steps(graph: Comparison, names: dict[Side, str], citations: Citations) -> Iterable[Cited]:
    """What each side's own page recommends first; general teaching unless it has a source."""
    sides: tuple[tuple[Side, schema.Entity], ...] = (("a", graph.a), ("b", graph.b))
    for side, text in sides:
        for claim in text.next_steps[:1]:
            yield Cited(f"{names[side]}: {claim.text}", citations.marks(claim.sources))


def _fact(row: FactRow, groups: dict[str, str]) -> SideBySide:
    tables: dict[str, words.Words] = {
        "ct_class": words.CT_CLASSES,
        "compartments": words.COMPARTMENTS,
        "pattern": words.PATTERNS,
        "group": dict(groups),
    }
    table = tables[row.fact]
    own, other = (
        ", ".join(str(table.get(name, name)) for name in side) for side in (row.a, row.b)
    )
    return SideBySide(words.FACTS[row.fact], own, other, row.differs, row.fact == "group")


def _finding(row: FindingRow) -> FindingPair:
    return FindingPair(
        slug=row.finding.slug,
        name=row.finding.name,
        a=words.TYPICALITIES[row.a],
        b=words.TYPICALITIES[row.b],
        a_slug=row.a,
        b_slug=row.b,
        differs=row.differs,
    )
