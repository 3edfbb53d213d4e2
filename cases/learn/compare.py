"""Two entities side by side: their exhibits, how the viewers are linked, and all pairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cases.learn import exhibits
from cases.learn.pages import Exhibit, Still, exhibit_of, outlines_of, stills_of
from cases.learn.techniques import rank, technique
from cases.models import Case, Series
from knowledge import selectors
from knowledge.models import Entity, Pair

#: How two viewers follow each other: by the patient's coordinates, by level, or from where each
#: one opens where the levels of one of them are not known.
Bond = Literal["position", "level", "slice"]


@dataclass(frozen=True)
class Side:
    """One side of the pair; without an exhibit there is nothing to show but words.

    `still`: for paper and for readers without scripts, of the technique that both open with.
    """

    entity: Entity
    exhibit: Exhibit | None
    still: Still | None


@dataclass(frozen=True)
class PairShown:
    """Both sides, and what the script that links them reads.

    `state`: {"bond", "series": [[token of a, token of b], …], "sides": [{"outlines", "view",
    "levels"}, …]}; `technique` is what both open with.
    """

    a: Side
    b: Side
    bond: Bond
    technique: str
    techniques: tuple[str, ...]
    state: dict[str, Any]

    @property
    def state_json(self) -> str:
        """The state as text: where the viewers are fetched in place, scripts are not."""
        return json.dumps(self.state)

    @property
    def both(self) -> bool:
        """Whether there are two viewers to link."""
        return self.a.exhibit is not None and self.b.exhibit is not None

    @property
    def neither(self) -> bool:
        """Whether there is nothing to look at on either side."""
        return self.a.exhibit is None and self.b.exhibit is None

    @property
    def simulated(self) -> bool:
        """Whether any of the images are simulated."""
        return any(side.exhibit and side.exhibit.simulated for side in (self.a, self.b))


@dataclass(frozen=True)
class PairsPage:
    """The pairs that are written about, and both choices of the form."""

    groups: tuple[tuple[str, tuple[Pair, ...]], ...]
    total: int
    entities: tuple[Entity, ...]
    a: str
    b: str

    @property
    def ready(self) -> bool:
        """Whether both sides are chosen and differ."""
        known = {entity.slug for entity in self.entities}
        return self.a != self.b and {self.a, self.b} <= known

    @property
    def same(self) -> bool:
        """Whether one entity was chosen twice."""
        return bool(self.a) and self.a == self.b


def in_order(a: str, b: str) -> tuple[str, str]:
    """The one order of a pair: as it is written about, else mimic first, else by name."""
    pair = selectors.curated_pair(a, b)
    if pair is not None:
        return pair.a, pair.b
    kinds = {entity.slug: entity.kind for entity in selectors.shown_entities()}
    first, second = sorted((a, b), key=lambda slug: (kinds.get(slug) == "malignant", slug))
    return first, second


def pair_shown(a: Entity, b: Entity) -> PairShown:
    """The exhibits of two entities with all that links them. A constant number of queries."""
    chosen = exhibits.choose(a.slug, b.slug)
    cases = [chosen.pair.get(entity.slug) for entity in (a, b)]
    series = [exhibits.series_in(case) if case else [] for case in cases]
    couples = _couples(series[0], series[1])
    opened = _opened(cases, couples)
    sides = [
        _side(entity, case, technique(opened[0].label) if opened else "")
        for entity, case in zip((a, b), cases, strict=True)
    ]
    bond: Bond = "position" if chosen.one_patient else _bond(cases)
    return PairShown(
        sides[0],
        sides[1],
        bond,
        technique(opened[0].label) if opened else "",
        tuple(technique(first.label) for first, _second in couples),
        {
            "bond": bond,
            "series": [[first.token, second.token] for first, second in couples],
            "sides": [
                _state(case, opened[index] if opened else None) for index, case in enumerate(cases)
            ],
        },
    )


def _side(entity: Entity, case: Case | None, shared: str) -> Side:
    if case is None:
        return Side(entity, None, None)
    stills = stills_of(case)
    return Side(entity, exhibit_of(case), stills.get(shared) or next(iter(stills.values()), None))


def _bond(cases: Sequence[Case | None]) -> Bond:
    """By level where both exhibits know two levels in common."""
    levels = [set(case.showing.levels) if case else set() for case in cases]
    return "level" if len(levels[0] & levels[1]) > 1 else "slice"


def _couples(own: Sequence[Series], other: Sequence[Series]) -> list[tuple[Series, Series]]:
    """The series of both that are of one technique and plane, in the order of reading."""
    by_key = {(technique(one.label), one.plane): one for one in other}
    found = [
        (one, by_key[technique(one.label), one.plane])
        for one in own
        if (technique(one.label), one.plane) in by_key
    ]
    return sorted(found, key=lambda couple: rank(couple[0].label))


def _opened(
    cases: Sequence[Case | None], couples: Sequence[tuple[Series, Series]]
) -> tuple[Series, Series] | None:
    """The couple that either side would open with, the first side's choice before the other's."""
    wanted = [case.showing.view.get("series") for case in cases if case]
    for token in wanted:
        for couple in couples:
            if token in (couple[0].token, couple[1].token):
                return couple
    return couples[0] if couples else None


def _state(case: Case | None, opened: Series | None) -> dict[str, Any]:
    """What the script needs of one side: outlines, levels, where its lesion is shown best."""
    if case is None:
        return {}
    showing = case.showing
    view = exhibits.view_on(case, opened) if opened is not None else showing.view
    return {"outlines": outlines_of(case), "view": view, "levels": showing.levels}


def pairs_page(a: str = "", b: str = "") -> PairsPage:
    """Pairs by the group of their first side. Two queries."""
    entities = selectors.shown_entities()
    shown = Pair.objects.filter(withdrawn=False, a__withdrawn=False, b__withdrawn=False)
    rows = shown.select_related("a__group", "b")
    groups: dict[str, list[Pair]] = {}
    for row in rows.order_by("a__group__order", "order"):
        groups.setdefault(row.a.group.name, []).append(row)
    return PairsPage(
        tuple((name, tuple(members)) for name, members in groups.items()),
        sum(len(members) for members in groups.values()),
        entities,
        a,
        b,
    )
