"""Answers that were graded again: who decided it, what changed, and who has been told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .response import Grade


class Regrading(models.Model):
    """One decision that changed grades. `what` is a sentence that learners may read."""

    reason = models.CharField(max_length=8, choices=Grade.Reason)
    what = models.CharField(max_length=400)
    case = models.ForeignKey(
        "cases.Case", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answers = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("regrading")
        verbose_name_plural = _("regradings")

    def __str__(self) -> str:
        return self.what


class RegradeNotice(models.Model):
    """What one learner is told of it: how many answers gained and lost; until dismissed.

    A guest is known by the token of the browser, as with sessions.
    """

    regrading = models.ForeignKey(Regrading, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="regrade_notices",
    )
    guest_token = models.CharField(max_length=32, blank=True, db_index=True)
    gained = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-regrading__created_at"]
        constraints = [
            models.UniqueConstraint(fields=["regrading", "user"], name="told_once_per_regrading")
        ]
        indexes = [models.Index(fields=["user", "dismissed_at"], name="notices_by_user")]
        verbose_name = _("notice of a regrading")
        verbose_name_plural = _("notices of regradings")

    def __str__(self) -> str:
        return f"{self.user or 'guest'}: {self.regrading}"
