"""From a recipe, its entity's teaching and the lesions really drawn to the answer key.

The lesions are not written by hand: they come from the simulator's exact mask, so that a key can
never ask for a lesion that the images do not show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from cases.answerkey.levels import reading_order
from cases.answerkey.types import NORMAL, AnswerKey, Lesion
from cases.phantom.recipes.types import CaseRecipe, EntityTeaching
from knowledge.schema.decode import decode
from knowledge.schema.document import Document

MOST_CLICKS = 3


def build_key(
    recipe: CaseRecipe, teaching: Mapping[str, EntityTeaching], lesions: Sequence[Lesion]
) -> AnswerKey:
    """Return the answer key of one simulated case.

    `lesions` are all lesions that were drawn; those of the diagnosis are asked for. Raises
    KeyError when the diagnosis has no teaching and ValueError when an override is malformed.
    """
    own = teaching_of(recipe, teaching)
    asked = tuple(one for one in lesions if one.entity in ("", recipe.diagnosis))
    focal = own.extent == "focal" and recipe.diagnosis != NORMAL
    words = _words(asked)
    return AnswerKey(
        diagnosis=recipe.diagnosis,
        malignant=bool(own.malignant),
        also_exact=own.also_exact,
        coexisting=recipe.coexisting,
        alternatives=tuple(replace(a, reason=_fill(a.reason, words)) for a in own.alternatives),
        breadth=own.breadth,
        must_not_miss=own.must_not_miss,
        excluded=tuple(replace(e, reason=_fill(e.reason, words)) for e in own.excluded),
        ct_class=own.ct_class,
        ct_class_alternatives=own.ct_class_alternatives,
        compartments=own.compartments,
        findings=tuple(replace(f, note=_fill(f.note, words)) for f in own.findings),
        extent=own.extent,
        lesions=asked if focal else (),
        clicks=min(own.clicks, len(asked), MOST_CLICKS) if focal else 1,
        next_steps=tuple(replace(n, reason=_fill(n.reason, words)) for n in own.next_steps),
        discussion=_fill(own.discussion, words),
        references=own.references,
    )


def teaching_of(recipe: CaseRecipe, teaching: Mapping[str, EntityTeaching]) -> EntityTeaching:
    """The entity's teaching with what this recipe says otherwise."""
    return merge(teaching[recipe.diagnosis], recipe.teaching)


def merge(base: EntityTeaching, overrides: Mapping[str, Any]) -> EntityTeaching:
    """`base` with the named fields replaced; raises ValueError with a sentence."""
    if not overrides:
        return base
    document = Document("teaching", {"entity": base.entity} | dict(overrides))
    changed = decode(EntityTeaching, document)
    if changed is None:
        raise ValueError(str(document.problems[0]))
    return replace(
        base, **{f.name: getattr(changed, f.name) for f in fields(base) if f.name in overrides}
    )


def _words(lesions: Sequence[Lesion]) -> dict[str, str]:
    levels = sorted({one.level for one in lesions if one.level}, key=reading_order)
    if len(levels) > 1:
        named = f"{', '.join(levels[:-1])} and {levels[-1]}"
    else:
        named = levels[0] if levels else "the spine"
    return {"{levels}": named, "{count}": str(len(lesions))}


def _fill(text: str, words: Mapping[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
