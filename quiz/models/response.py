"""What the learner said, what is typed so far, and how it was judged."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .facts import Fact
from .session import SessionItem


class Response(Fact):
    """A committed answer: written once, never edited.

    `payload` holds ``answer`` (the JSON of `quiz.grading.codec`, entries as they were understood)
    and ``typed`` (the differential as it was written). `seconds` runs from the first showing of
    the case to the commit, on the server's clock.
    """

    item = models.OneToOneField(SessionItem, on_delete=models.CASCADE, related_name="response")
    payload = models.JSONField()
    committed_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["committed_at", "pk"]

    def __str__(self) -> str:
        return f"Response to {self.item_id}"


class Grade(Fact):
    """One judgement of one response; the newest one counts, the older ones stay.

    `detail` is the JSON of `quiz.grading.types.Grade`. A part that was not asked, or cannot be
    graded in this case, is null.
    """

    class Reason(models.TextChoices):
        """Why this grade was given."""

        COMMIT = "commit", _("Committed")
        RUBRIC = "rubric", _("New rubric or engine")
        KEY = "key", _("Changed answer key")
        SYNONYM = "synonym", _("Accepted name")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="grades")
    engine_version = models.CharField(max_length=20)
    rubric_version = models.CharField(max_length=20)
    key_revision = models.PositiveIntegerField()
    reason = models.CharField(max_length=8, choices=Reason, default=Reason.COMMIT)
    total = models.FloatField(null=True)
    lo1 = models.FloatField(null=True)
    lo2 = models.FloatField(null=True)
    lo3 = models.FloatField(null=True)
    passed = models.BooleanField(default=False)
    detail = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["response", "pk"]

    def __str__(self) -> str:
        return f"Grade {self.total} of response {self.response_id}"


class Draft(models.Model):
    """What is typed so far. `edited` is the browser's counter: an older save never wins."""

    item = models.OneToOneField(SessionItem, on_delete=models.CASCADE, related_name="draft")
    payload = models.JSONField()
    edited = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Draft of {self.item_id}"
