"""What a reader may narrow practice to, and what that costs: some of it tells the differential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Case as When
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models import When as If
from django.db.models.functions import Coalesce

from cases.answerkey.types import NORMAL
from cases.models import Case, Difficulty, Series
from knowledge.models import Entity, Group
from knowledge.selectors import entities, pairs_of
from quiz.scheduling.elo import NEW_CASE

#: Where "easy" ends and "hard" begins, in logits: half-way between what makers call so.
EASY_BELOW = NEW_CASE["easy"].value / 2
HARD_FROM = NEW_CASE["hard"].value / 2
MODALITIES = ("CT", "MR")
CT_CLASSES = ("lucent", "sclerotic", "mixed", "occult")
#: So many look-alikes stand beside an entity that is practised by name.
MOST_LOOK_ALIKES = 6


class UnknownFilter(ValueError):
    """Somebody asked for a group, entity or word that there is not; names the field."""


@dataclass(frozen=True)
class Filters:
    """What practice is narrowed to; empty is everything. `blocked`: group by group, not mixed."""

    group: str = ""
    ct_class: str = ""
    entity: str = ""
    modality: str = ""
    difficulty: str = ""
    blocked: bool = False
    #: The entity's look-alikes, so that its name is not the answer to every case.
    look_alikes: tuple[str, ...] = field(default=())

    @property
    def narrows(self) -> bool:
        """Whether it tells something of the differential: such reads measure nobody."""
        return bool(self.group or self.ct_class or self.entity or self.blocked)

    @property
    def given(self) -> bool:
        """Whether anything is asked for at all."""
        return self.narrows or bool(self.modality or self.difficulty)

    @property
    def balanced(self) -> bool:
        """Whether floors and cap can hold: not where one kind, or one difficulty, is asked for."""
        return not (self.group or self.ct_class or self.entity or self.difficulty or self.blocked)

    def to_settings(self) -> dict[str, Any]:
        """Return what the session's settings keep."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return {"filters": kept, "narrowed": self.narrows} if kept else {}


def filters_of(settings: Mapping[str, Any]) -> Filters:
    """Read what `to_settings` wrote."""
    kept = dict(settings.get("filters", {}))
    kept["look_alikes"] = tuple(kept.get("look_alikes", ()))
    return Filters(**kept)


def read_filters(data: Mapping[str, str]) -> Filters:
    """Return the filters of a form or an address; raises `UnknownFilter`. Up to three queries."""
    values = {name: data.get(name, "").strip() for name in FIELDS}
    for name, allowed in (
        ("ct_class", CT_CLASSES),
        ("modality", MODALITIES),
        ("difficulty", Difficulty.values),
    ):
        if values[name] and values[name] not in allowed:
            raise UnknownFilter(name)
    if values["group"] and not Group.objects.filter(slug=values["group"][:80]).exists():
        raise UnknownFilter("group")
    beside = look_alikes(values["entity"]) if values["entity"] else ()
    return Filters(**values, blocked=bool(data.get("blocked")), look_alikes=beside)


FIELDS = ("group", "ct_class", "entity", "modality", "difficulty")


def look_alikes(slug: str) -> tuple[str, ...]:
    """Return what the knowledge writes about beside an entity, and its differential. Two queries.

    Raises `UnknownFilter` for an entity that there is not.
    """
    rows = entities().filter(slug=slug[:80])
    found = rows.values_list("content__beside", "content__differential").first()
    if found is None:
        raise UnknownFilter("entity")
    beside, differential = found
    partners = [one for pair in pairs_of(slug) for one in pair.members]
    named = dict.fromkeys(
        [*([beside] if beside else []), *sorted(partners), *(differential or ())]
    )
    named.pop(slug, None)
    return tuple(named)[:MOST_LOOK_ALIKES]


def restrict(cases: QuerySet[Case], filters: Filters) -> QuerySet[Case]:
    """Return the cases that the filters leave; no query of its own.

    Normal cases stay with an entity's look-alikes, so that a normal spine remains possible.
    """
    if filters.group:
        of_group = Entity.objects.filter(group__slug=filters.group)
        cases = cases.filter(diagnosis_slug__in=of_group.values("slug"))
    if filters.ct_class:
        of_class = Entity.objects.filter(ct_class=filters.ct_class)
        cases = cases.filter(diagnosis_slug__in=of_class.values("slug"))
    if filters.entity:
        cases = cases.filter(diagnosis_slug__in=(filters.entity, *filters.look_alikes, NORMAL))
    if filters.modality:
        with_it = Series.objects.filter(
            study__case=OuterRef("pk"), modality=filters.modality, frames_ready=True
        )
        cases = cases.filter(Exists(with_it))
    if filters.difficulty:
        cases = cases.annotate(hardness=hardness()).filter(_within(filters.difficulty))
    return cases


def hardness() -> Coalesce:
    """The measured difficulty, or what its maker believes: logits."""
    believed = When(
        *(If(difficulty=name, then=Value(start.value)) for name, start in NEW_CASE.items()),
        default=Value(0.0),
        output_field=FloatField(),
    )
    return Coalesce(F("rating__value"), believed, output_field=FloatField())


def _within(difficulty: str) -> Q:
    if difficulty == Difficulty.EASY:
        return Q(hardness__lt=EASY_BELOW)
    if difficulty == Difficulty.HARD:
        return Q(hardness__gte=HARD_FROM)
    return Q(hardness__gte=EASY_BELOW, hardness__lt=HARD_FROM)
