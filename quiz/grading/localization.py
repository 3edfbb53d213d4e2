"""LO2, where it was seen: clicks on lesions, and the diffuse and normal buttons (GRADING.md).

A case asks for up to three lesions and allows as many clicks. Each lesion counts once: 1 for a
click inside (5 mm tolerance), .5 for one in its vertebra; the credit is the mean over the
lesions asked for. A click within tolerance of some lesion counts for a lesion only, never for
the vertebra of another one, so that two clicks in one lesion count once.

Clicks are given to lesions so that the sum is highest (at most three clicks, all ways tried).
A pressed button stands for the answer, and clicks beside it are not looked at.
"""

import math
from dataclasses import dataclass
from itertools import permutations

from cases.answerkey.regions import Vector, contains, distance_mm
from cases.answerkey.types import AnswerKey, Lesion
from quiz.grading.rubric import Rubric
from quiz.grading.types import Answer

Offer = tuple[float, float]  # credit, distance in mm


@dataclass(frozen=True)
class Mark:
    """One click as it was read: the lesion that it earned credit for, or the nearest one."""

    lesion: Lesion
    distance: float  # mm to that lesion
    credit: float
    inside: bool  # within tolerance of a lesion, its own or one already found


@dataclass(frozen=True)
class ClickScore:
    """The credit for pointing at the disease, click by click."""

    credit: float
    marks: tuple[Mark, ...]
    asked: int  # lesions asked for
    missed: tuple[Lesion, ...]  # those that no click earned credit for, if any were still owed


def lesions_asked(key: AnswerKey, rubric: Rubric) -> int:
    """Return how many lesions the case asks for, which is also how many clicks count."""
    return max(0, min(max(key.clicks, 1), rubric.click_limit, len(key.lesions)))


def score_clicks(answer: Answer, key: AnswerKey, rubric: Rubric) -> ClickScore:
    """Grade the clicks, or the button that was pressed in their place."""
    asked = lesions_asked(key, rubric)
    if key.extent != "focal" or answer.extent is not None:
        right = answer.extent == key.extent
        return ClickScore(float(right), (), asked, () if right else key.lesions)
    points = [click.point for click in answer.clicks if click.point is not None][:asked]
    table = [_offers(point, key, rubric) for point in points]
    marks = tuple(
        _mark(offers, lesion, key, rubric)
        for offers, lesion in zip(table, _assign(table), strict=True)
    )
    found = [mark.lesion for mark in marks if mark.credit > 0]
    earned = math.fsum(mark.credit for mark in marks)
    missed = tuple(lesion for lesion in key.lesions if lesion not in found)
    return ClickScore(
        credit=earned / asked if asked else 0.0,
        marks=marks,
        asked=asked,
        missed=missed if len(found) < asked else (),
    )


def _offers(point: Vector, key: AnswerKey, rubric: Rubric) -> tuple[Offer, ...]:
    """Return what the click could earn for each lesion, and how far away that lesion is."""
    away = [distance_mm(lesion.region, point) for lesion in key.lesions]
    if min(away) <= rubric.click_tolerance_mm:
        return tuple((float(mm <= rubric.click_tolerance_mm), mm) for mm in away)
    return tuple(
        (rubric.right_vertebra if _in_vertebra(lesion, point) else 0.0, mm)
        for lesion, mm in zip(key.lesions, away, strict=True)
    )


def _in_vertebra(lesion: Lesion, point: Vector) -> bool:
    return lesion.vertebra is not None and contains(lesion.vertebra, point)


def _assign(table: list[tuple[Offer, ...]]) -> tuple[int | None, ...]:
    """Give each click one lesion, each lesion at most one click: highest sum, then nearest.

    Per click only its best few lesions can matter, as many as there are clicks, so the search
    over all ways stays small however many lesions a case has.
    """
    count = len(table)
    useful: set[int] = set()
    for offers in table:
        order = sorted((-credit, mm, i) for i, (credit, mm) in enumerate(offers) if credit > 0)
        useful.update(i for _, _, i in order[:count])
    slots: list[int | None] = [*sorted(useful), *([None] * count)]
    ways = (
        tuple(
            lesion if lesion is not None and offers[lesion][0] > 0 else None
            for offers, lesion in zip(table, choice, strict=True)
        )
        for choice in permutations(slots, count)
    )
    return max(ways, key=lambda way: _worth(way, table))


def _worth(way: tuple[int | None, ...], table: list[tuple[Offer, ...]]) -> tuple[float, float]:
    taken = [
        offers[lesion] for offers, lesion in zip(table, way, strict=True) if lesion is not None
    ]
    return math.fsum(credit for credit, _ in taken), -math.fsum(mm for _, mm in taken)


def _mark(offers: tuple[Offer, ...], assigned: int | None, key: AnswerKey, rubric: Rubric) -> Mark:
    index = (
        assigned if assigned is not None else min(range(len(offers)), key=lambda i: offers[i][1])
    )
    credit, away = offers[index]
    return Mark(
        lesion=key.lesions[index],
        distance=away,
        credit=credit if assigned is not None else 0.0,
        inside=away <= rubric.click_tolerance_mm,
    )
