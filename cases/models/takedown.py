"""The record of a case that was taken down: that it was, why, by whom, who had seen it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Takedown(models.Model):
    """Written once when a case's data is removed; holds nothing of the data.

    `received`: [{"who", "user", "at"}, …], everybody who was shown the case. `files` and `bytes`
    count what was deleted, `shared` the files that another case shows too and that stayed.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="takedowns")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    reason = models.CharField(_("reason"), max_length=300)
    files = models.PositiveIntegerField(_("files deleted"), default=0)
    bytes = models.PositiveBigIntegerField(_("bytes deleted"), default=0)
    shared = models.PositiveIntegerField(_("files kept for other cases"), default=0)
    received = models.JSONField(_("shown to"), default=list)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("case taken down")
        verbose_name_plural = _("cases taken down")

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        """Return the address of the record."""
        return reverse("teach:taken-down", args=[self.pk])
