"""What educators change: names, texts, reviews."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from knowledge.models import ContentState, Entity, EntityName, ReviewState, Umbrella


def touch() -> None:
    """Say that the knowledge changed: caches are keyed by the token."""
    state, _ = ContentState.objects.get_or_create(pk=1, defaults={"token": ""})
    state.number += 1
    state.token = uuid.uuid4().hex
    state.save()


def accept_synonym(slug: str, text: str, *, abbreviation: bool = False) -> EntityName:
    """Let `text` name the entity or umbrella `slug` from now on; an educator's decision.

    Raises Entity.DoesNotExist for an unknown slug and ValueError for a name that is taken.
    """
    text = " ".join(text.split())
    owner = _owner(slug)
    kind = EntityName.NameKind.ABBREVIATION if abbreviation else EntityName.NameKind.SYNONYM
    taken = (
        EntityName.objects.filter(text__iexact=text, active=True)
        .exclude(**owner)
        .select_related("entity", "umbrella")
        .first()
    )
    if taken is not None:
        raise ValueError(f"“{text}” already names “{taken.entity or taken.umbrella}”.")
    name, _ = EntityName.objects.update_or_create(
        entity=owner["entity"],
        umbrella=owner["umbrella"],
        text=text,
        kind=kind,
        defaults={"active": True},
    )
    return name


def record_edit(entity: Entity) -> None:
    """Save an entity that an educator changed: it is theirs now, and a new revision."""
    entity.edited = True
    entity.content_revision += 1
    entity.save()


def record_review(entity: Entity, *, reviewer: Any, name: str = "") -> None:
    """Note that `reviewer` has read the page as it stands, and today."""
    entity.review_state = ReviewState.REVIEWED
    entity.reviewed_by = reviewer
    entity.reviewer_name = name or reviewer.get_full_name() or reviewer.get_username()
    entity.reviewed_on = timezone.localdate()
    entity.reviewed_revision = entity.content_revision
    entity.save()


def _owner(slug: str) -> dict[str, Any]:
    umbrella = Umbrella.objects.filter(slug=slug).first()
    if umbrella is not None:
        return {"umbrella": umbrella, "entity": None}
    return {"entity": Entity.objects.get(slug=slug), "umbrella": None}
