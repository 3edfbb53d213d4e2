"""Which case comes next: what the database knows of reader and library, put before the rules.

The rules are in `quiz.scheduling.selection`. What may not be served is decided here: nothing that
the reader may not see, nothing held back, and nothing that is open in a running exam or rapid set
(its feedback would give it away).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cases.answerkey.types import NORMAL, NOT_PROVEN
from cases.models import Case
from knowledge.models import Entity
from knowledge.schema.relations import Relations
from knowledge.selectors import relations
from quiz.models import Session
from quiz.scheduling import selection as rules
from quiz.scheduling.elo import NEW_READER, Rating, expected
from quiz.scheduling.selection import Candidate, Kind, Situation
from quiz.selectors import Reader, cases_untold, playable
from quiz.services.filters import Filters, filters_of, hardness, restrict
from quiz.services.past import Past, members, past_of

#: Below this chance of naming it a case is hard for this reader.
HARD_CHANCE = 0.25
#: The group of names whose members are marrow as it may be in health.
PHYSIOLOGIC = "benign-marrow-variant"
#: In practice of one entity so often it is that entity, otherwise a look-alike or normal.
OF_THE_ENTITY = 0.5


def choose_case(
    *, session: Session, rng: random.Random | None = None, now: datetime | None = None
) -> Case | None:
    """Return the next case of a practice or review session; None if there is none.

    Six queries for an account, seven for a guest, one more when blocked by group: as many rows as
    the library and the knowledge have, none of them for what was read.
    """
    chance = rng or random.SystemRandom()
    graph = relations()
    past = past_of(session, graph=graph, now=now or timezone.now())
    filters = filters_of(session.settings)
    candidates = _candidates(session, filters, past, graph)
    if session.mode == Session.Mode.REVIEW:
        found = _for_review(session, candidates, past, graph, chance)
    else:
        found = _for_practice(session, filters, candidates, past, chance)
    return None if found is None else Case.objects.get(pk=found)


def reader_rating(session: Session) -> Rating:
    """Return how able the session's reader is; a guest counts as a newcomer."""
    row = getattr(session.user, "reader_rating", None) if session.user else None
    return Rating(row.value, row.deviation) if row else NEW_READER


def _candidates(
    session: Session, filters: Filters, past: Past, graph: Relations
) -> list[Candidate]:
    owner = session.user or AnonymousUser()
    reader = Reader(owner, session.guest_token)
    cases = restrict(playable(owner), filters).exclude(pk__in=cases_untold(reader))
    rows = cases.annotate(hard=hardness()).values_list("pk", "diagnosis_slug", "malignant", "hard")
    physiologic = members(PHYSIOLOGIC, graph) | {NORMAL}
    able = Rating(reader_rating(session).value, 0.0)
    groups = _groups() if filters.blocked else {}
    return [
        Candidate(
            id=pk,
            diagnosis=diagnosis,
            kind=_kind(diagnosis, malignant, physiologic),
            hard=expected(able, Rating(hard, 0.0)) < HARD_CHANCE,
            proven=diagnosis not in ("", NOT_PROVEN),
            seen=past.seen.get(pk, 0),
            group=groups.get(diagnosis, ""),
        )
        for pk, diagnosis, malignant, hard in rows.order_by("pk")
    ]


def _kind(diagnosis: str, malignant: bool, physiologic: frozenset[str]) -> Kind:
    if malignant:
        return "malignant"
    return "normal" if diagnosis in physiologic else "mimic"


def _groups() -> dict[str, str]:
    return dict(Entity.objects.values_list("slug", "group__slug"))


def _for_practice(
    session: Session,
    filters: Filters,
    candidates: list[Candidate],
    past: Past,
    rng: random.Random,
) -> int | None:
    order = session.items.order_by("-order").values_list("order", "case_id")
    latest = list(order[: rules.BLOCK])
    by_id = {one.id: one for one in candidates}
    read = [by_id[pk] for _, pk in reversed(latest) if pk in by_id]
    pool = candidates
    if filters.blocked:
        pool = rules.same_group(pool, [one.group for one in read])
    if filters.entity and rng.random() < OF_THE_ENTITY:
        pool = [one for one in pool if one.diagnosis == filters.entity] or pool
    begun = (latest[0][0] if latest else 0) % rules.BLOCK
    situation = Situation(
        recent=past.recent,
        block=tuple(read[len(read) - begun :] if begun else ()),
        due=past.due,
        confused=past.confused,
        record=past.record,
        opening=not latest,
    )
    found = rules.choose(pool, situation, rng, balanced=filters.balanced)
    if found is None and pool is not candidates:
        found = rules.choose(candidates, situation, rng, balanced=filters.balanced)
    return None if found is None else found.id


def _for_review(
    session: Session,
    candidates: Iterable[Candidate],
    past: Past,
    graph: Relations,
    rng: random.Random,
) -> int | None:
    """Return a case of what is due in this place: an unseen one, else the one seen least.

    Of a pair one side is drawn. Where a target has no case left, another one's comes.
    """
    targets: list[list[str]] = session.settings.get("due", [])
    place = session.items.count() % max(1, len(targets))
    last = past.recent[0][0] if past.recent else None
    proven = [one for one in candidates if one.proven]
    ready = [one for one in proven if one.id != last] or proven
    for entity, other in (*targets[place:], *targets[:place]):
        sides = [members(side, graph) for side in (entity, other) if side]
        for side in rng.sample(sides, len(sides)):
            found = rules.least_seen([one for one in ready if one.diagnosis in side], rng)
            if found is not None:
                return found.id
    return None
