"""Rapid reading: metastasis or mimic, a confidence in six steps, the next case at once.

Every case of a set is chosen and frozen when it starts, in known shares of malignant, normal and
mimic: sets of abnormal cases alone make readers call everything abnormal (Hardy 2016).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from cases.answerkey.types import NORMAL, NOT_PROVEN
from cases.models import Case
from quiz.models import Response, Session, SessionItem
from quiz.selectors import Reader, cases_left_open, cases_untold, playable
from quiz.services.response import write_response
from quiz.services.session import NoCases, freeze_set, open_session
from quiz.submission import Submission

SET = 20
#: Shares of a set; what is missing of one kind is filled from the others.
SHARES = {"malignant": 0.35, "normal": 0.2, "mimic": 0.45}
#: Steps of confidence → probability of malignancy in per cent. They lie symmetrically about 50 and
#: away from 0 and 100, which a glance of ten seconds cannot support; chosen, not measured.
CONFIDENCE = {1: 3, 2: 20, 3: 40, 4: 60, 5: 80, 6: 97}


def kind_of(diagnosis: str, malignant: bool) -> str:
    """Return "malignant", "normal" or "mimic"."""
    if malignant:
        return "malignant"
    return "normal" if diagnosis == NORMAL else "mimic"


def choose_set(
    cases: Sequence[tuple[int, str, bool]], *, size: int = SET, rng: random.Random
) -> list[int]:
    """Return the ids of a set in random order, in the shares of `SHARES` where the library allows.

    `cases` are (id, diagnosis, malignant), each proven. No case comes twice.
    """
    kinds: dict[str, list[int]] = {kind: [] for kind in SHARES}
    for pk, diagnosis, malignant in cases:
        kinds[kind_of(diagnosis, malignant)].append(pk)
    chosen: list[int] = []
    for kind, share in SHARES.items():
        wanted = min(round(share * size), len(kinds[kind]))
        chosen += rng.sample(kinds[kind], wanted)
    taken = set(chosen)
    rest = [pk for pk, *_rest in cases if pk not in taken]
    chosen += rng.sample(rest, min(size - len(chosen), len(rest)))
    rng.shuffle(chosen)
    return chosen


def chosen_cases(reader: Reader, *, size: int, rng: random.Random | None) -> list[Case]:
    """Return the cases of a new set for this reader, in order; raises `NoCases`. Two queries.

    Proven ones only, and none that the reader has open elsewhere: its feedback would tell.
    """
    proven = playable(reader.user).exclude(diagnosis_slug__in=("", NOT_PROVEN))
    fresh = proven.exclude(pk__in=cases_untold(reader)).exclude(pk__in=cases_left_open(reader))
    rows = list(fresh.order_by("pk").values_list("pk", "diagnosis_slug", "malignant"))
    chosen = choose_set(rows, size=size, rng=rng or random.SystemRandom())
    if not chosen:
        raise NoCases
    found = Case.objects.in_bulk(chosen)
    return [found[pk] for pk in chosen]


@transaction.atomic
def start_rapid(
    *, user: User | AnonymousUser, guest_token: str = "", rng: random.Random | None = None
) -> Session:
    """Open a rapid session with all its cases; raises `NoCases`. Six queries."""
    reader = Reader(user, guest_token)
    cases = chosen_cases(reader, size=SET, rng=rng)
    session = open_session(reader, Session.Mode.RAPID, length=len(cases))
    freeze_set(session=session, cases=cases, ask=frozenset({"malignancy"}))
    return session


def commit_confidence(*, item: SessionItem, step: int) -> Response:
    """Take a step of confidence (1 to 6) as the answer, once; a second one changes nothing.

    Raises `KeyError` for another step.
    """
    return write_response(item, Submission(malignancy=str(CONFIDENCE[step])), ())
