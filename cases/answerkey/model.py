"""What a key wants on the list: the owed alternatives, the model answer, and who is ruled out.

Only who relates to whom, no scores: the numbers are the rubric's (`quiz.grading.rubric`).
"""

from dataclasses import dataclass

from cases.answerkey.relations import RelationsLike
from cases.answerkey.types import AnswerKey, Exclusion

#: Entries that a differential may have, and so the longest possible model answer.
LIST_LIMIT = 5


@dataclass(frozen=True)
class Wanted:
    """An alternative of the key with its standing; 'coexisting' is really there too."""

    entity: str
    standing: str  # "coexisting", "likely" or "possible"
    reason: str = ""


_ORDER = {"coexisting": 0, "likely": 1, "possible": 2}


def alternatives(key: AnswerKey) -> tuple[Wanted, ...]:
    """Return all alternatives, coexisting entities among them, most plausible first."""
    listed = [Wanted(slug, "coexisting") for slug in key.coexisting]
    listed += [Wanted(a.entity, a.plausibility, a.reason) for a in key.alternatives]
    return tuple(sorted(listed, key=lambda wanted: _ORDER[wanted.standing]))


def owed(key: AnswerKey) -> tuple[Wanted, ...]:
    """Return the alternatives that a careful reader owes: the `breadth` most plausible."""
    return alternatives(key)[: max(key.breadth, 0)]


def is_or_narrower(slug: str, other: str, relations: RelationsLike) -> bool:
    """Whether naming `slug` names `other`, or a form of it."""
    return slug == other or relations.is_narrower(slug, other)


def touches(slug: str, other: str, relations: RelationsLike) -> bool:
    """Whether `slug` is `other`, a form of it, or a group above it."""
    return is_or_narrower(slug, other, relations) or relations.is_narrower(other, slug)


def wanted_slugs(key: AnswerKey) -> tuple[str, ...]:
    """Return every slug that the key credits."""
    listed = (wanted.entity for wanted in alternatives(key))
    return (key.diagnosis, *key.also_exact, *listed, *key.must_not_miss)


def exclusion_of(slug: str, key: AnswerKey, relations: RelationsLike) -> Exclusion | None:
    """Return why these images rule `slug` out, or None.

    Ruling out a group rules out what lies below it, except what the key itself wants: with
    typical hemangioma excluded, an atypical one may still be the diagnosis.
    """
    for exclusion in key.excluded:
        if exclusion.entity == slug:
            return exclusion
    for exclusion in key.excluded:
        above = exclusion.entity
        if relations.is_narrower(slug, above) and not _wanted_between(slug, above, key, relations):
            return exclusion
    return None


def _wanted_between(slug: str, above: str, key: AnswerKey, relations: RelationsLike) -> bool:
    return any(
        is_or_narrower(slug, wanted, relations) and relations.is_narrower(wanted, above)
        for wanted in wanted_slugs(key)
    )


def model_answer(key: AnswerKey, relations: RelationsLike) -> tuple[str, ...]:
    """Return the list that earns full credit: diagnosis, owed alternatives, must-not-miss.

    A must-not-miss that an earlier entry already covers is not repeated.
    """
    listed = [key.diagnosis]
    for wanted in owed(key):
        if wanted.entity not in listed:
            listed.append(wanted.entity)
    for slug in key.must_not_miss:
        if not any(touches(entry, slug, relations) for entry in listed):
            listed.append(slug)
    return tuple(listed)
