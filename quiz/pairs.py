"""What separates a mimic from metastasis, for the reader who took one for the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.answerkey.types import AnswerKey
from knowledge.models import Entity
from knowledge.selectors import by_strength, entity_by_slug, entity_content
from quiz.feedback import Difference, Library

MOST_DIFFERENCES = 4


def mimic_taken_for(
    detail: Mapping[str, Any], diagnosis: str, entities: Mapping[str, Entity]
) -> Entity | None:
    """Return the mimic of a confusion across the line between mimic and malignant, or None.

    It is the diagnosis where the first entry was malignant, and the first entry where the
    diagnosis is malignant.
    """
    first = next((row["slug"] for row in detail["entries"] if row["rank"] == 1), None)
    truth, guess = entities.get(diagnosis), entities.get(first or "")
    truth_is_mimic = truth is not None and truth.kind == "mimic"
    crossed = any(side in point["message"]["ids"] for point in detail["points"] for side in _SIDES)
    if not crossed:
        return None
    return truth if truth_is_mimic else guess


def look_alikes(
    detail: Mapping[str, Any], key: AnswerKey, entities: Mapping[str, Entity], mimic: Entity | None
) -> tuple[Entity, Entity] | None:
    """Return the two that the reader took for each other, None where there is nothing to compare.

    They are the diagnosis and the first entry; where that names no single entity ("metastases"),
    the `mimic` of a crossed line and the malignant control that it is nearest to. One query there.
    """
    first = next((row["slug"] for row in detail["entries"] if row["rank"] == 1), None)
    truth, guess = entities.get(key.diagnosis), entities.get(first or "")
    if truth is None or truth.withdrawn or first in (key.diagnosis, *key.also_exact):
        return None
    if guess is not None and not guess.withdrawn:
        return truth, guess
    beside = entity_by_slug(mimic.content.get("beside", "")) if mimic is not None else None
    return (mimic, beside) if mimic is not None and beside is not None else None


_SIDES = ("list.side-malignant", "list.side-benign")


def differences(mimic: Entity, library: Library) -> tuple[Difference, ...]:
    """Return the features that separate this mimic from metastasis, strongest first.

    None where an entity's text is broken: that is its page's business, not this reader's.
    """
    favours = {"entity": mimic.short_name, "metastasis": _("metastasis"), "benign": _("a mimic")}
    strengths = {"strong": _("strong"), "moderate": _("moderate"), "weak": _("weak")}
    try:
        rows = by_strength(entity_content(mimic).discriminators)[:MOST_DIFFERENCES]
    except ValueError:
        return ()
    return tuple(
        Difference(
            feature=row.feature,
            favours=favours[row.favours],
            english=row.favours == "entity",
            strength=strengths[row.strength],
            sources=tuple(
                source for source in map(library.reference, row.sources) if source is not None
            ),
        )
        for row in rows
    )
