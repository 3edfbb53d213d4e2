"""The feedback page as values: the result, why, where on the images, and by which source.

Everything comes from the stored grade, the frozen key and the knowledge rows; nothing is judged
here a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.answerkey.types import AnswerKey
from knowledge.models import Finding, Reference

#: Verdicts that are shown by a tick; the rest get a dash. Words stand beside both.
TICKED = ("right", "partly")


@dataclass(frozen=True)
class Place:
    """A slice that a sentence points to: the series' token and label, the slice index."""

    series: str
    label: str
    slice: int

    @property
    def number(self) -> int:
        """The slice as the viewer counts it."""
        return self.slice + 1


@dataclass
class Source:
    """A numbered line of the reading list: a publication or a page of the knowledge."""

    number: int
    text: str
    url: str = ""
    doi: str = ""


@dataclass(frozen=True)
class Line:
    """One point given or lost."""

    verdict: str
    verdict_words: str
    label: str
    sentence: str
    amount: str
    rank: int = 0
    typed: str = ""
    struck: bool = False
    place: Place | None = None
    sources: tuple[Source, ...] = ()

    @property
    def ticked(self) -> bool:
        """Whether a tick stands before it."""
        return self.verdict in TICKED


@dataclass(frozen=True)
class Ring:
    """One part of the learning objective; `value` 0 to 1, None where it was not graded."""

    name: str
    value: float | None

    @property
    def dash(self) -> str:
        """The drawn share of a circle with a circumference of 100."""
        return f"{(self.value or 0) * 100:.1f} 100"


@dataclass(frozen=True)
class ModelLine:
    """One line of the model differential."""

    name: str
    role: str
    reason: str
    covered: bool
    url: str = ""


@dataclass(frozen=True)
class Difference:
    """A feature that separates two look-alikes: what it is, for which of them, how strongly.

    `english` where it favours an entity by its name, which stays English.
    """

    feature: str
    favours: str
    strength: str
    sources: tuple[Source, ...] = ()
    english: bool = False


@dataclass
class Feedback:
    """All that the feedback page shows beside the images."""

    headline: str
    subline: str
    rings: tuple[Ring, ...]
    total: float | None
    passed: bool
    capped: bool
    differential: tuple[Line, ...]
    missing: tuple[Line, ...]
    features: tuple[Line, ...]
    management: tuple[Line, ...]
    model: tuple[ModelLine, ...]
    discussion: str
    entity_url: str = ""
    sources: list[Source] = field(default_factory=list)
    pair_title: str = ""
    pair: tuple[Difference, ...] = ()
    #: Both sides of the look-alike pair in images: its address and its names.
    compare_url: str = ""
    compare_names: tuple[str, ...] = ()


class Library:
    """What the sentences may point to: names, pages, references; numbers them as they are used."""

    def __init__(
        self,
        *,
        names: Mapping[str, str],
        pages: frozenset[str],
        findings: Mapping[str, Finding],
        references: Mapping[str, Reference],
        diagnosis: str = "",
    ) -> None:
        self.diagnosis = diagnosis  # whose page stands in where a name has none of its own
        self.names = names
        self.pages = pages
        self.findings = findings
        self.references = references
        self.used: dict[str, Source] = {}

    def entity_url(self, slug: str) -> str:
        """The address of an entity's page, empty where it has none."""
        return reverse("knowledge:entity", args=[slug]) if slug in self.pages else ""

    def reference(self, ref_id: str) -> Source | None:
        """The numbered reference; None where the knowledge does not hold it."""
        row = self.references.get(ref_id)
        if row is None:
            return None
        return self._number(f"r:{ref_id}", row.citation, row.url, row.doi)

    def page(self, *, entity: str = "", finding: str = "") -> Source | None:
        """The numbered page of a finding or an entity; None where there is none."""
        if row := self.findings.get(finding):
            url = reverse("knowledge:finding", args=[finding])
            return self._number(f"f:{finding}", _("Finding: %s") % row.name, url)
        if url := self.entity_url(entity):
            return self._number(
                f"e:{entity}", _("Entry: %s") % self.names.get(entity, entity), url
            )
        return None

    def of(self, evidence: Mapping[str, Any]) -> tuple[Source, ...]:
        """The numbered sources of one point."""
        found = (
            self.reference(evidence.get("reference", "")),
            self.page(entity=evidence.get("entity", ""), finding=evidence.get("finding", ""))
            or self.page(entity=self.diagnosis),
        )
        return tuple(source for source in found if source is not None)

    def _number(self, key: str, text: str, url: str, doi: str = "") -> Source:
        fresh = Source(len(self.used) + 1, text, url, doi)
        return self.used.setdefault(key, fresh)


