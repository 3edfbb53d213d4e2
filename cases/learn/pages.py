"""What the pages of self-study show of exhibits, as values for their templates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from cases.answerkey.levels import reading_order
from cases.learn import exhibits, words
from cases.learn.techniques import PHASES, SEQUENCES, rank, technique
from cases.models import Case, Picture, Series
from cases.selectors import key_of, manifest
from knowledge.selectors import findings_for

Text = str | Promise
#: Stills of one side of *mimic beside metastasis*.
MOST_STILLS = 3


@dataclass(frozen=True)
class Still:
    """A still with its technique: address and size in its own pixels."""

    url: str
    width: int
    height: int
    technique: str
    simulated: bool


@dataclass(frozen=True)
class Link:
    """A series of the exhibit and the address that opens it in the viewer on this page."""

    label: str
    href: str


@dataclass(frozen=True)
class Note:
    """One finding of the exhibit in words, with its page."""

    slug: str
    name: str
    text: str


@dataclass(frozen=True)
class Exhibit:
    """One exhibit with its live viewer.

    `state` is what the viewer's script reads: {"outlines", "view"}, the outlines by their address
    or None where there are none. `slug`: the diagnosis.
    """

    slug: str
    manifest: dict[str, Any]
    state: dict[str, Any]
    history: str
    levels: tuple[str, ...]
    links: tuple[Link, ...]
    simulated: bool
    credit: str
    proof: str

    @property
    def manifest_json(self) -> str:
        """The manifest as text, for pages that fetch the viewer in place (no script there)."""
        return json.dumps(self.manifest)

    @property
    def outlined(self) -> bool:
        """Whether there is an outline to show."""
        return bool(self.state["outlines"])


@dataclass(frozen=True)
class Beside:
    """Stills of both sides, technique by technique; `one_patient`: both in one patient."""

    own: tuple[Still, ...]
    other: tuple[Still, ...]
    one_patient: bool
    compare_url: str


@dataclass(frozen=True)
class EntityShown:
    """All images of an entity's page."""

    exhibit: Exhibit
    notes: tuple[Note, ...]
    shades: Mapping[str, words.Shade]
    other_shades: Mapping[str, words.Shade]
    beside: Beside | None


def exhibit_of(case: Case, view: Mapping[str, Any] | None = None) -> Exhibit:
    """An exhibit as its viewer needs it, opened at its own view or this. No query when loaded."""
    series = exhibits.series_in(case)
    showing = case.showing
    view = showing.view if view is None else view
    return Exhibit(
        slug=case.diagnosis_slug,
        manifest=manifest(case, series),
        state={"outlines": outlines_of(case), "view": view},
        history=case.history,
        levels=_levels(case),
        links=tuple(_links(series, view)),
        simulated=case.simulated,
        credit=" · ".join(part for part in (case.credit, case.licence) if part),
        proof=case.get_proof_display(),
    )


def outlines_of(case: Case) -> str | None:
    """The address of an exhibit's outlines; None without any. No query for a loaded case.

    They travel by themselves: of a diffuse disease they weigh more than all words of a page.
    """
    if not case.showing.regions:
        return None
    return reverse("learn:outlines", args=[case.public_id, case.showing.made_for])


def entity_shown(slug: str, beside: str) -> EntityShown | None:
    """The images of an entity's page; None where no exhibit shows it. Constant queries.

    The viewer and the gray levels come from the entity's own exhibit, the stills beside the other
    side from one patient with both where there is one.
    """
    chosen = exhibits.choose(slug, beside)
    if slug not in chosen.own:
        return None
    case, other = chosen.own[slug], chosen.own.get(beside)
    return EntityShown(
        exhibit=exhibit_of(case),
        notes=notes_of(case),
        shades=shades_of(case),
        other_shades=shades_of(other) if other else {},
        beside=_beside(chosen, slug, beside),
    )


def notes_of(case: Case) -> tuple[Note, ...]:
    """What there is to see in this exhibit, from its key. One query."""
    seen = [one for one in key_of(case).findings if one.role in ("key", "supporting") and one.note]
    rows = findings_for(one.finding for one in seen)
    return tuple(
        Note(one.finding, rows[one.finding].name, one.note) for one in seen if one.finding in rows
    )


def shades_of(case: Case) -> dict[str, words.Shade]:
    """Swatches by sequence of the knowledge. No query for a loaded case."""
    by_sequence = {
        SEQUENCES.get(technique(one.label), ""): one for one in exhibits.series_in(case)
    }
    phase = next((one for one in exhibits.series_in(case) if technique(one.label) in PHASES), None)
    shades = {}
    for sequence, values in case.showing.signals.items():
        series = phase if sequence == "chemical_shift" else by_sequence.get(sequence)
        if series is not None and series.windows:
            unit = series.pixels.get("unit", "")
            shades[sequence] = words.shade(sequence, values, series.windows[0], unit)
    return shades


def stills_of(case: Case) -> dict[str, Still]:
    """The strips of an exhibit by technique. No query for a loaded case."""
    found: dict[str, Still] = {}
    for one in sorted(exhibits.series_in(case), key=lambda one: rank(one.label)):
        for picture in one.pictures.all():
            found.setdefault(technique(one.label), _still(picture, one, case.simulated))
    return found


def _still(picture: Picture, series: Series, simulated: bool) -> Still:
    url = reverse("cases:picture", args=[series.token, picture.digest])
    return Still(url, picture.width, picture.height, technique(series.label), simulated)


def _beside(chosen: exhibits.Chosen, slug: str, beside: str) -> Beside | None:
    if not {slug, beside} <= set(chosen.pair):
        return None
    own, other = (stills_of(chosen.pair[name]) for name in (slug, beside))
    shared = [name for name in own if name in other][:MOST_STILLS]
    if not shared:
        return None
    return Beside(
        tuple(own[name] for name in shared),
        tuple(other[name] for name in shared),
        chosen.one_patient,
        reverse("learn:compare", args=[slug, beside]),
    )


def _levels(case: Case) -> tuple[str, ...]:
    found = {one.level for one in key_of(case).lesions if one.level}
    return tuple(sorted(found, key=reading_order))


def _links(series: Sequence[Series], view: Mapping[str, Any]) -> list[Link]:
    """The key view first as a deep link, then every series."""
    slice_ = view.get("slice", 0) + 1
    links = []
    for one in series:
        where = f"#series={one.token}"
        if one.token == view.get("series"):
            where += f"&slice={slice_}"
            if view.get("width"):
                where += f"&w={view['width']:.0f}&l={view['center']:.0f}"
        links.append(Link(one.label, where))
    return sorted(links, key=lambda link: "slice=" not in link.href)
