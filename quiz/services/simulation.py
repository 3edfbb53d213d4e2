"""A class of known truth that reads through the services of the site: start, commit, hand in.

For trying out the dashboards, never for teaching: its accounts cannot sign in and are named so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone
from numpy.typing import NDArray

from cases.answerkey.types import NORMAL, NOT_PROVEN, AnswerKey, Region
from cases.models import Case, Series
from cases.selectors import series_of
from config.lib.access import LEARNER
from knowledge.selectors import relations, vocabulary
from quiz.models import Assignment, Cohort, Quiz, SessionItem
from quiz.psychometrics.population import (
    Said,
    TrueLearner,
    answer,
    draw_difficulties,
    draw_learner,
)
from quiz.services.assigned import start_assigned
from quiz.services.cohorts import join
from quiz.services.quizzes import add_case, choosable
from quiz.services.response import commit_response
from quiz.services.session import key_from
from quiz.submission import Mark, Submission
from quiz.understanding import UNDERSTOOD, resolve_all

#: How the accounts of simulated learners begin.
PREFIX = "simulated-"
#: How far a click that hits is off (mm, standard deviation; 5 mm count), and one that misses.
TREMOR, ASTRAY = 0.8, (0.0, 80.0, 0.0)
#: Questions of the page that a simulated reader has seen and leaves be.
ASKED = ("no-place", "no-mark", "no-ct-class", "no-next-step")


@dataclass(frozen=True)
class Simulated:
    """The class and what is true of it; `difficulties` in the order of the quiz."""

    cohort: Cohort
    assignment: Assignment
    learners: dict[int, TrueLearner]
    difficulties: list[float]


class TooFewCases(ValueError):
    """The library holds fewer gradable cases than were asked for."""


def simulate_cohort(
    *,
    learners: int,
    reads: int,
    seed: int,
    owner: User | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> Simulated:
    """Make a class of `learners`, let each read the same `reads` cases, return the truth.

    Cases repeat no case; `tell` is called with how many learners are done. Same seed, same
    answers.
    """
    rng = np.random.default_rng(seed)
    cases = _cases(reads, rng)
    difficulties = draw_difficulties(rng, len(cases))
    with transaction.atomic():
        assignment = _assignment(cases, seed, owner)
    words = Words(cases)
    truths: dict[int, TrueLearner] = {}
    for number in range(1, learners + 1):
        truth = draw_learner(rng)
        with transaction.atomic():
            user = _account(f"{PREFIX}{seed}-{number:03d}")
            join(cohort=assignment.cohort, user=user)
            _read(user, assignment, truth, difficulties, words, rng)
        truths[user.pk] = truth
        tell(number)
    return Simulated(assignment.cohort, assignment, truths, difficulties)


def _cases(count: int, rng: np.random.Generator) -> list[Case]:
    """Gradable cases at random, malignant and benign in turns as far as they go."""
    rows = list(choosable().exclude(diagnosis_slug__in=("", NOT_PROVEN)).order_by("pk"))
    if len(rows) < count:
        raise TooFewCases(f"The library holds {len(rows)} gradable cases, fewer than {count}.")
    rng.shuffle(rows)
    sick = [case for case in rows if case.malignant]
    well = [case for case in rows if not case.malignant]
    half = min(len(sick), max(count // 2, count - len(well)))
    chosen = [*sick[:half], *well[: count - half]]
    rng.shuffle(chosen)
    return chosen


def _assignment(cases: Sequence[Case], seed: int, owner: User | None) -> Assignment:
    quiz = Quiz.objects.create(
        title=f"Simulated class {seed}",
        owner=owner,
        feedback=Quiz.Feedback.EACH,
        note="Made by simulate_cohort: nobody read these cases.",
    )
    for case in cases:
        add_case(quiz=quiz, case=case)
    now = timezone.now()
    return Assignment.objects.create(
        quiz=quiz,
        cohort=Cohort.objects.create(name=f"Simulated class {seed}", owner=owner, link_open=False),
        owner=owner,
        opens_at=now - timedelta(hours=1),
        due_at=now + timedelta(days=7),
    )


def _account(name: str) -> User:
    """An account that nobody can sign in to."""
    user = User.objects.create(username=name)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get_or_create(name=LEARNER)[0])
    return user


def _read(
    user: User,
    assignment: Assignment,
    truth: TrueLearner,
    difficulties: Sequence[float],
    words: Words,
    rng: np.random.Generator,
) -> None:
    session = start_assigned(user=user, assignment=assignment)
    items = session.items.select_related("session", "case").order_by("order")
    for item, difficulty in zip(items, difficulties, strict=True):
        key = key_from(item.answer_key)
        said = answer(truth, difficulty=difficulty, malignant=bool(key.malignant), rng=rng)
        _show(item, seconds=float(rng.lognormal(4.3, 0.5)))
        submission = submission_of(item, key, said, words, rng)
        outcome = commit_response(item=item, submission=submission)
        if outcome.response is None:
            raise RuntimeError(f"{item.case}: {outcome.remarks}")


def _show(item: SessionItem, *, seconds: float) -> None:
    """Have shown the case so long ago: the time that reading it takes."""
    item.shown_at = timezone.now() - timedelta(seconds=seconds)
    SessionItem.objects.filter(pk=item.pk).update(shown_at=item.shown_at)


class Words:
    """How a simulated reader writes each diagnosis, and what it takes each for."""

    def __init__(self, cases: Sequence[Case]) -> None:
        slugs = sorted({case.diagnosis_slug for case in cases})
        self.names = {slug: _written(slug) for slug in slugs}
        self.series = {case.pk: _shown_first(case) for case in cases}
        self.rivals = {slug: slugs[place - 1] for place, slug in enumerate(slugs)}

    def of(self, key: AnswerKey, *, right: bool) -> str:
        """The diagnosis itself, or always the same other one that earns nothing as first."""
        if right:
            return self.names[key.diagnosis]
        return self.names[self.rivals[key.diagnosis]]


def _shown_first(case: Case) -> Series:
    """The series that the reveal opens on, else the first one."""
    view = getattr(case, "key_view", None)
    found: Series = view.series if view else series_of(case)[0]
    return found


def _written(slug: str) -> str:
    """A text that is understood as this diagnosis."""
    if slug == NORMAL:
        return "normal"
    names = vocabulary()
    for text in (relations().names.get(slug, slug), slug.replace("-", " ")):
        entries = resolve_all((text,), names)
        if [entry.entity for entry in entries if entry.status in UNDERSTOOD] == [slug]:
            return text
    raise RuntimeError(f"No text is understood as {slug}.")


def submission_of(
    item: SessionItem, key: AnswerKey, said: Said, words: Words, rng: np.random.Generator
) -> Submission:
    """Put an answer of the model into the fields of the page."""
    return Submission(
        differential=(words.of(key, right=said.right),),
        ct_class=key.ct_class or "lucent",
        findings=tuple(one.finding for one in key.findings if one.role == "key"),
        marks=tuple(_marks(words.series[item.case_id], key, said.found, rng)),
        extent=_extent(key, said.found),
        malignancy=str(said.percent),
        next_step=key.next_steps[0].slug if key.next_steps else "",
        asked=ASKED,
    )


def _extent(key: AnswerKey, found: bool) -> str:
    if key.extent == "focal":
        return "focal"
    return key.extent if found else "diffuse" if key.extent == "normal" else "normal"


def _marks(
    series: Series, key: AnswerKey, found: bool, rng: np.random.Generator
) -> Iterator[Mark]:
    """A mark in each lesion asked for, or one that is far from all of them."""
    if key.extent != "focal":
        return
    for lesion in key.lesions[: max(1, min(key.clicks, 3))] if found else key.lesions[:1]:
        point = _inside(lesion.region) + rng.normal(0, TREMOR, 3)
        if not found:
            point = point + np.array(ASTRAY)
        x, y, z = (float(value) for value in point)
        yield Mark(series.token, _slice_at(series, point), (x, y, z))


def _inside(region: Region) -> NDArray[np.float64]:
    """A point that counts as a hit: the center, or a corner of an outline (within tolerance)."""
    if region.kind == "ellipsoid":
        return np.array(region.center)
    return np.array(region.slabs[0].polygons[0][0])


def _slice_at(series: Series, point: NDArray[np.float64]) -> int:
    """The slice of the series that lies nearest to the point; 0 without geometry."""
    positions = series.geometry.get("positions")
    orientation = series.geometry.get("orientation")
    if not positions or not orientation:
        return 0
    normal = np.cross(orientation[:3], orientation[3:])
    return int(np.argmin(np.abs((np.array(positions) - point) @ normal)))
