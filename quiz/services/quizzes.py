"""Composing a quiz: by hand or by a blueprint, with undo, until somebody has started it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.answerkey.types import NORMAL, NOT_PROVEN
from cases.models import Case, Pool, State
from knowledge.models import Entity
from quiz.models import Quiz, QuizCase

#: Longer lists are refused: nobody reads more in one sitting.
MOST_CASES = 100
#: How many earlier lists are kept for undoing.
UNDO = 20
#: What `Case.diagnosis_slug` holds where nothing is known about the diagnosis.
UNPROVEN = ("", NOT_PROVEN)


class QuizRefused(ValueError):
    """A change that cannot be made; the message is a sentence for the educator."""


@dataclass(frozen=True)
class Blueprint:
    """So many cases of each kind: of each group in `groups` (slug, count), and `mimics` of any.

    `ct_classes` narrows the mimics; `difficulty` and `held_back` say which cases of any kind.
    """

    mimics: int = 0
    malignant: int = 0
    normal: int = 0
    groups: tuple[tuple[str, int], ...] = ()
    ct_classes: tuple[str, ...] = ()
    difficulty: str = ""
    held_back: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return JSON types."""
        return {
            **self.__dict__,
            "groups": dict(self.groups),
            "ct_classes": list(self.ct_classes),
        }


def choosable() -> QuerySet[Case]:
    """The cases that a quiz may hold: published, for practice or held back, with images."""
    return Case.objects.filter(
        state=State.PUBLISHED,
        pool__in=(Pool.PRACTICE, Pool.HELD_BACK),
        studies__series__frames_ready=True,
    ).distinct()


@transaction.atomic
def make_quiz(*, owner: User, **terms: Any) -> Quiz:
    """Write a quiz without cases; `terms` are fields of `Quiz`, checked by the form."""
    return Quiz.objects.create(owner=owner, **terms)


@transaction.atomic
def copy_quiz(*, quiz: Quiz, owner: User) -> Quiz:
    """Write a quiz with the same terms and cases, which may be changed."""
    copy = Quiz.objects.create(
        owner=owner,
        title=_("%(title)s (copy)") % {"title": quiz.title[:110]},
        note=quiz.note,
        minutes=quiz.minutes,
        feedback=quiz.feedback,
        attempts=quiz.attempts,
        blueprint=quiz.blueprint,
    )
    _write(copy, list(quiz.places.values_list("case", flat=True)))
    return copy


def add_case(*, quiz: Quiz, case: Case) -> None:
    """Put the case at the end; one that is in it already stays where it is."""

    def change(cases: list[int]) -> list[int]:
        if case.pk in cases:
            return cases
        if len(cases) >= MOST_CASES:
            raise QuizRefused(_("A quiz holds at most %d cases.") % MOST_CASES)
        return [*cases, case.pk]

    _change(quiz, change, _("case added"))


def remove_case(*, quiz: Quiz, case_id: int) -> None:
    """Take the case out."""
    _change(quiz, lambda cases: [pk for pk in cases if pk != case_id], _("case removed"))


def move_case(*, quiz: Quiz, case_id: int, step: int) -> None:
    """Move the case by so many places; at either end it stays."""

    def change(cases: list[int]) -> list[int]:
        if case_id not in cases:
            return cases
        place = cases.index(case_id)
        rest = [pk for pk in cases if pk != case_id]
        rest.insert(max(0, min(len(rest), place + step)), case_id)
        return rest

    _change(quiz, change, _("order changed"))


@transaction.atomic
def undo(*, quiz: Quiz) -> bool:
    """Bring back the list before the last change; False where there is none."""
    locked = _locked(quiz)
    if not locked.undo:
        return False
    earlier = locked.undo.pop()
    known = set(Case.objects.filter(pk__in=earlier).values_list("pk", flat=True))
    _write(locked, [pk for pk in earlier if pk in known])
    _save(locked, _("undone"))
    return True


