"""The knowledge app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class KnowledgeConfig(AppConfig):
    """Registration of the app with Django."""

    name = "knowledge"

    def ready(self) -> None:
        """Renew the cache token whenever a row of the knowledge is saved or deleted."""
        from knowledge import models

        for model in (
            models.Group,
            models.Entity,
            models.Umbrella,
            models.EntityName,
            models.Reference,
            models.Finding,
            models.EntityFinding,
            models.ManagementOption,
            models.Clue,
            models.Pair,
            models.OtherName,
        ):
            post_save.connect(_changed, sender=model, dispatch_uid=f"touch-{model.__name__}")
            post_delete.connect(_changed, sender=model, dispatch_uid=f"untouch-{model.__name__}")


def _changed(raw: bool = False, **kwargs: Any) -> None:
    from knowledge.services import touch

    if not raw:
        touch()
