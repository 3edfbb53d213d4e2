"""A file held back until a person has looked at its pixels. It lies in private storage."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.ids import public_id


class HeldState(models.TextChoices):
    """What was decided."""

    WAITING = "waiting", _("Waiting for a look")
    RELEASING = "releasing", _("Being taken")
    TAKEN = "taken", _("Taken")
    DISCARDED = "discarded", _("Thrown away")


class HeldFile(models.Model):
    """One object: where text may stand in it, what was decided, and by whom.

    `boxes`: [[frame, x, y, width, height], …] as found. `blanked`: {"boxes": [[x, y, width,
    height], …], "frames": [number, …], all if empty}. `study` and `series` are remapped UIDs.
    The file itself is `<PRIVATE_ROOT>/held/<token>` until it is taken or thrown away.
    """

    token = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    intake = models.ForeignKey("cases.Intake", on_delete=models.CASCADE, related_name="held_files")
    digest = models.CharField(max_length=40)
    study = models.CharField(max_length=64, db_index=True)
    series = models.CharField(max_length=64)
    label = models.CharField(_("label"), max_length=60, blank=True)
    number = models.IntegerField(default=0)
    frames = models.PositiveIntegerField(default=1)
    rows = models.PositiveIntegerField(default=0)
    cols = models.PositiveIntegerField(default=0)
    reason = models.TextField(_("reason"))
    boxes = models.JSONField(default=list, blank=True)
    blanked = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=HeldState, default=HeldState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["intake", "series", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "digest"], name="held_once_an_intake")
        ]
        verbose_name = _("held file")
        verbose_name_plural = _("held files")

    def __str__(self) -> str:
        return f"{self.label} · {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address where its owner looks at it."""
        return reverse("teach:held", args=[self.token])