@transaction.atomic
def draw(*, quiz: Quiz, blueprint: Blueprint, rng: random.Random | None = None) -> list[str]:
    """Replace the list by cases drawn by the blueprint; return what could not be filled.

    Drawn once, for the whole class: all learners read the same cases, or there would be no item
    statistics. Never two cases of one entity while another entity of the same kind has one left.
    """
    dice = rng or random.SystemRandom()
    cases, missing = _drawn(blueprint, dice)
    if not cases:
        raise QuizRefused(_("No published case fits this blueprint."))
    locked = _locked(quiz)
    dice.shuffle(cases)
    _remember(locked)
    locked.blueprint = blueprint.to_json()
    _write(locked, cases[:MOST_CASES])
    _save(locked, _("drawn by blueprint"))
    return missing


def _drawn(blueprint: Blueprint, dice: random.Random) -> tuple[list[int], list[str]]:
    pool = choosable().exclude(diagnosis_slug__in=UNPROVEN)
    if not blueprint.held_back:
        pool = pool.filter(pool=Pool.PRACTICE)
    if blueprint.difficulty:
        pool = pool.filter(difficulty=blueprint.difficulty)
    entities = Entity.objects.exclude(kind="malignant")
    if blueprint.ct_classes:
        entities = entities.filter(ct_class__in=blueprint.ct_classes)
    rows_of = list(entities.values_list("slug", "group__slug", "group__name"))
    wanted = (
        *_of_groups(blueprint, rows_of),
        (_("mimics"), blueprint.mimics, _is_one_of(slug for slug, _group, _name in rows_of)),
        (_("malignant cases"), blueprint.malignant, Q(malignant=True)),
        (_("normal cases"), blueprint.normal, Q(diagnosis_slug=NORMAL)),
    )
    cases: list[int] = []
    missing = []
    for name, count, which in wanted:
        fitting = pool.filter(which).exclude(pk__in=cases)
        rows = list(fitting.order_by("pk").values_list("pk", "diagnosis_slug"))
        found = spread(rows, count, dice)
        cases += found
        if len(found) < count:
            missing.append(
                _("%(found)d of %(count)d %(name)s")
                % {"found": len(found), "count": count, "name": name}
            )
    return cases, missing


def _is_one_of(slugs: Iterable[str]) -> Q:
    return Q(malignant=False, diagnosis_slug__in=list(slugs))


def _of_groups(
    blueprint: Blueprint, rows: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[str, int, Q]]:
    """Name, count and condition of each group that cases are wanted of."""
    names = {group: name for _slug, group, name in rows}
    for group, count in blueprint.groups:
        members = (slug for slug, of, _name in rows if of == group)
        yield names.get(group, group), count, _is_one_of(members)


def spread(rows: Sequence[tuple[int, str]], count: int, dice: random.Random) -> list[int]:
    """Return `count` ids of (id, entity), entities taking turns in random order."""
    by_entity: dict[str, list[int]] = {}
    for pk, slug in dice.sample(list(rows), len(rows)):
        by_entity.setdefault(slug, []).append(pk)
    found: list[int] = []
    while len(found) < count and by_entity:
        for slug in list(by_entity):
            if len(found) == count:
                break
            found.append(by_entity[slug].pop())
            if not by_entity[slug]:
                del by_entity[slug]
    return found


@transaction.atomic
def _change(quiz: Quiz, change: Callable[[list[int]], list[int]], reason: str) -> None:
    locked = _locked(quiz)
    before = list(locked.places.values_list("case", flat=True))
    after = change(before)
    if after == before:
        return
    _remember(locked, before)
    _write(locked, after)
    _save(locked, reason)


def _locked(quiz: Quiz) -> Quiz:
    """The quiz behind a lock; refused once somebody has started it."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if locked.locked:
        raise QuizRefused(
            _("Learners have started this quiz, so its cases stay. Make a copy to change them.")
        )
    return locked


def _remember(quiz: Quiz, cases: list[int] | None = None) -> None:
    before = list(quiz.places.values_list("case", flat=True)) if cases is None else cases
    quiz.undo = [*quiz.undo, before][-UNDO:]


def _write(quiz: Quiz, cases: Sequence[int]) -> None:
    quiz.places.all().delete()
    QuizCase.objects.bulk_create(
        QuizCase(quiz=quiz, case_id=pk, order=order) for order, pk in enumerate(cases, start=1)
    )


def _save(quiz: Quiz, reason: str) -> None:
    quiz._change_reason = reason  # type: ignore[attr-defined]
    quiz.save()
