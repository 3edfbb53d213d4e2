"""A case that came from another installation: what was said of it there."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Arrival(models.Model):
    """Written when a shared case is taken in; `entry` is its part of the list in the zip.

    `entry` has the shape of "case" in `cases/share/schema.json`. `fitted` are the ids of series
    whose labels were taken over from it: images that were held back come later. `whole` says that
    everything of the zip has been worked off; what was interrupted is worked off again.
    """

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="arrival")
    intake = models.ForeignKey(
        "cases.Intake", null=True, on_delete=models.SET_NULL, related_name="arrivals"
    )
    entry = models.JSONField(default=dict)
    fitted = models.JSONField(default=list)
    whole = models.BooleanField(default=False)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("case from elsewhere")
        verbose_name_plural = _("cases from elsewhere")

    def __str__(self) -> str:
        return str(self.case)
