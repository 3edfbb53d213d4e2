"""The differential: what was ticked, the causes with their sums, and what to look at next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledge.pages import words
from knowledge.pages.selected import Group, Selected
from knowledge.pages.ticking import Section, sections_of
from knowledge.reasoning import Gain, Graph, Observed, Ranked, next_features, rank
from knowledge.reasoning.gain import BASE
from knowledge.reasoning.rank import ABSENT, SEEN
from knowledge.selectors import Board, Brief

Text = str | Promise
#: Causes shown open; the others are folded away.
SHOWN = 8


@dataclass(frozen=True)
class ReasonRow:
    """One line of a sum. points: as written, with its sign."""

    name: str
    slug: str
    is_clue: bool
    seen: bool
    word: Text
    points: str


@dataclass(frozen=True)
class CauseRow:
    """One cause. place: its rank, the same for causes that are level. share: 0 to 100 of best."""

    place: int
    entity: Brief
    score: str
    best: str
    share: int
    in_favor: tuple[ReasonRow, ...]
    against: tuple[ReasonRow, ...]
    neutral: tuple[ReasonRow, ...]
    unknown: tuple[str, ...]
    known: int
    judged: int


@dataclass(frozen=True)
class Said:
    """One judged feature with the addresses that change it."""

    name: str
    seen: bool
    flip: str
    remove: str


@dataclass(frozen=True)
class NextRow:
    """One feature to look at next. words: each leader with what it says of it."""

    name: str
    slug: str
    is_clue: bool
    bits: str
    chance: int
    words: tuple[tuple[str, Text], ...]
    if_seen: str
    if_absent: str
    see_query: str
    not_query: str


@dataclass(frozen=True)
class DifferentialPage:
    """The whole page; `causes` is empty while nothing is ticked. absent: kept by the form."""

    sections: tuple[Section, ...]
    absent: tuple[str, ...]
    query: str
    remarks: tuple[Text, ...]
    said: tuple[Said, ...]
    causes: tuple[CauseRow, ...]
    rest: tuple[CauseRow, ...]
    level: int
    following: tuple[NextRow, ...]
    arithmetic: tuple[tuple[Text, str, str], ...]
    base: str


def differential_page(
    selected: Selected, board: Board, groups: Iterable[Group]
) -> DifferentialPage:
    """Rank the causes of what was ticked. No query: `board` holds all that is needed."""
    observed, graph = selected.observed, board.graph
    ranked = rank(observed, graph) if observed.count else ()
    rows = _causes(ranked, board, observed)
    following = next_features(observed, graph, ranked=ranked) if ranked else ()
    return DifferentialPage(
        sections=sections_of(board, tuple(groups), observed),
        absent=observed.absent,
        query=selected.query,
        remarks=selected.remarks,
        said=tuple(_said(selected, board.graph)),
        causes=rows[:SHOWN],
        rest=rows[SHOWN:],
        level=sum(row.place == 1 for row in rows),
        following=tuple(_following(gain, selected, board) for gain in following),
        arithmetic=_arithmetic(),
        base=_number(BASE),
    )


def _causes(ranked: tuple[Ranked, ...], board: Board, observed: Observed) -> tuple[CauseRow, ...]:
    rows: list[CauseRow] = []
    for index, item in enumerate(ranked):
        level = bool(rows) and item.score == ranked[index - 1].score
        place = rows[-1].place if level else index + 1
        rows.append(_cause(item, place, board, observed))
    return tuple(rows)


def _cause(item: Ranked, place: int, board: Board, observed: Observed) -> CauseRow:
    features = board.graph.features
    rows = {
        reason: ReasonRow(
            name=features[reason.feature].name,
            slug=reason.feature,
            is_clue=features[reason.feature].is_clue,
            seen=reason.seen,
            word=words.WORDS[reason.word],
            points=_signed(reason.points),
        )
        for reason in item.reasons
    }
    return CauseRow(
        place=place,
        entity=board.entities[item.entity],
        score=_number(item.score),
        best=_number(item.best),
        share=max(0, round(100 * item.score / item.best)) if item.best else 0,
        in_favor=tuple(rows[reason] for reason in item.in_favor),
        against=tuple(rows[reason] for reason in item.against),
        neutral=tuple(rows[reason] for reason in item.reasons if reason.points == 0),
        unknown=tuple(features[slug].name for slug in item.unknown),
        known=len(item.reasons),
        judged=observed.count,
    )


def _said(selected: Selected, graph: Graph) -> Iterable[Said]:
    for slug in selected.observed.seen:
        flip, remove = selected.with_absent(slug), selected.without(slug)
        yield Said(graph.features[slug].name, True, flip.query, remove.query)
    for slug in selected.observed.absent:
        flip, remove = selected.with_seen(slug), selected.without(slug)
        yield Said(graph.features[slug].name, False, flip.query, remove.query)


def _following(gain: Gain, selected: Selected, board: Board) -> NextRow:
    feature = board.graph.features[gain.feature]
    return NextRow(
        name=feature.name,
        slug=feature.slug,
        is_clue=feature.is_clue,
        bits=f"{gain.bits:.2f}",
        chance=round(100 * gain.chance),
        words=tuple(
            (board.entities[entity].short_name, words.WORDS[word] if word else _("not known"))
            for entity, word in gain.words
        ),
        if_seen=board.entities[gain.if_seen].short_name,
        if_absent=board.entities[gain.if_absent].short_name,
        see_query=selected.with_seen(gain.feature).query,
        not_query=selected.with_absent(gain.feature).query,
    )


def _arithmetic() -> tuple[tuple[Text, str, str], ...]:
    return tuple((words.WORDS[word], _signed(SEEN[word]), _signed(ABSENT[word])) for word in SEEN)


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−").removesuffix(".0")


def _signed(value: float) -> str:
    if value == 0:
        return "0"
    return f"{'+' if value > 0 else '−'}{abs(value):.1f}"


__all__ = ["DifferentialPage", "differential_page"]
