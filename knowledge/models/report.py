"""What readers say is wrong with a page."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.entity import Entity
from knowledge.models.finding import Finding


class Report(models.Model):
    """What a reader says is wrong with a page; an educator settles it.

    content_revision: of the entity's text when it was written; empty for a finding.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CORRECTED = "corrected", _("Corrected")
        DECLINED = "declined", _("Nothing to correct")

    entity = models.ForeignKey(
        Entity, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    finding = models.ForeignKey(
        Finding, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    text = models.TextField(_("what is wrong"), max_length=4000)
    source = models.CharField(_("source"), max_length=500, blank=True)
    email = models.EmailField(_("email"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    content_revision = models.PositiveIntegerField(_("content revision"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("report of a problem")
        verbose_name_plural = _("reports of problems")
        constraints = [
            models.CheckConstraint(
                name="report_is_about_one",
                condition=models.Q(entity__isnull=False, finding__isnull=True)
                | models.Q(entity__isnull=True, finding__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.text[:60]}"

    @property
    def about(self) -> Entity | Finding | None:
        """The entity or finding that it speaks of."""
        return self.entity or self.finding
