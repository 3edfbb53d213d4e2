"""What a quiz is made of: prevalence and spectrum, and what speaks against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.answerkey.types import NORMAL
from cases.models import Case, Pool
from knowledge.models import Entity
from knowledge.selectors import relations
from quiz.services.past import members
from quiz.services.selection import PHYSIOLOGIC

#: Below this share of malignant, or of normal and physiologic cases, the builder warns: readers
#: of sets of abnormal cases alone call everything abnormal (Hardy 2016).
FLOOR = 0.2


@dataclass(frozen=True)
class Share:
    """So many cases of this kind."""

    name: str
    count: int
    total: int

    @property
    def percent(self) -> int:
        """The share in whole per cent."""
        return round(100 * self.count / self.total) if self.total else 0


@dataclass(frozen=True)
class Composition:
    """Prevalence (`kinds`), spectrum (`groups`, `classes`, `difficulties`) and warnings."""

    total: int
    kinds: tuple[Share, ...]
    groups: tuple[Share, ...]
    classes: tuple[Share, ...]
    difficulties: tuple[Share, ...]
    entities: int
    simulated: int
    held_back: int
    warnings: tuple[str, ...]


def composition(cases: Sequence[Case]) -> Composition:
    """Return the composition of these cases. Two queries, one more when the content is new."""
    slugs = {case.diagnosis_slug for case in cases}
    entities = {
        one.slug: one for one in Entity.objects.filter(slug__in=slugs).select_related("group")
    }
    total = len(cases)
    physiologic = members(PHYSIOLOGIC, relations())
    kinds = Counter(_kind(case, physiologic) for case in cases)
    of_group = Counter(_group(case, entities) for case in cases)
    # The class of the key is what is graded; the entity's stands in where it states none.
    classes = Counter(_ct_class(case, entities) for case in cases)
    levels = Counter(case.get_difficulty_display() for case in cases)
    shares = tuple(Share(name, kinds[name], total) for name in _kinds())
    return Composition(
        total=total,
        kinds=shares,
        groups=_shares(of_group, total),
        classes=_shares(classes, total),
        difficulties=_shares(levels, total),
        entities=len(slugs - {""}),
        simulated=sum(case.simulated for case in cases),
        held_back=sum(case.pool == Pool.HELD_BACK for case in cases),
        warnings=tuple(_warnings(kinds, cases)),
    )


def _kinds() -> tuple[str, ...]:
    return (_("Malignant"), _("Mimic"), _("Physiologic"), _("Normal"))


def _kind(case: Case, healthy: frozenset[str]) -> str:
    malignant, mimic, physiologic, normal = _kinds()
    if case.malignant:
        return malignant
    if case.diagnosis_slug == NORMAL:
        return normal
    return physiologic if case.diagnosis_slug in healthy else mimic


def _group(case: Case, entities: dict[str, Entity]) -> str:
    if case.diagnosis_slug == NORMAL:
        return _("Normal")
    entity = entities.get(case.diagnosis_slug)
    return entity.group.name if entity and entity.group else _("Not proven")


def _ct_class(case: Case, entities: dict[str, Entity]) -> str:
    stated = (case.answer_key or {}).get("ct_class")
    entity = entities.get(case.diagnosis_slug)
    found = stated or (entity.ct_class if entity else "")
    return str(found).capitalize() if found else _("Not stated")


def _shares(counts: Counter[str], total: int) -> tuple[Share, ...]:
    return tuple(Share(name, count, total) for name, count in counts.most_common())


def _warnings(kinds: Counter[str], cases: Sequence[Case]) -> list[str]:
    total = len(cases)
    if not total:
        return []
    malignant, _mimic, physiologic, normal = _kinds()
    found = []
    if kinds[malignant] / total < FLOOR:
        found.append(
            _("Fewer than 20 % are malignant: metastases cannot be excluded without meeting some.")
        )
    if (kinds[normal] + kinds[physiologic]) / total < FLOOR:
        found.append(
            _(
                "Fewer than 20 % are normal or physiologic: sets of abnormal cases alone make "
                "readers call everything abnormal."
            )
        )
    unproven = sum(not case.graded for case in cases)
    if unproven:
        found.append(
            _("%d of the cases cannot be graded: their diagnosis is not proven.") % unproven
        )
    return found
