"""What an educator brings in: one intake, its progress and its outcome.

File names may name a patient, so that they are never in the database: they lie beside the files
in private storage (`cases.intake.folder`) and go with them.
"""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models.ids import public_id


class IntakeState(models.TextChoices):
    """Life of an intake."""

    RECEIVING = "receiving", _("Receiving files")
    WAITING = "waiting", _("Waiting for its turn")
    RUNNING = "running", _("Working")
    DONE = "done", _("Done")
    FAILED = "failed", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")


#: States in which something is still going to happen by itself.
MOVING = (IntakeState.WAITING, IntakeState.RUNNING)


class Intake(models.Model):
    """Files that one person brought in together.

    `files` and `bytes` count what was announced; `done` of `total` is the progress of `step`.
    `attempts` counts how often the work began: a file that ends the worker again and again must
    not do so for ever.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("owner"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=IntakeState, default=IntakeState.RECEIVING
    )
    files = models.PositiveIntegerField(_("files"), default=0)
    bytes = models.PositiveBigIntegerField(_("bytes"), default=0)
    step = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveIntegerField(_("taken"), default=0)
    duplicates = models.PositiveIntegerField(_("duplicates"), default=0)
    held = models.PositiveIntegerField(_("held back"), default=0)
    quarantined = models.PositiveIntegerField(_("quarantined"), default=0)
    cases = models.ManyToManyField("cases.Case", blank=True, related_name="intakes")
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """Return the address where its owner follows it."""
        return reverse("teach:intake", args=[self.public_id])

    @property
    def moving(self) -> bool:
        """Whether the page should look again."""
        return self.state in MOVING

    @property
    def percent(self) -> int:
        """Return how far the current step is."""
        return round(100 * self.done / self.total) if self.total else 0
