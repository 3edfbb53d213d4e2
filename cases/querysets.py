"""Who may see which case: the only door. Strangers get nothing, so views answer 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from config.lib.access import is_educator

if TYPE_CHECKING:
    from cases.models import Case  # noqa: F401 (named in a string below)


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases chosen by what a person may do with them."""

    def public(self) -> CaseQuerySet:
        """Cases that anybody may practise on, guests included."""
        return self.filter(state="published", pool="practice")

    def exhibits(self) -> CaseQuerySet:
        """Cases that self-study shows to anybody, with their diagnosis. No session asks them."""
        return self.filter(state="published", pool="exhibit")

    def visible_to(self, user: User | AnonymousUser | None) -> CaseQuerySet:
        """Cases that this user may open: everything for educators, public ones for the rest."""
        return self.all() if is_educator(user) else self.public()

    def worked_on(self) -> CaseQuerySet:
        """Cases that people work on: not the drafts that the library is making at this moment."""
        return self.exclude(state="draft", revision=0, recipe__isnull=False, arrival__isnull=True)

    def with_images(self) -> CaseQuerySet:
        """Fetch studies and series (no frames) in two further queries, for lists and manifests."""
        return self.prefetch_related("studies__series")


def visible_to(user: User | AnonymousUser | None) -> CaseQuerySet:
    """Return the cases that this user may open. See `CaseQuerySet.visible_to`."""
    from cases.models import Case

    return Case.objects.visible_to(user)