def verdict_words(verdict: str) -> str:
    """Return a verdict in words: a sign alone is never enough."""
    return {
        "right": _("right"),
        "partly": _("partly right"),
        "wrong": _("wrong"),
        "missed": _("missed"),
        "harmful": _("harmful"),
    }.get(verdict, _("for information"))


def build_feedback(
    *,
    detail: Mapping[str, Any],
    key: AnswerKey,
    library: Library,
    places: Mapping[str, Place],
    fallback: Place | None,
) -> Feedback:
    """Return the page of one grade.

    `places` maps a lesion's name to the slice that shows it best; `fallback` is the key view,
    for sentences about changes that have no single place.
    """
    builder = _Builder(library, places, fallback)
    points: Sequence[Mapping[str, Any]] = detail["points"]
    entries: Sequence[Mapping[str, Any]] = detail["entries"]
    listed = [point for point in points if point["item"] == "differential"]
    feedback = Feedback(
        headline=detail["headline"],
        subline=_subline(detail, key),
        rings=_rings(detail["parts"]),
        total=detail["total"],
        passed=detail["passed"],
        capped=detail["capped"],
        differential=tuple(
            builder.line(point, entry) for point, entry in zip(listed, entries, strict=False)
        ),
        missing=tuple(builder.line(point) for point in listed[len(entries) :]),
        features=builder.lines(points, ("ct_class", "findings", "click")),
        management=builder.lines(points, ("malignancy", "next_step")),
        model=tuple(_model_line(row, library) for row in detail["model"]),
        discussion=key.discussion,
        entity_url=library.entity_url(key.diagnosis),
    )
    for ref_id in key.references:
        library.reference(ref_id)
    feedback.sources = list(library.used.values())
    return feedback


class _Builder:
    def __init__(
        self, library: Library, places: Mapping[str, Place], fallback: Place | None
    ) -> None:
        self.library = library
        self.places = places
        self.fallback = fallback

    def lines(
        self, points: Sequence[Mapping[str, Any]], items: tuple[str, ...]
    ) -> tuple[Line, ...]:
        return tuple(self.line(point) for point in points if point["item"] in items)

    def line(self, point: Mapping[str, Any], entry: Mapping[str, Any] | None = None) -> Line:
        evidence = point["evidence"]
        place = self.places.get(evidence["lesion"]) or self.fallback
        typed = ""
        if entry and entry["text"].casefold() != str(point["label"]).casefold():
            typed = entry["text"]
        return Line(
            verdict=point["verdict"],
            verdict_words=verdict_words(point["verdict"]),
            label=point["label"],
            sentence=point["sentence"],
            amount=_amount(point),
            rank=entry["rank"] if entry else 0,
            typed=typed,
            struck=bool(entry) and entry is not None and entry["status"] == "negated",
            place=place,
            sources=self.library.of(evidence),
        )


def _amount(point: Mapping[str, Any]) -> str:
    """What the point brought, or took: "0.80" or "−0.06"; empty where it only informs."""
    if point["deduction"]:
        return f"−{number_format(point['deduction'], 2)}"
    if point["verdict"] == "info" or not point["weight"]:
        return ""
    return number_format(point["credit"], 2)


def _rings(parts: Mapping[str, float | None]) -> tuple[Ring, ...]:
    names = (("LO1", _("Identify")), ("LO2", _("Recognize")), ("LO3", _("Differentiate")))
    return tuple(Ring(name, parts.get(part)) for part, name in names)


def _subline(detail: Mapping[str, Any], key: AnswerKey) -> str:
    if not key.proven:
        return _("What the images show is graded; the diagnosis and what hangs on it are not.")
    if detail["capped"]:
        return _("A harmful next step keeps the total below the pass mark.")
    return ""


def _model_line(row: Mapping[str, Any], library: Library) -> ModelLine:
    plausibility = number_format(row["plausibility"], 1)
    roles = {
        "diagnosis": _("the diagnosis"),
        "coexisting": _("also there"),
        "likely": _("likely, %(value)s") % {"value": plausibility},
        "possible": _("possible, %(value)s") % {"value": plausibility},
        "must-not-miss": _("must not be missed"),
    }
    return ModelLine(
        name=library.names.get(row["slug"], row["slug"]),
        role=roles.get(row["role"], row["role"]),
        reason=row["reason"],
        covered=row["covered"],
        url=library.entity_url(row["slug"]),
    )
