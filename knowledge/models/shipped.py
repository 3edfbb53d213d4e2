"""What every row that comes from a content file has, and that the knowledge has changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shipped(models.Model):
    """A row that comes from a content file.

    content_hash: hash of the shipped content this row was last taken from.
    edited: an educator changed the row here; sync then leaves it alone.
    pending_hash: hash of newer shipped content that waits because the row is edited.
    """

    content_hash = models.CharField(_("content hash"), max_length=64, blank=True, editable=False)
    edited = models.BooleanField(_("edited here"), default=False, editable=False)
    pending_hash = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn = models.BooleanField(
        _("withdrawn"), default=False, help_text=_("Hidden from learners, kept for old cases.")
    )

    class Meta:
        abstract = True

    @property
    def in_conflict(self) -> bool:
        """Whether newer shipped content waits behind an educator's edit."""
        return bool(self.pending_hash)


class ContentState(models.Model):
    """One row: how often the knowledge has changed, and a token that caches are keyed by."""

    number = models.PositiveIntegerField(default=0)
    token = models.CharField(max_length=32)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("content state")

    def __str__(self) -> str:
        return f"{self.number} ({self.token})"
