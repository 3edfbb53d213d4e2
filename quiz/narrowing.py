"""What a session's filters are called, for the pages that have to say that they narrow."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.models import Difficulty
from knowledge.models import Entity, Group
from quiz.panel import CT_CLASS_LABELS
from quiz.services.filters import Filters


def said(filters: Filters) -> tuple[str, ...]:
    """Return each filter in words, as one part of a list; at most two queries."""
    parts: list[str] = []
    if filters.entity:
        names = Entity.objects.filter(slug=filters.entity).values_list("short_name", flat=True)
        parts.append(_("%(name)s among its look-alikes") % {"name": names[0] if names else "?"})
    if filters.group:
        groups = Group.objects.filter(slug=filters.group).values_list("name", flat=True)
        parts += groups[:1]
    if filters.ct_class:
        parts.append(_("%(name)s on CT") % {"name": dict(CT_CLASS_LABELS)[filters.ct_class]})
    if filters.modality:
        parts.append(_("with %(name)s") % {"name": filters.modality})
    if filters.difficulty:
        parts.append(str(Difficulty(filters.difficulty).label))
    if filters.blocked:
        parts.append(_("group by group"))
    return tuple(parts)
