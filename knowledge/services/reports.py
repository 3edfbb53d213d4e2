"""Reports of problems: readers file them, educators settle them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from knowledge.models import Entity, Finding, Report


def file_report(
    about: Entity | Finding, *, text: str, source: str = "", email: str = "", user: Any = None
) -> Report:
    """Keep what a reader says of a page, against the text as it stands now."""
    entity = about if isinstance(about, Entity) else None
    return Report.objects.create(
        entity=entity,
        finding=about if isinstance(about, Finding) else None,
        text=text,
        source=source,
        email=email,
        user=user if user is not None and user.is_authenticated else None,
        content_revision=entity.content_revision if entity else None,
    )


def settle_report(report: Report, *, state: str, by: Any, note: str = "") -> Report:
    """Say what became of a report; opening it again is possible, too."""
    report.state = state
    report.note = note
    settled = state != Report.State.OPEN
    report.settled_by = by if settled else None
    report.settled_at = timezone.now() if settled else None
    report.save()
    return report
